package llmos.shell.out;

/**
 * The one filter between untrusted text and a terminal: escape sequences, C0 and C1 controls, bidi controls, zero-width and
 * tag characters are made visible or dropped. It looks at one character at a time, so that a stream may be cut anywhere.
 */
public final class Screen {
  private Screen() {}

  /** Text that may be printed. Line feeds and tabs stay. */
  public static String safe(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(out, c));
    return out.toString();
  }

  /** Text that may be printed on one line. */
  public static String line(String text) {
    return safe(text).replace('\n', ' ').replace('\t', ' ');
  }

  private static void append(StringBuilder out, int c) {
    if (c == '\n' || c == '\t') {
      out.append((char) c);
    } else if (c < 0x20) {
      if (c != '\r') {
        out.append((char) (0x2400 + c));
      }
    } else if (c == 0x7f) {
      out.append('\u2421');
    } else if (!isHidden(c)) {
      out.appendCodePoint(c);
    }
  }

  private static boolean isHidden(int c) {
    return (c >= 0x80 && c <= 0x9f)
        || c == 0x61c
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0xfeff
        || (c >= 0xfff9 && c <= 0xfffb)
        || (c >= 0xd800 && c <= 0xdfff)
        || (c >= 0xe0000 && c <= 0xe0fff);
  }
}
