package llmos.shell.out;

import java.util.ArrayList;
import java.util.List;

/**
 * Breaks text between words while it comes, and begins what was broken at the indent of its block. What goes out is a function
 * of what came in, however it was cut. A word is shown while it comes, unless it begins near the end of the line; one that turns out
 * too long all the same is taken off the line that it began on and begun again on the next.
 */
final class WordWrap implements Glyph.Taker {
  private static final int NEAR = 12;

  private final Sink out;
  private final StringBuilder pending = new StringBuilder();
  private final List<Glyph> word = new ArrayList<>();
  private List<Glyph> hang = List.of();
  private String style = "";
  private boolean breaks = true;
  private boolean held; // whether the word is not shown yet
  private boolean whole; // whether all of it is known, so that it can be begun again
  private int last;
  private int column;
  private int width; // of the word

  WordWrap(Sink out) {
    this.out = out;
  }

  /** What each further line of a broken line begins with. */
  void hang(List<Glyph> prefix) {
    hang = prefix;
  }

  /** Whether lines may be broken from here on. */
  void breaks(boolean may) {
    endWord();
    breaks = may;
  }

  /** The columns that text may take. */
  int room() {
    return out.columns().getAsInt() - 1;
  }

  /** Shows what was taken. */
  void flush() {
    if (!pending.isEmpty()) {
      out.print(pending.toString());
      pending.setLength(0);
    }
  }

  /** Ends the line and its styles. */
  void newline() {
    endWord();
    emit('\n', "");
    column = 0;
  }

  /** Ends all styles. */
  void plain() {
    endWord();
    switchTo("");
  }

  @Override
  public void put(int c, String look) {
    if (c == ' ' || c == '\t') {
      blank(c, look);
      return;
    }
    int columns = Width.of(c);
    if (width > 0 && breaks && Width.breaks(last, c)) {
      endWord();
    }
    if (width == 0 && word.isEmpty()) {
      held = breaks && column > Glyph.width(hang) && room() - column < NEAR;
      whole = breaks;
    }
    if (column + columns > room() && isMovable(columns)) {
      move();
    }
    add(c, look, columns);
  }

  private void add(int c, String look, int columns) {
    last = c;
    if (whole && Glyph.width(hang) + width + columns > room()) {
      show();
      whole = false; // it will never be moved, so nothing of it needs to be known
      word.clear();
    }
    if (whole) {
      word.add(new Glyph(c, look));
    }
    width += columns;
    column += columns;
    if (!held) {
      emit(c, look);
      column = column > room() + 1 ? columns : column; // the terminal broke the line itself
    }
  }

  /** A blank at the end of a line is where it is broken. */
  private void blank(int c, String look) {
    endWord();
    if (breaks && column >= room()) {
      return;
    }
    emit(c, look);
    column = c == ' ' ? column + 1 : (column / 8 + 1) * 8;
  }

  private boolean isMovable(int columns) {
    int indent = Glyph.width(hang);
    return whole && column - width > indent && indent + width + columns <= room();
  }

  /** Begins the word again on the next line. */
  private void move() {
    if (!held && width > 0) {
      switchTo("");
      String back = "\b".repeat(width);
      pending.append(back).append(" ".repeat(width)).append(back);
    }
    emit('\n', "");
    hang.forEach(glyph -> emit(glyph.c(), glyph.style()));
    word.forEach(glyph -> emit(glyph.c(), glyph.style()));
    column = Glyph.width(hang) + width;
    held = false;
  }

  private void endWord() {
    show();
    word.clear();
    width = 0;
  }

  private void show() {
    if (held) {
      word.forEach(glyph -> emit(glyph.c(), glyph.style()));
      held = false;
    }
  }

  private void emit(int c, String look) {
    switchTo(look);
    pending.appendCodePoint(c);
  }

  private void switchTo(String look) {
    if (!style.equals(look)) {
      pending.append(style.isEmpty() ? "" : Style.RESET).append(look);
      style = look;
    }
  }
}
