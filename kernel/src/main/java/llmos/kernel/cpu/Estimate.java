package llmos.kernel.cpu;

import java.util.Locale;
import java.util.Set;

/**
 * Tokens of a text without a tokenizer, by what its characters are: rather too many than too few.
 *
 * <p>The weights (tenths of a token) were fitted to a small vocabulary of 49,152 tokens, which needs more of them for a text
 * than the large ones do, and hold for parts of prose in nine scripts, source code, numbers, JSON and base64. Words of
 * English are cheaper than words of other languages in Latin letters; which of both a text is shows in its small words.
 * Words without vowels, or with digits beside them, are no words and cost almost a token for each letter.
 */
final class Estimate {
  private static final Set<String> SMALL = Set.of(
      "the", "of", "and", "to", "a", "in", "is", "that", "it", "for", "on", "with", "as", "was",
      "are", "be", "this", "at", "by", "from", "or", "an", "not", "have", "i", "you", "he", "she",
      "we", "they");
  private static final int SMALL_ONE_IN = 9;
  private static final String COMMON_MARKS = "–—‘’“”…•";

  private final String text;
  private final boolean english;
  private int at;
  private long tenths;

  private Estimate(String text, boolean english) {
    this.text = text;
    this.english = english;
  }

  /** Tokens of a text. */
  static int tokens(String text) {
    Estimate estimate = new Estimate(text, english(text));
    while (estimate.at < text.length()) {
      estimate.step();
    }
    // A tenth more, since a page can be worse than its kind.
    return (int) Math.min(Integer.MAX_VALUE, (estimate.tenths * 11 + 99) / 100);
  }

  private static boolean english(String text) {
    int words = 0;
    int small = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && letter(text.charAt(i))) {
        continue;
      }
      if (i > start) {
        words++;
        boolean could = i - start <= 4;
        small += could && SMALL.contains(text.substring(start, i).toLowerCase(Locale.ROOT)) ? 1 : 0;
      }
      start = i + 1;
    }
    return small >= 2 && small * SMALL_ONE_IN >= words;
  }

  private void step() {
    char c = text.charAt(at);
    if (letter(c)) {
      word();
    } else if (digit(c)) {
      tenths += 10;
      at++;
    } else if (c < 0x80) {
      mark(c);
    } else {
      int point = text.codePointAt(at);
      tenths += foreign(point);
      at += Character.charCount(point);
    }
  }

  private void word() {
    int start = at;
    while (at < text.length() && upper(text.charAt(at))) {
      at++;
    }
    int capitals = at - start;
    if (capitals > 1) {
      tenths += Math.max(10, capitals * 6);
      return;
    }
    while (at < text.length() && lower(text.charAt(at))) {
      at++;
    }
    boolean mixed = (start > 0 && digit(text.charAt(start - 1)))
        || (at < text.length() && digit(text.charAt(at)));
    int length = at - start;
    if (mixed || (length >= 3 && !hasVowel(start))) {
      tenths += Math.max(10, length * 9);
    } else if (english) {
      tenths += length <= 7 ? 10 : length <= 12 ? 20 : length * 10 / 3;
    } else {
      tenths += length <= 3 ? 10 : length * 7 / 2;
    }
  }

  private boolean hasVowel(int start) {
    for (int i = start; i < at; i++) {
      if ("aeiouyAEIOUY".indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** A space, a line end or a sign, as often as it is repeated. */
  private void mark(char c) {
    int start = at;
    while (at < text.length() && text.charAt(at) == c) {
      at++;
    }
    int more = at - start - 1;
    if (c == ' ') {
      tenths += more == 0 ? 1 : 11 + more;
    } else {
      tenths += 10 + more * 5L / 2;
    }
  }

  /** Tenths of a token for a character outside of ASCII; where nothing is known, its bytes: no vocabulary needs more. */
  private static int foreign(int point) {
    if (point >= 0xC0 && point < 0x250) {
      return 16;
    }
    if (point >= 0x370 && point < 0x590) {
      return 11;
    }
    if (point >= 0x590 && point < 0x700) {
      return 12;
    }
    if (point >= 0x900 && point < 0xE00) {
      return 16;
    }
    if (point >= 0xE00 && point < 0xE80) {
      return 22;
    }
    if (point >= 0x3000 && point < 0xA000) {
      return 23;
    }
    if (point >= 0xAC00 && point < 0xD7A4) {
      return 27;
    }
    if (COMMON_MARKS.indexOf(point) >= 0) {
      return 12;
    }
    return point < 0x800 ? 20 : point < 0x10000 ? 30 : 40;
  }

  private static boolean letter(char c) {
    return lower(c) || upper(c);
  }

  private static boolean lower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean upper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
