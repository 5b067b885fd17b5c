package llmos.plugin.text;

/**
 * The tokens of JSON, one after the other, with their places. Comments and commas too many are passed over, as the files of many
 * programs have them; everything else must be as the standard says. Reads in one pass, without recursion.
 */
final class JsonTokens {
  /** {@code { } [ ] : ,} themselves, {@code "} a string, {@code v} another value, {@code .} the end, {@code !} no JSON. */
  private char type = '.';

  private final String text;
  private int start;
  private int end;

  JsonTokens(String text) {
    this.text = text;
  }

  char type() {
    return type;
  }

  /** The first character of the token. */
  int start() {
    return start;
  }

  /** After its last one. */
  int end() {
    return end;
  }

  /** Goes to the next token and gives its type. */
  char next() {
    start = gap(end);
    if (start < 0 || start >= text.length()) {
      type = start < 0 ? '!' : '.';
      start = Math.max(start, end);
      end = start;
      return type;
    }
    char c = text.charAt(start);
    if ("{}[]:,".indexOf(c) >= 0) {
      end = start + 1;
      type = c;
    } else if (c == '"') {
      end = stringEnd();
      type = end < 0 ? '!' : '"';
    } else {
      end = literalEnd();
      type = isLiteral(text.substring(start, Math.min(end, start + 400))) ? 'v' : '!';
    }
    end = end < 0 ? text.length() : end;
    return type;
  }

  /** After white space and comments; -1 where a comment does not end. */
  private int gap(int from) {
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '/' && text.startsWith("//", i)) {
        int newline = text.indexOf('\n', i);
        i = newline < 0 ? text.length() : newline;
      } else if (c == '/' && text.startsWith("/*", i)) {
        int close = text.indexOf("*/", i + 2);
        if (close < 0) {
          return -1;
        }
        i = close + 2;
      } else if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\u001E') {
        i++;
      } else {
        return i;
      }
    }
    return i;
  }

  private int stringEnd() {
    for (int i = start + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c == '\\') {
        i++;
      } else if (c == '\n') {
        return -1;
      }
    }
    return -1;
  }

  private int literalEnd() {
    int i = start;
    while (i < text.length() && "{}[]:,\" \t\r\n/".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return Math.max(i, start + 1);
  }

  private static boolean isLiteral(String word) {
    return switch (word) {
      case "true", "false", "null", "NaN", "Infinity", "-Infinity" -> true;
      default -> word.matches("-?\\d{1,350}(\\.\\d{1,350})?([eE][-+]?\\d{1,9})?");
    };
  }

  /** The text of the string token, its escapes resolved. */
  String string() {
    StringBuilder out = new StringBuilder(end - start);
    int i = start + 1;
    while (i < end - 1) {
      char c = text.charAt(i++);
      if (c != '\\' || i >= end - 1) {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(i++);
      if (escaped == 'u'
          && i + 4 <= end - 1
          && text.substring(i, i + 4).matches("\\p{XDigit}{4}")) {
        out.append((char) Integer.parseInt(text.substring(i, i + 4), 16));
        i += 4;
        continue;
      }
      int control = "bfnrt".indexOf(escaped);
      out.append(control < 0 ? escaped : "\b\f\n\r\t".charAt(control));
    }
    return out.toString();
  }
}
