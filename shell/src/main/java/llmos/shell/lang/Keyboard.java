package llmos.shell.lang;

/**
 * Tells what a line typed at the prompt is: a program, a line for the host's shell, or talk. Purely lexical: it never looks
 * at files, at names in scope or at the model.
 *
 * <ol>
 *   <li>A line that starts with {@code /} and a letter, whose first word has no second {@code /} and no {@code .}, is a
 *       program.
 *   <li>{@code !rest} is run by the host's shell.
 *   <li>Anything else, or a line that starts with a space, is talk, verbatim.
 * </ol>
 */
public final class Keyboard {
  private Keyboard() {}

  /** What a line is. */
  public sealed interface Line {}

  /** A program. */
  public record Command(String source) implements Line {}

  /** A line for the host's shell. */
  public record Host(String line) implements Line {}

  /** Words for the model. */
  public record Talk(String text) implements Line {}

  /** Only white space. */
  public record Nothing() implements Line {}

  /** What this line is. */
  public static Line read(String line) {
    if (line.isBlank()) {
      return new Nothing();
    }
    if (line.startsWith("!") && line.length() > 1) {
      return new Host(line.substring(1).strip());
    }
    return isCommand(line) ? new Command(line) : new Talk(line.strip());
  }

  private static boolean isCommand(String line) {
    if (line.length() < 2 || line.charAt(0) != '/' || !isLetter(line.charAt(1))) {
      return false;
    }
    for (int i = 2; i < line.length() && !Character.isWhitespace(line.charAt(i)); i++) {
      if (line.charAt(i) == '/' || line.charAt(i) == '.') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
