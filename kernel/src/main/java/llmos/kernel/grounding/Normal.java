package llmos.kernel.grounding;

/**
 * Text for comparing quotes: runs of white space are one space, typographic quotes are straight.
 */
final class Normal {
  private final String text;
  private final int[] at;

  private Normal(String text, int[] at) {
    this.text = text;
    this.at = at;
  }

  /** The normal form, without white space around it. */
  String text() {
    return text;
  }

  static Normal of(String original) {
    StringBuilder text = new StringBuilder(original.length());
    int[] at = new int[original.length()];
    int gap = -1;
    for (int i = 0; i < original.length(); i++) {
      char c = original.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        gap = gap < 0 ? i : gap;
        continue;
      }
      if (gap >= 0 && !text.isEmpty()) {
        at[text.length()] = gap;
        text.append(' ');
      }
      gap = -1;
      at[text.length()] = i;
      text.append(straight(c));
    }
    return new Normal(text.toString(), at);
  }

  /** The same with its first letter large if it was small, and small if it was large; not empty. */
  static String otherCase(String text) {
    char first = text.charAt(0);
    char other =
        Character.isUpperCase(first) ? Character.toLowerCase(first) : Character.toUpperCase(first);
    return other + text.substring(1);
  }

  private static char straight(char c) {
    return switch (c) {
      case '“', '”', '„', '«', '»', '‟' -> '"';
      case '‘', '’', '‚', '‛', '`' -> '\'';
      default -> c;
    };
  }

  /** The place in the original of {@code length} characters of the normal form. */
  int[] original(int from, int length) {
    return new int[] {at[from], at[from + length - 1] + 1};
  }
}
