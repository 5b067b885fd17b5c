package llmos.plugin.onnx;

import java.io.IOException;
import java.text.Normalizer;
import java.util.Arrays;

/** BERT's word pieces: clean, lower, strip accents, split at white space, punctuation and ideographs, longest piece first. */
final class WordPiece {
  private static final int LONGEST_WORD = 100;

  /** Characters of a text that are looked at; more never fit in the window of a model that takes 512 pieces. */
  private static final int LONGEST_TEXT = 1 << 16;

  private final Vocabulary vocabulary;
  private final int cls;
  private final int sep;
  private final int unknown;

  WordPiece(Vocabulary vocabulary) throws IOException {
    this.vocabulary = vocabulary;
    cls = vocabulary.special("[CLS]");
    sep = vocabulary.special("[SEP]");
    unknown = vocabulary.special("[UNK]");
  }

  /** The ids of a text between {@code [CLS]} and {@code [SEP]}, at most {@code most} of them in all. */
  long[] ids(String text, int most) {
    String head = text.strip();
    Pieces pieces = new Pieces(most - 1);
    pieces.add(cls);
    StringBuilder word = new StringBuilder();
    normalized(head.substring(0, Math.min(head.length(), LONGEST_TEXT)))
        .codePoints()
        .takeWhile(c -> !pieces.full())
        .forEach(c -> {
          if (isSpace(c)) {
            flush(word, pieces);
            return;
          }
          if (isPunctuation(c) || isIdeograph(c)) {
            flush(word, pieces);
            flush(word.appendCodePoint(c), pieces);
            return;
          }
          word.appendCodePoint(c);
        });
    flush(word, pieces);
    return pieces.closed(sep);
  }

  /** The pieces so far; what is added beyond the limit is dropped. */
  private static final class Pieces {
    private final long[] ids;
    private int count;

    Pieces(int most) {
      ids = new long[most + 1];
    }

    boolean full() {
      return count >= ids.length - 1;
    }

    void add(int id) {
      if (!full()) {
        ids[count++] = id;
      }
    }

    long[] closed(int last) {
      ids[count] = last;
      return Arrays.copyOf(ids, count + 1);
    }
  }

  private String normalized(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().filter(c -> isSpace(c) || !isDropped(c)).forEach(clean::appendCodePoint);
    if (!vocabulary.lowercase()) {
      return clean.toString();
    }
    StringBuilder lower = new StringBuilder(clean.length());
    Normalizer.normalize(clean, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .map(Character::toLowerCase)
        .forEach(lower::appendCodePoint);
    return lower.toString();
  }

  private void flush(StringBuilder word, Pieces pieces) {
    String whole = word.toString();
    word.setLength(0);
    if (whole.isEmpty()) {
      return;
    }
    int[] found = new int[LONGEST_WORD];
    int count = 0;
    int from = 0;
    while (from < whole.length()) {
      int to = whole.length() > 2 * LONGEST_WORD ? from : longestPiece(whole, from);
      if (to == from
          || count == LONGEST_WORD
          || whole.codePointCount(0, whole.length()) > LONGEST_WORD) {
        pieces.add(unknown);
        return;
      }
      found[count++] = id(whole, from, to);
      from = to;
    }
    for (int i = 0; i < count; i++) {
      pieces.add(found[i]);
    }
  }

  private int longestPiece(String word, int from) {
    int to = word.length();
    while (to > from && id(word, from, to) < 0) {
      to--;
    }
    return to;
  }

  private int id(String word, int from, int to) {
    String piece = word.substring(from, to);
    return vocabulary.ids().getOrDefault(from == 0 ? piece : "##" + piece, -1);
  }

  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  private static boolean isDropped(int c) {
    return c == 0xFFFD
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.UNASSIGNED,
              Character.PRIVATE_USE,
              Character.SURROGATE -> true;
          default -> false;
        };
  }

  private static boolean isPunctuation(int c) {
    if (c < 128) {
      return c > 32 && c < 127 && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION -> true;
      default -> false;
    };
  }

  private static boolean isIdeograph(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x20000 && c <= 0x2CEAF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }
}
