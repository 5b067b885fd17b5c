package llmos.api;

/**
 * The one filter between untrusted text and a terminal. Control characters become pictures, characters that reorder text
 * become {@code <U+XXXX>}, and characters that nobody sees (zero width, tags, most selectors) are dropped; line breaks and tabs stay.
 */
public final class Visible {
  private Visible() {}

  /** The text, safe for a terminal: it moves no cursor, hides nothing and reorders nothing. */
  public static String of(String text) {
    int i = 0;
    while (i < text.length() && harmless(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text; // nearly always
    }
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, i);
    while (i < text.length()) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean newline = c == '\r' && i < text.length() && text.charAt(i) == '\n';
      if (!newline) {
        append(c, out);
      }
    }
    return out.toString();
  }

  /** The text on one line: line breaks and tabs are made visible too. */
  public static String line(String text) {
    return of(text.replace("\r\n", "\n")).replace('\n', '␊').replace('\t', '␉');
  }

  private static boolean harmless(char c) {
    return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t' || (c >= 0xc0 && c < 0x300);
  }

  private static void append(int c, StringBuilder out) {
    if (c == '\n' || c == '\t') {
      out.append((char) c);
    } else if (c < ' ') {
      out.append((char) (0x2400 + c)); // the pictures of control characters
    } else if (c == 0x7f) {
      out.append('␡');
    } else if ((c < 0xa0 && c > 0x7f) || reorders(c)) {
      out.append("<U+%04X>".formatted(c));
    } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      out.append('\ufffd'); // half a character
    } else if (!hidden(c)) {
      out.appendCodePoint(c);
    }
  }

  /** Bidirectional controls, and separators that a terminal may take for a new line. */
  private static boolean reorders(int c) {
    return c == 0x061c
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  private static boolean hidden(int c) {
    return c == 0x00ad
        || c == 0x034f
        || c == 0x115f
        || c == 0x1160
        || c == 0x180e
        || (c >= 0x200b && c <= 0x200d)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0x3164
        || (c >= 0xfe00 && c <= 0xfe0d) // 0xfe0e and 0xfe0f choose between text and emoji
        || c == 0xfeff
        || c == 0xffa0
        || (c >= 0xfff0 && c <= 0xfffb)
        || (c >= 0x1bca0 && c <= 0x1bca3)
        || (c >= 0x1d173 && c <= 0x1d17a)
        || (c >= 0xe0000 && c <= 0xe0fff);
  }
}
