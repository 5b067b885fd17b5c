package llmos.kernel.proc;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import llmos.api.Burst;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.PageKind;
import llmos.api.Usage;
import llmos.kernel.cpu.Price;
import llmos.kernel.cpu.TokenMeter;

/** What a turn has cost, and how much more it may. Owned by the thread that runs the turn. */
final class Purse {
  private static final int SHORTEST_REPLY = 16;

  private final Optional<Price> price;
  private final OptionalDouble most;
  private double spent;

  /** {@code most} is in dollars; empty for as much as it takes. */
  Purse(Optional<Price> price, OptionalDouble most) {
    this.price = price;
    this.most = most;
  }

  /** The most tokens that the next reply may have, of those that are wanted; negative if it cannot be paid any more. */
  int replyTokens(int promptTokens, int wanted) {
    if (most.isEmpty() || price.isEmpty()) {
      return wanted;
    }
    int paid = price.get().replyTokens(promptTokens, most.getAsDouble() - spent);
    return paid < Math.min(SHORTEST_REPLY, wanted) ? -1 : Math.min(paid, wanted);
  }

  /** Why nothing is sent any more. */
  Fault empty() {
    return new Fault(
        Errno.LIMIT,
        String.format(
            Locale.ROOT,
            "stopped before a request that may cost more than is left of --max-cost %s: $%.6f are spent",
            most.isPresent() ? Double.toString(most.getAsDouble()) : "",
            spent),
        "ask with a greater --max-cost, or a smaller window: mem shows what fills it");
  }

  /** Takes out what a burst cost, and tells it; what the provider did not count is taken as it was reckoned. */
  double pay(Burst burst, int promptTokens, Cpu cpu) {
    if (price.isEmpty()) {
      return 0; // to count tokens may be a request of its own, for which Ctrl-C would wait
    }
    Usage usage = burst.usage();
    Usage whole = new Usage(
        usage.promptTokens() > 0 ? usage.promptTokens() : promptTokens,
        usage.cachedTokens(),
        usage.replyTokens() > 0
            ? usage.replyTokens()
            : new TokenMeter(cpu).tokens(PageKind.ASSISTANT, burst.text()));
    double cost = price.get().of(whole);
    spent += cost;
    return cost;
  }

  /** Dollars that the turn has cost; empty where no price is known. */
  OptionalDouble spent() {
    return price.isPresent() ? OptionalDouble.of(spent) : OptionalDouble.empty();
  }
}
