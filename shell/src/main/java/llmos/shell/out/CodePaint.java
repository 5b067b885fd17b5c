package llmos.shell.out;

import java.util.Optional;

/**
 * Modest colours for code while it comes: keywords, strings, numbers, comments. What a sign begins is told by the signs themselves,
 * not by a grammar, so that half a program has colours too. A word waits until it ends, a sign until it is known whether it
 * begins a comment. Characters come out as they came in.
 */
final class CodePaint {
  private enum In {
    CODE,
    STRING,
    /** A string that may go on over lines. */
    LONG,
    LINE,
    BLOCK
  }

  private static final int MOST_PREFIX =
      2; // of a string in Python; after more letters it is an apostrophe

  private final Glyph.Taker to;
  private final Optional<CodeLanguage> language;
  private final StringBuilder word = new StringBuilder();
  private final StringBuilder sign = new StringBuilder();
  private final StringBuilder tail = new StringBuilder();
  private In in = In.CODE;
  private int quote;
  private int quotes; // how many of them stand together at the start
  private boolean escaped;
  private int before = '\n';
  private Style changed = Style.PLAIN; // of the line, in a list of changes

  /** Paints code of a language; without one all of it is plain. */
  CodePaint(Glyph.Taker to, Optional<CodeLanguage> language) {
    this.to = to;
    this.language = language;
  }

  /** The next characters of a line. */
  void put(String text) {
    text.codePoints().forEach(c -> {
      if (language.isEmpty()) {
        to.put(c, "");
      } else if (language.get().equals(CodeLanguage.DIFF)) {
        change(c);
      } else {
        put(c, language.get());
      }
    });
  }

  private void change(int c) {
    if (before == '\n') {
      changed = c == '+' ? Style.GREEN : c == '-' ? Style.RED : c == '@' ? Style.CYAN : Style.PLAIN;
    }
    to.put(c, changed.on());
    before = c;
  }

  /** The line is over. */
  void endLine() {
    finish();
    if (in == In.LINE || (in == In.STRING && quote != '`')) {
      in = In.CODE;
    }
    quotes = 0;
    escaped = false;
    before = '\n';
    tail.setLength(0);
  }

  /** Shows what waits. */
  void finish() {
    endWord();
    sign.codePoints().forEach(c -> to.put(c, ""));
    sign.setLength(0);
  }

  private void put(int c, CodeLanguage known) {
    switch (in) {
      case CODE -> code(c, known);
      case STRING, LONG -> string(c, known);
      case LINE -> to.put(c, Style.DIM.on());
      case BLOCK -> comment(c, known);
    }
    before = c;
  }

  private void code(int c, CodeLanguage known) {
    if (Character.isLetterOrDigit(c) || c == '_') {
      endSign();
      word.appendCodePoint(c);
      return;
    }
    boolean within = word.length() > MOST_PREFIX;
    endWord();
    sign.appendCodePoint(c);
    String signs = sign.toString();
    boolean hash = signs.equals("#") && !Character.isWhitespace(before);
    if (known.line().contains(signs) && !hash) {
      begin(In.LINE, signs);
    } else if (signs.equals(known.block())) {
      begin(In.BLOCK, signs);
    } else if (!mayBegin(signs, known)) {
      sign.setLength(0);
      last(signs, c, within, known);
    }
  }

  /** Shows signs that begin no comment; the last of them may begin one, or a string. */
  private void last(String signs, int c, boolean within, CodeLanguage known) {
    String others = signs.substring(0, signs.length() - Character.charCount(c));
    to.put(others, "");
    if (!others.isEmpty() && mayBegin(Character.toString(c), known)) {
      sign.appendCodePoint(c);
    } else if (known.quotes().indexOf(c) >= 0 && !(within && c == '\'')) {
      in = In.STRING;
      quote = c;
      quotes = 1;
      to.put(c, Style.GREEN.on());
    } else {
      to.put(c, "");
    }
  }

  private static boolean mayBegin(String signs, CodeLanguage known) {
    return (!known.block().isEmpty() && known.block().startsWith(signs))
        || known.line().stream()
            .anyMatch(begin -> begin.startsWith(signs) && begin.length() > signs.length());
  }

  private void begin(In what, String signs) {
    in = what;
    to.put(signs, Style.DIM.on());
    sign.setLength(0);
    tail.setLength(0);
  }

  private void comment(int c, CodeLanguage known) {
    to.put(c, Style.DIM.on());
    tail.appendCodePoint(c);
    int most = known.end().length();
    if (tail.length() > most) {
      tail.delete(0, tail.length() - most);
    }
    if (tail.toString().equals(known.end())) {
      in = In.CODE;
    }
  }

  /** Three quotes begin a string of several lines, two are an empty one. */
  private void string(int c, CodeLanguage known) {
    if (quotes == 2 && in == In.STRING && c != quote) {
      in = In.CODE;
      code(c, known);
      return;
    }
    to.put(c, Style.GREEN.on());
    if (escaped || c == '\\') {
      escaped = !escaped;
      quotes = 0;
      return;
    }
    boolean again = c == quote;
    if (in == In.LONG) {
      quotes = again ? quotes + 1 : 0;
      in = quotes == 3 ? In.CODE : In.LONG;
    } else if (again && quotes > 0) {
      quotes++;
      in = quotes == 3 ? In.LONG : In.STRING;
      quotes = quotes == 3 ? 0 : quotes;
    } else {
      in = again ? In.CODE : In.STRING;
      quotes = 0;
    }
  }

  private void endSign() {
    if (!sign.isEmpty()) {
      to.put(sign.toString(), "");
      sign.setLength(0);
    }
  }

  private void endWord() {
    if (word.isEmpty()) {
      return;
    }
    String text = word.toString();
    word.setLength(0);
    boolean keyword = language.filter(known -> known.words().contains(text)).isPresent();
    boolean number = text.codePointAt(0) < 128 && Character.isDigit(text.charAt(0));
    to.put(text, keyword ? Style.MAGENTA.on() : number ? Style.CYAN.on() : "");
  }
}
