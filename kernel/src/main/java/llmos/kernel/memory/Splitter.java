package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts a text into pieces of a bounded size at its own seams: paragraphs and code blocks, else lines and rows, else words,
 * else anywhere but inside a character. The pieces put together are the text.
 */
final class Splitter {
  private static final int FIRST_GUESS = 4; // characters a token

  private final ToIntFunction<String> meter;

  Splitter(ToIntFunction<String> meter) {
    this.meter = meter;
  }

  /** The first piece, which has at most so many tokens. */
  String first(String text, int most) {
    return text.substring(0, piece(text, 0, most));
  }

  /** Cuts the text so that the first piece has at most {@code first} tokens and each other one at most {@code rest}. */
  List<String> split(String text, int first, int rest) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = piece(text, start, pieces.isEmpty() ? first : rest);
      pieces.add(text.substring(start, end));
      start = end;
    }
    return pieces.isEmpty() ? List.of(text) : pieces;
  }

  /** Where the piece from {@code start} ends. Always goes on by at least one character. */
  private int piece(String text, int start, int most) {
    int end = (int) Math.min(text.length(), start + (long) Math.max(1, most) * FIRST_GUESS);
    while (true) {
      int cut = end == text.length() ? end : seam(text, start, end);
      int tokens = meter.applyAsInt(text.substring(start, cut));
      if (tokens <= most || cut - start <= 2) {
        return cut;
      }
      // What the meter says tells how far to go back; a tenth more, so that few rounds are needed.
      long shorter = (long) (cut - start) * most * 9 / ((long) tokens * 10);
      end = start + (int) Math.max(1, Math.min(shorter, cut - start - 1));
    }
  }

  /** The best place to cut in the later half of the range; a hard cut where there is none. */
  private static int seam(String text, int start, int end) {
    int middle = start + (end - start) / 2;
    int paragraph = -1;
    int line = -1;
    boolean fenced = false;
    for (int at = start; at < end; ) {
      int newline = text.indexOf('\n', at, end); // no farther, or a long text would cost its square
      if (newline < 0) {
        break;
      }
      boolean blank = text.substring(at, newline).isBlank();
      boolean fence = text.startsWith("```", at);
      fenced ^= fence;
      at = newline + 1;
      line = at;
      if (!fenced && (blank || fence)) {
        paragraph = at;
      }
    }
    if (paragraph > middle) {
      return paragraph;
    }
    if (line > middle) {
      return line;
    }
    for (int at = end; at > middle; at--) {
      boolean edge = Character.isWhitespace(text.charAt(at - 1))
          || (at < text.length() && Character.isWhitespace(text.charAt(at)));
      if (edge && whole(text, at)) {
        return at;
      }
    }
    return hard(text, start, end);
  }

  private static int hard(String text, int start, int end) {
    int cut = whole(text, end) ? end : end - 1;
    return cut > start ? cut : Math.min(text.length(), start + 2);
  }

  /** False inside a surrogate pair or a line end of two characters. */
  private static boolean whole(String text, int at) {
    if (at <= 0 || at >= text.length()) {
      return true;
    }
    char before = text.charAt(at - 1);
    char after = text.charAt(at);
    return !Character.isSurrogatePair(before, after) && !(before == '\r' && after == '\n');
  }
}
