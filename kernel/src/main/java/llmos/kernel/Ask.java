package llmos.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import llmos.api.Label;

/**
 * One thing said to the CPU.
 *
 * @param text the words, verbatim
 * @param label {@link Label#TYPED} for what the user typed or scripted
 * @param context records that become numbered, citable blocks; empty for the machine to search itself
 * @param in names of volumes or documents to search; empty for all that are mounted
 * @param grounded whether an answer that its sources do not support is a failure
 * @param readAhead whether the machine searches for what the words need
 * @param timeout the most time for the whole turn
 * @param shape the records that the reply has to be; empty for free text
 * @param maxCost dollars that the turn may cost; empty for as much as it takes
 */
public record Ask(
    String text,
    Label label,
    Optional<Records> context,
    List<String> in,
    boolean grounded,
    ReadAhead readAhead,
    Optional<Duration> timeout,
    Optional<Shape> shape,
    OptionalDouble maxCost) {

  /** Whether documents and the past are searched before the CPU is asked. */
  public enum ReadAhead {
    /** If the words ask for something, as far as their form tells. */
    AUTO,
    ALWAYS,
    NEVER
  }

  public Ask {
    in = List.copyOf(in);
  }

  /** Something said that may cost what it takes, and is answered in free text. */
  public Ask(
      String text,
      Label label,
      Optional<Records> context,
      List<String> in,
      boolean grounded,
      ReadAhead readAhead,
      Optional<Duration> timeout) {
    this(
        text,
        label,
        context,
        in,
        grounded,
        readAhead,
        timeout,
        Optional.empty(),
        OptionalDouble.empty());
  }

  /** The same for at most so many dollars. */
  public Ask costing(OptionalDouble most) {
    return new Ask(text, label, context, in, grounded, readAhead, timeout, shape, most);
  }

  /** What the user typed, about everything that is mounted. */
  public static Ask typed(String text) {
    return new Ask(
        text, Label.TYPED, Optional.empty(), List.of(), false, ReadAhead.AUTO, Optional.empty());
  }
}
