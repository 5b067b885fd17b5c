package llmos.kernel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import llmos.api.Citation;
import llmos.api.Fault;
import llmos.api.Label;
import llmos.api.Usage;

/**
 * What came of an {@link Ask}.
 *
 * @param text what the CPU said at last, after all of its calls
 * @param citations its sources, by number
 * @param unsupported pieces of the text that its sources do not hold, as they stand in it
 * @param label the label of the answer
 * @param cpu the name of the CPU
 * @param usage what it cost
 * @param cost the same in dollars; empty where no price is known
 * @param fault why it failed or is not good enough; empty if all is well
 */
public record Answer(
    String text,
    List<Citation> citations,
    List<String> unsupported,
    Label label,
    String cpu,
    Usage usage,
    OptionalDouble cost,
    Optional<Fault> fault) {
  public Answer {
    citations = List.copyOf(citations);
    unsupported = List.copyOf(unsupported);
  }
}
