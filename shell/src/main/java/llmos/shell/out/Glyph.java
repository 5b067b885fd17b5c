package llmos.shell.out;

import java.util.ArrayList;
import java.util.List;

/**
 * A character of a screen and how it looks.
 *
 * @param c its code point
 * @param style what switches its style on; empty for a plain one
 */
record Glyph(int c, String style) {

  /** Takes glyphs in the order in which they stand. */
  @FunctionalInterface
  interface Taker {
    /** Takes the next one. */
    void put(int c, String style);

    /** Takes each character of a text. */
    default void put(String text, String style) {
      text.codePoints().forEach(c -> put(c, style));
    }
  }

  int width() {
    return Width.of(c);
  }

  /** The columns that all of them take. */
  static int width(List<Glyph> glyphs) {
    return glyphs.stream().mapToInt(Glyph::width).sum();
  }

  /** The glyphs in lines of at most so many columns, broken between words; a word that is longer than a line is broken too. */
  static List<List<Glyph>> wrap(List<Glyph> glyphs, int columns) {
    List<List<Glyph>> lines = new ArrayList<>();
    lines.add(new ArrayList<>());
    List<Glyph> word = new ArrayList<>();
    for (Glyph glyph : glyphs) {
      if (glyph.c == ' ') {
        place(word, columns, lines);
        if (!lines.getLast().isEmpty()) {
          lines.getLast().add(glyph);
        }
        continue;
      }
      if (!word.isEmpty() && Width.breaks(word.getLast().c, glyph.c)) {
        place(word, columns, lines);
      }
      word.add(glyph);
    }
    place(word, columns, lines);
    lines.forEach(Glyph::strip);
    return lines;
  }

  private static void place(List<Glyph> word, int columns, List<List<Glyph>> lines) {
    if (!lines.getLast().isEmpty() && width(lines.getLast()) + width(word) > columns) {
      lines.add(new ArrayList<>());
    }
    for (Glyph glyph : word) {
      List<Glyph> line = lines.getLast();
      if (!line.isEmpty() && width(line) + glyph.width() > columns) {
        line = new ArrayList<>();
        lines.add(line);
      }
      line.add(glyph);
    }
    word.clear();
  }

  private static void strip(List<Glyph> line) {
    while (!line.isEmpty() && line.getLast().c == ' ') {
      line.removeLast();
    }
  }
}
