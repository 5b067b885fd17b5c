package llmos.api;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of one stage of a command line: the quoting rules that the shell, the model's calls and the printed repetition
 * of a call share.
 *
 * <p>A word is a run of characters without white space, {@code 'raw'} (a single quote inside is written {@code ''}), or
 * {@code "text"} with the escapes {@code \" \\ \n \t \$}.
 */
public final class Words {
  private static final String SPECIAL = " \t\n\r'\"\\|;&$(){}#";

  private Words() {}

  /**
   * Splits a line into words.
   *
   * @throws FaultException with {@link Errno#BAD_USAGE} if a quote is not closed
   */
  public static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < line.length()) {
      if (Character.isWhitespace(line.charAt(i))) {
        i++;
        continue;
      }
      StringBuilder word = new StringBuilder();
      i = word(line, i, word);
      words.add(word.toString());
    }
    return words;
  }

  private static int word(String line, int from, StringBuilder out) {
    int i = from;
    while (i < line.length() && !Character.isWhitespace(line.charAt(i))) {
      char c = line.charAt(i);
      if (c == '\'') {
        i = raw(line, i + 1, out);
      } else if (c == '"') {
        i = quoted(line, i + 1, out);
      } else {
        out.append(c);
        i++;
      }
    }
    return i;
  }

  private static int raw(String line, int from, StringBuilder out) {
    for (int i = from; i < line.length(); i++) {
      if (line.charAt(i) != '\'') {
        out.append(line.charAt(i));
      } else if (i + 1 < line.length() && line.charAt(i + 1) == '\'') {
        out.append('\'');
        i++;
      } else {
        return i + 1;
      }
    }
    throw unclosed('\'', from);
  }

  private static int quoted(String line, int from, StringBuilder out) {
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        out.append(escape(line.charAt(i)));
      } else {
        out.append(c);
      }
    }
    throw unclosed('"', from);
  }

  private static char escape(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      default -> c;
    };
  }

  private static FaultException unclosed(char quote, int from) {
    return new FaultException(
        Errno.BAD_USAGE,
        "the quote %s opened at column %d is not closed".formatted(quote, from),
        "");
  }

  /** The word as it must be typed to mean exactly this text. */
  public static String quote(String text) {
    boolean plain = !text.isEmpty()
        && text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0)
        && !text.startsWith("--");
    if (plain) {
      return text;
    }
    if (text.indexOf('\n') < 0) {
      return "'" + text.replace("'", "''") + "'";
    }
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$").replace("\n", "\\n")
        + '"';
  }
}
