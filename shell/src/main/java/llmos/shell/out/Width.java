package llmos.shell.out;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many columns text takes on a terminal. */
public final class Width {
  private static final int NARROWEST = 10;
  private static final Pattern KEY = Pattern.compile(" *\\S+(?: \\S+)* {2,}(?=\\S)");

  private Width() {}

  /** Columns of the whole text. */
  public static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  private static int of(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || Character.isISOControl(c)) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115f)
        || (c >= 0x2e80 && c <= 0x303e)
        || (c >= 0x3041 && c <= 0xa4cf)
        || (c >= 0xa960 && c <= 0xa97c)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe6f)
        || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6)
        || (c >= 0x1f300 && c <= 0x1f64f)
        || (c >= 0x1f680 && c <= 0x1f6ff)
        || (c >= 0x1f900 && c <= 0x1faff)
        || (c >= 0x20000 && c <= 0x3fffd);
  }

  /** The text cut to at most so many columns, with an ellipsis where it was cut. */
  public static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int used = 1;
    for (int c : text.codePoints().toArray()) {
      used += of(c);
      if (used > columns) {
        break;
      }
      out.appendCodePoint(c);
    }
    return columns < 1 ? "" : out.append('…').toString();
  }

  /** The text with spaces up to so many columns. */
  public static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  /**
   * The text in lines of at most so many columns, broken between words where it can be; its first indent is that of all. What
   * goes on after a short key and two spaces stays beside the key.
   */
  public static List<String> wrap(String text, int columns) {
    Matcher key = KEY.matcher(text);
    if (key.lookingAt() && of(key.group()) <= columns / 2) {
      String beside = " ".repeat(of(key.group()));
      List<String> lines = wrap(beside + text.substring(key.end()), columns, beside);
      lines.set(0, key.group() + lines.getFirst().substring(beside.length()));
      return lines;
    }
    return wrap(
        text, columns, text.substring(0, text.length() - text.stripLeading().length()));
  }

  private static List<String> wrap(String text, int columns, String indent) {
    int room = Math.max(NARROWEST, columns - of(indent));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split(" ", -1)) {
      if (!line.isEmpty() && of(line.toString()) + 1 + of(word) > room) {
        lines.add(indent + line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(indent + line);
    return lines;
  }
}
