package llmos.kernel.proc;

import java.util.Optional;
import llmos.api.Burst;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.kernel.grounding.Grounding;

/** What a finished turn has to be told of. */
final class Endings {
  private Endings() {}

  /** How a reply ended; an empty one is no answer, and never taken for one. */
  static Optional<Fault> of(String cpu, Burst burst) {
    return switch (burst.stop()) {
      case END ->
        burst.text().isBlank()
            ? Optional.of(new Fault(
                Errno.CPU_FAILED,
                "the CPU %s ended its reply without a word".formatted(cpu),
                "ask in other words, or choose another: cpu use NAME"))
            : Optional.empty();
      case TRAPS -> Optional.empty();
      case LENGTH ->
        Optional.of(new Fault(
            Errno.LIMIT, "the reply ended at its length limit", "say \"go on\" to continue it"));
      case FAILED -> burst.fault();
    };
  }

  /** Whether an answer that has to be grounded is not. */
  static Optional<Fault> of(Turn.Request request, Grounding.Checked checked) {
    if (!request.grounded() || checked.grounded()) {
      return Optional.empty();
    }
    String why = checked.unsupported().isEmpty()
        ? "the answer cites no source"
        : "its sources do not hold: " + String.join(", ", checked.unsupported());
    return Optional.of(new Fault(
        Errno.UNGROUNDED,
        "the answer is not grounded: " + why,
        "ask without --grounded to see it"));
  }
}
