package llmos.shell.lang;

import llmos.api.Errno;
import llmos.api.Fault;

/**
 * A fault and its place in the program.
 *
 * @param fault what went wrong
 * @param stage number of the stage in its pipeline from 1, or 0 if there is none
 * @param source the program
 * @param start first character of the place, or -1 if there is none
 * @param end last character of it, exclusive
 * @param incomplete true if more input could mend it, such as an open quote
 */
public record Failure(
    Fault fault, int stage, String source, int start, int end, boolean incomplete) {

  private static final String ENDLESS = "what calls itself needs an if that ends it";

  /** A fault that has no place. */
  public static Failure of(Fault fault) {
    return new Failure(fault, 0, "", -1, -1, false);
  }

  /** The fault of what calls itself without end. */
  public static Fault endless(String message) {
    return new Fault(Errno.LIMIT, message, ENDLESS);
  }

  /**
   * Whether a program is nested without end. No {@code try} and no {@code ||} takes that: where each of a hundred calls goes on with one
   * more after the first has failed, there would be 2¹⁰⁰ of them.
   */
  public boolean isEndless() {
    return fault.equals(Interpreter.TOO_DEEP)
        || (fault.errno() == Errno.LIMIT && fault.hint().equals(ENDLESS));
  }

  /** The line of the place, from 1. */
  public int line() {
    return (int) source
            .substring(0, Math.max(start, 0))
            .chars()
            .filter(c -> c == '\n')
            .count()
        + 1;
  }

  /** The column of the place, from 1. */
  public int column() {
    return start - lineStart() + 1;
  }

  /** The line of the program that the place is in, or empty. */
  public String text() {
    if (start < 0) {
      return "";
    }
    int stop = source.indexOf('\n', lineStart());
    return source.substring(lineStart(), stop < 0 ? source.length() : stop);
  }

  /** The part of {@link #text} that is meant: at least one character long. */
  public int width() {
    return Math.max(1, Math.min(end, lineStart() + text().length()) - start);
  }

  private int lineStart() {
    return source.lastIndexOf('\n', Math.max(start, 0) - 1) + 1;
  }

  /** As an exception that carries it to the nearest boundary. */
  public FailureException toException() {
    return new FailureException(this);
  }

  static FailureException syntax(String source, int start, int end, String message, String hint) {
    return new Failure(new Fault(Errno.BAD_USAGE, message, hint), 0, source, start, end, false)
        .toException();
  }

  static FailureException open(String source, int start, String message) {
    return new Failure(Fault.of(Errno.BAD_USAGE, message), 0, source, start, start + 1, true)
        .toException();
  }
}
