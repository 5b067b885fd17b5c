package llmos.shell.term;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import llmos.shell.lang.Keyboard;

/** Which parts of a line are painted how. Knows nothing of the terminal. */
public final class Painting {
  private Painting() {}

  /** How a part is painted. */
  public enum Kind {
    COMMAND,
    UNKNOWN,
    STRING,
    VARIABLE,
    FLAG,
    MARK
  }

  /** A part of a line, its end exclusive. */
  public record Span(int start, int end, Kind kind) {}

  /**
   * The parts of a line that are painted, in order.
   *
   * @param known whether a name runs something
   */
  public static List<Span> of(String line, Predicate<String> known) {
    List<Span> spans = new ArrayList<>();
    if (line.startsWith("!")) {
      spans.add(new Span(0, 1, Kind.MARK));
      return spans;
    }
    if (!(Keyboard.read(line) instanceof Keyboard.Command)) {
      return spans;
    }
    boolean name = true;
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      int end = i + 1;
      if (c == '|' || c == ';' || c == '&') {
        spans.add(new Span(i, end, Kind.MARK));
        name = true;
      } else if (c == '{' || c == '(') {
        name = true;
      } else if (!Character.isWhitespace(c) && c != '}' && c != ')') {
        end = wordEnd(line, i);
        spans.addAll(word(line, i, end, name, known));
        name = false;
      }
      i = end;
    }
    return spans;
  }

  private static List<Span> word(
      String line, int start, int end, boolean name, Predicate<String> known) {
    char c = line.charAt(start);
    if (c == '\'' || c == '"') {
      return List.of(new Span(start, end, Kind.STRING));
    }
    if (c == '$') {
      return List.of(new Span(start, end, Kind.VARIABLE));
    }
    if (name) {
      int from = c == '/' ? start + 1 : start;
      Kind kind = known.test(line.substring(from, end)) ? Kind.COMMAND : Kind.UNKNOWN;
      return List.of(new Span(start, end, kind));
    }
    return c == '-' && end > start + 1 && !Character.isDigit(line.charAt(start + 1))
        ? List.of(new Span(start, end, Kind.FLAG))
        : List.of();
  }

  private static int wordEnd(String line, int start) {
    char quote = line.charAt(start) == '\'' || line.charAt(start) == '"' ? line.charAt(start) : 0;
    for (int i = start + 1; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote == '"' && c == '\\') {
        i++;
      } else if (quote != 0 && c == quote) {
        return i + 1;
      } else if (quote == 0 && (Character.isWhitespace(c) || "|;&(){}".indexOf(c) >= 0)) {
        return i;
      }
    }
    return line.length();
  }
}
