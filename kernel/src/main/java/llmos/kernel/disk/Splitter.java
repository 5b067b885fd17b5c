package llmos.kernel.disk;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.kernel.store.Library.Piece;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Sha;
import llmos.kernel.store.Utf8;

/**
 * Cuts a document into blocks: structure first, then lines or sentences, then anywhere. A block has at most {@link Limits#BLOCK_WORDS}
 * words, belongs to one heading and one page, and is an exact span without white space at its ends. Small neighbours are
 * joined until there are {@link Limits#BLOCK_GOOD} words. Takes time in proportion to the text, whatever the text.
 */
final class Splitter {
  private static final int RUN = 12;
  private static final int WINDOW = 16_384;

  private final String text;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<String> trail = new ArrayList<>();
  private final List<Integer> levels = new ArrayList<>();
  private String header = "";

  // The block being filled.
  private int start = -1;
  private int stop;
  private int page;
  private int words;
  private String lead = "";

  private Splitter(String text) {
    this.text = text;
  }

  /** The text with what the store cannot keep replaced, character by character, so that spans stay. */
  static String storable(String text) {
    return Utf8.wellFormed(text).replace('\0', ' ');
  }

  /** The blocks of a document, in order. Parts that do not fit the text are mended, not trusted. */
  static List<Piece> split(Document document) {
    Splitter splitter = new Splitter(document.text());
    for (Part part : mended(document)) {
      splitter.part(part);
    }
    splitter.flush();
    return splitter.pieces;
  }

  /** In order, inside the text, not overlapping, and without gaps. */
  private static List<Part> mended(Document document) {
    int length = document.text().length();
    List<Part> parts = new ArrayList<>();
    int at = 0;
    List<Part> sorted =
        document.parts().stream().sorted(Comparator.comparingInt(Part::start)).toList();
    for (Part part : sorted) {
      boolean fits = part.start() >= at && part.end() <= length && part.end() > part.start();
      if (!fits || halves(document.text(), part.start()) || halves(document.text(), part.end())) {
        continue;
      }
      if (part.start() > at) {
        parts.add(new Part(PartKind.PARAGRAPH, at, part.start(), 0, part.page()));
      }
      parts.add(part);
      at = part.end();
    }
    if (at < length) {
      int page = parts.isEmpty() ? 0 : parts.getLast().page();
      parts.add(new Part(PartKind.PARAGRAPH, at, length, 0, page));
    }
    return parts;
  }

  /** Whether a cut there would part the two halves of one character. */
  private static boolean halves(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  private void part(Part part) {
    int from = part.start();
    int to = part.end();
    while (from < to && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    if (from == to) {
      return;
    }
    switch (part.kind()) {
      case HEADING -> {
        flush();
        heading(from, to, part.level());
        header = "";
      }
      case TABLE_HEADER -> header = line(from, Math.min(to, from + Limits.HEADING_CHARS));
      case PARAGRAPH, LIST_ITEM, CODE -> header = "";
      case TABLE_ROW -> {
        // keeps the header of its table
      }
    }
    add(from, to, part.page(), part.kind());
  }

  private void heading(int from, int to, int level) {
    while (!levels.isEmpty() && levels.getLast() >= Math.max(1, level)) {
      levels.removeLast();
      trail.removeLast();
    }
    levels.add(Math.max(1, level));
    trail.add(line(from, Math.min(to, from + Limits.HEADING_CHARS)));
  }

  private String line(int from, int to) {
    return text.substring(from, to).replaceAll("\\s+", " ").strip();
  }

  private void add(int from, int to, int onPage, PartKind kind) {
    int weight = weight(from, to);
    if (weight > Limits.BLOCK_WORDS) {
      smaller(from, to, onPage, kind);
      return;
    }
    if (weight == 0) {
      return;
    }
    boolean full =
        words + weight > Limits.BLOCK_WORDS || words >= Limits.BLOCK_GOOD || to - start > WINDOW;
    if (start >= 0 && (full || page != onPage)) {
      flush();
    }
    if (start < 0) {
      start = from;
      page = onPage;
      lead = kind == PartKind.TABLE_ROW ? header : "";
    }
    stop = to;
    words += weight;
  }

  /** A part that is too large for one block: by windows, then lines or sentences, then words, then anywhere. */
  private void smaller(int from, int to, int onPage, PartKind kind) {
    if (to - from > WINDOW) {
      for (int at = from; at < to; ) {
        int end = to - at <= WINDOW ? to : seam(at, at + WINDOW);
        add(at, end, onPage, kind);
        at = end;
      }
      return;
    }
    List<Integer> ends = kind == PartKind.CODE ? lineEnds(from, to) : sentenceEnds(from, to);
    int at = from;
    for (int end : ends) {
      if (weight(at, end) <= Limits.BLOCK_WORDS) {
        add(at, end, onPage, kind);
      } else {
        words(at, end, onPage, kind);
      }
      at = end;
    }
  }

  private List<Integer> lineEnds(int from, int to) {
    List<Integer> ends = new ArrayList<>();
    for (int at = from; at < to; ) {
      int newline = text.indexOf('\n', at);
      at = newline < 0 || newline >= to ? to : newline + 1;
      ends.add(at);
    }
    return ends;
  }

  private List<Integer> sentenceEnds(int from, int to) {
    List<Integer> ends = new ArrayList<>();
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    sentences.setText(text.substring(from, to));
    for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
      ends.add(from + end);
    }
    return ends;
  }

  private void words(int from, int to, int onPage, PartKind kind) {
    for (int at = from; at < to; ) {
      int end = reach(at, to, Limits.BLOCK_GOOD);
      end = end < to ? seam(at, end) : end;
      add(at, end, onPage, kind);
      at = end;
    }
  }

  /** Where to cut at or shortly before {@code end}: after white space if there is some, never inside a pair. */
  private int seam(int from, int end) {
    for (int i = end; i > Math.max(from, end - 200); i--) {
      if (Character.isWhitespace(text.charAt(i - 1))) {
        return i;
      }
    }
    boolean inside = Character.isLowSurrogate(text.charAt(end)) && end - 1 > from;
    return inside ? end - 1 : end;
  }

  private static boolean isOwnWord(char c) {
    return Character.isIdeographic(c)
        || (c >= '\u3040' && c <= '\u30ff')
        || (c >= '\uac00' && c <= '\ud7a3');
  }

  /** How many words there are, counted as {@link Limits#BLOCK_WORDS} says, at most one more than that. */
  private int weight(int from, int to) {
    return (int) (scan(from, to, Limits.BLOCK_WORDS) >>> 32);
  }

  /** The greatest end so that there are at most {@code most} words before it. */
  private int reach(int from, int to, int most) {
    return (int) scan(from, to, most);
  }

  /** Counts until there is one word more than {@code most}: the count, and in the low half where that word begins. */
  private long scan(int from, int to, int most) {
    long count = 0;
    int run = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean own = isOwnWord(c);
      if (Character.isWhitespace(c)) {
        run = 0;
      } else if (own || run++ % RUN == 0) {
        count++;
        run = own ? 0 : run;
      }
      if (count > most) {
        return (count << 32) | i;
      }
    }
    return (count << 32) | to;
  }

  private void flush() {
    if (start >= 0) {
      int to = stop;
      while (Character.isWhitespace(text.charAt(to - 1))) {
        to--;
      }
      int from = start;
      while (Character.isWhitespace(text.charAt(from))) {
        from++;
      }
      String headings = String.join("\n", trail);
      String sha = sha(headings + "\n\n" + lead + "\n" + text.substring(from, to));
      pieces.add(new Piece(from, to, page, headings, lead, sha));
    }
    start = -1;
    words = 0;
    lead = "";
  }

  /** The first half of the SHA-256, in hex: names contents, two are never met with the same name. */
  static String sha(String text) {
    return Sha.of(text).substring(0, 32);
  }

  static String sha(byte[] bytes) {
    return Sha.of(bytes).substring(0, 32);
  }
}
