package llmos.kernel.cpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.CpuSettings;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Usage;

/**
 * What tokens cost, in US dollars for a million.
 *
 * @param prompt of a request
 * @param cached of those, the ones that the provider's cache held
 * @param reply of a reply
 */
public record Price(double prompt, double cached, double reply) {
  private static final double MILLION = 1e6;
  private static final String PROMPT = "price-in";
  private static final String CACHED = "price-cached";
  private static final String REPLY = "price-out";

  /** The settings of a CPU that tell it, whatever its driver. */
  static final List<String> SETTINGS = List.of(PROMPT, CACHED, REPLY);

  /**
   * What a CPU's settings say; empty if they say nothing.
   *
   * @throws FaultException if they are no amounts, or only a part of them is there
   */
  public static Optional<Price> of(CpuSettings cpu) {
    Map<String, Double> found = new LinkedHashMap<>();
    for (String name : SETTINGS) {
      String text = cpu.get(name, "");
      if (!text.isEmpty() && !text.matches("[0-9]{1,6}(\\.[0-9]{1,9})?")) {
        throw wrong("--set %s takes dollars for a million tokens, not '%s'".formatted(name, text));
      }
      if (!text.isEmpty()) {
        found.put(name, Double.valueOf(text));
      }
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Double prompt = found.get(PROMPT);
    Double reply = found.get(REPLY);
    if (prompt == null || reply == null) {
      throw wrong("%s and %s go together".formatted(PROMPT, REPLY));
    }
    return Optional.of(new Price(prompt, found.getOrDefault(CACHED, prompt), reply));
  }

  private static FaultException wrong(String message) {
    return new FaultException(
        Errno.BAD_USAGE, message, "cpu add NAME … --set price-in=2.5,price-out=10");
  }

  /** What a burst cost, in dollars. */
  public double of(Usage usage) {
    int fresh = usage.promptTokens() - usage.cachedTokens();
    return (fresh * prompt + usage.cachedTokens() * cached + usage.replyTokens() * reply) / MILLION;
  }

  /** How many tokens a reply may have at most if request and reply are to cost no more than that; negative if none may. */
  public int replyTokens(int promptTokens, double dollars) {
    double left = dollars * MILLION - promptTokens * Math.max(prompt, cached);
    if (left <= 0) {
      return -1;
    }
    return reply == 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, left / reply);
  }
}
