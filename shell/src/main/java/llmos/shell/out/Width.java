package llmos.shell.out;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many columns text takes on a terminal. */
public final class Width {
  private static final int NARROWEST = 10;
  private static final String OPENING = "([{\"'“‘（［｛〈《「『【〔";
  private static final String CLOSING = ")]}\"'.,;:!?%”’）］｝〉》」』】〕、。，．：；！？・ー々…";
  private static final Pattern KEY = Pattern.compile(" *\\S+(?: \\S+)* {2,}(?=\\S)");

  private Width() {}

  /** Columns of the whole text. */
  public static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  /** Columns of a character: 0 for one that stands on the one before it, 2 for a wide one. */
  static int of(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || (c >= 0x1160 && c <= 0x11ff) // the parts of a Korean syllable after its first
        || Character.isISOControl(c)) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  private static boolean isWide(int c) {
    if (c < 0x1100) {
      return false; // nearly always
    }
    return c <= 0x115f
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
        || (c >= 0x20000 && c <= 0x3fffd)
        || (Character.isEmojiPresentation(c)
            && (c < 0x1f1e6 || c > 0x1f1ff)); // of a flag each half is narrow
  }

  /** Whether a line may end between two characters that no blank parts: beside an ideograph, but for its punctuation. */
  static boolean breaks(int before, int after) {
    return (isWide(before) || isWide(after))
        && of(after) > 0
        && OPENING.indexOf(before) < 0
        && CLOSING.indexOf(after) < 0;
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
      String gap = line.isEmpty() ? "" : " ";
      for (String part : parts(word)) {
        if (!line.isEmpty() && of(line.toString()) + gap.length() + of(part) > room) {
          lines.add(indent + line);
          line.setLength(0);
          gap = "";
        }
        line.append(gap).append(part);
        gap = "";
      }
    }
    lines.add(indent + line);
    return lines;
  }

  /** A word where a line may be broken within it. */
  private static List<String> parts(String word) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 1; i < word.length(); i++) {
      if (!Character.isLowSurrogate(word.charAt(i))
          && breaks(word.codePointBefore(i), word.codePointAt(i))) {
        parts.add(word.substring(start, i));
        start = i;
      }
    }
    parts.add(word.substring(start));
    return parts;
  }
}
