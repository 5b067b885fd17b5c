package llmos.kernel.store;

/** Text that a store in UTF-8 gives back as it was. */
public final class Utf8 {
  private Utf8() {}

  /** The text with U+FFFD in the place of each half of a surrogate pair that stands alone; its length stays. */
  public static String wellFormed(String text) {
    StringBuilder fixed = null;
    for (int i = 0; i < text.length(); i++) {
      char here = text.charAt(i);
      if (!Character.isSurrogate(here)) {
        continue;
      }
      if (i + 1 < text.length() && Character.isSurrogatePair(here, text.charAt(i + 1))) {
        i++;
      } else {
        fixed = fixed == null ? new StringBuilder(text) : fixed;
        fixed.setCharAt(i, '\uFFFD');
      }
    }
    return fixed == null ? text : fixed.toString();
  }
}
