package llmos.shell.term;

import llmos.shell.lang.FailureException;
import llmos.shell.lang.Keyboard;
import llmos.shell.lang.Parser;

/** Whether Enter ends a line, or the program on it goes on. */
final class Completeness {
  private Completeness() {}

  /** True for a program with an open quote or brace, or with nothing behind its last {@code |}. */
  static boolean needsMore(String line) {
    if (!(Keyboard.read(line) instanceof Keyboard.Command(String source))) {
      return false;
    }
    try {
      return Parser.parse(source).steps().isEmpty();
    } catch (FailureException e) {
      return e.failure().incomplete();
    }
  }
}
