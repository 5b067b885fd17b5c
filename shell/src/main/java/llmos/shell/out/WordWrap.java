package llmos.shell.out;

/**
 * Breaks text between words while it comes. Nothing is held back: a word that turns out too long for the line it began on is
 * taken off it and begun again on the next. Escape sequences take no room.
 */
final class WordWrap {
  private static final char ESCAPE = '\u001b';

  private final Sink out;
  private final StringBuilder pending = new StringBuilder();
  /** The word at the end, as it was printed, with its styles. */
  private final StringBuilder word = new StringBuilder();

  private int column;
  private int width; // of the word
  private int printed; // columns of the word that are on the screen already
  private boolean escape;

  WordWrap(Sink out) {
    this.out = out;
  }

  /** Takes text; {@code breaks} tells whether a line of it may be broken. */
  void put(CharSequence text, boolean breaks) {
    text.codePoints().forEach(c -> put(c, breaks));
  }

  /** Shows what was taken. */
  void flush() {
    if (!pending.isEmpty()) {
      out.print(pending.toString());
      pending.setLength(0);
      printed = width;
    }
  }

  private void put(int c, boolean breaks) {
    if (escape || c == ESCAPE) {
      escape = c != 'm';
      add(c, 0);
      return;
    }
    if (c == '\n' || c == ' ' || c == '\t') {
      pending.appendCodePoint(c);
      column = c == '\n' ? 0 : c == ' ' ? column + 1 : (column / 8 + 1) * 8;
      word.setLength(0);
      width = 0;
      printed = 0;
      return;
    }
    int columns = Width.of(Character.toString(c));
    if (breaks && column + columns > room() && width < column && width + columns <= room()) {
      begin();
    }
    add(c, columns);
  }

  private int room() {
    return out.columns().getAsInt() - 1;
  }

  private void add(int c, int columns) {
    pending.appendCodePoint(c);
    word.appendCodePoint(c);
    width += columns;
    column += columns;
    column = column > room() + 1 ? columns : column; // the terminal broke the line itself
  }

  /** Begins the word again on the next line. */
  private void begin() {
    if (printed > 0) {
      String back = "\b".repeat(printed);
      pending.setLength(0);
      pending.append(back).append(" ".repeat(printed)).append(back);
    } else {
      pending.setLength(pending.length() - word.length());
    }
    pending.append('\n').append(word);
    column = width;
    printed = 0;
  }
}
