package llmos.shell.out;

import java.util.Optional;

/**
 * Styles within a line of Markdown: emphasis, code, links. Text is shown at once; a mark and what follows it wait until it is known
 * whether the mark is closed, up to a bound. A mark that is not closed is a sign like any other, so nothing that was said is lost.
 * On a plain stream, where a style cannot be seen, marks stay as they were typed.
 */
final class Inline {
  private static final int MOST_EMPHASIS = 160;
  private static final int MOST_LINK = 600;
  private static final int MOST_RUN = 20;
  private static final String MARKS = "`*_[!<\\";
  private static final String ESCAPED = "`*_#|~<>[]";

  private final Glyph.Taker to;
  private final boolean styled;
  private final StringBuilder held = new StringBuilder();
  private String base = "";
  private int before = ' ';

  /** Styles what is put into this one, if {@code styled}. */
  Inline(Glyph.Taker to, boolean styled) {
    this.to = to;
    this.styled = styled;
  }

  /** Begins a line, all of which has this style. */
  void begin(String style) {
    finish();
    base = style;
    before = ' ';
  }

  /** The next characters of the line. */
  void put(String text) {
    text.codePoints().forEach(this::put);
  }

  private void put(int c) {
    if (!styled || (held.isEmpty() && MARKS.indexOf(c) < 0)) {
      show(c, base);
    } else {
      held.appendCodePoint(c);
      settle(false);
    }
  }

  /** The line is over: what waits is shown. */
  void finish() {
    settle(true);
  }

  private void settle(boolean complete) {
    while (!held.isEmpty()) {
      int taken = take(held.toString(), complete);
      if (taken == 0) {
        return;
      }
      held.delete(0, taken);
    }
  }

  /** Shows the first thing of what waits; returns its length, 0 where that takes more of the line. */
  private int take(String text, boolean complete) {
    return switch (text.charAt(0)) {
      case '`' -> code(text, complete);
      case '*', '_' -> emphasis(text, complete);
      case '[', '!' -> link(text, complete);
      case '<' -> address(text, complete);
      case '\\' -> escaped(text, complete);
      default -> shown(text, 1);
    };
  }

  private int shown(String text, int chars) {
    int end = text.offsetByCodePoints(0, text.codePointCount(0, chars));
    text.substring(0, end).codePoints().forEach(c -> show(c, base));
    return end;
  }

  private void show(int c, String style) {
    to.put(c, style);
    before = c;
  }

  /** Shows text within other marks. */
  private void nested(String text, String style) {
    Inline inner = new Inline(to, text.length() < MOST_LINK);
    inner.begin(base + style);
    inner.put(text);
    inner.finish();
    before = 'x';
  }

  private int code(String text, boolean complete) {
    int run = run(text, 0);
    if (run == text.length() && !complete) {
      return run > MOST_RUN ? shown(text, run) : 0;
    }
    int close = closingTicks(text, run);
    boolean open = close < 0 || (close + run == text.length() && !complete);
    if (open) {
      return complete || text.length() > MOST_EMPHASIS ? shown(text, run) : 0;
    }
    String code = text.substring(run, close);
    boolean padded = code.startsWith(" ") && code.endsWith(" ") && !code.isBlank();
    String inner = padded ? code.substring(1, code.length() - 1) : code;
    inner.codePoints().forEach(c -> show(c, base + Style.CYAN.on()));
    return close + run;
  }

  private static int closingTicks(String text, int run) {
    for (int i = text.indexOf('`', run); i >= 0; i = text.indexOf('`', i + run(text, i))) {
      if (run(text, i) == run) {
        return i;
      }
    }
    return -1;
  }

  private int emphasis(String text, boolean complete) {
    int run = run(text, 0);
    if (run == text.length() && !complete) {
      return run > MOST_RUN ? shown(text, run) : 0;
    }
    char mark = text.charAt(0);
    boolean opens = run <= 3
        && run < text.length()
        && text.charAt(run) > ' '
        && !(mark == '_' && Character.isLetterOrDigit(before))
        && (isWord(text.charAt(run))
            || Character.isIdeographic(before)
            || !Character.isLetterOrDigit(before));
    if (!opens) {
      return shown(text, run);
    }
    int close = Emphasis.close(text, run);
    if (close < 0 || (close + run == text.length() && !complete)) {
      return complete || text.length() > MOST_EMPHASIS ? shown(text, run) : 0;
    }
    String style = (run > 1 ? Style.BOLD.on() : "") + (run == 2 ? "" : Style.ITALIC.on());
    nested(text.substring(run, close), style);
    return close + run;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
  }

  /** A link is its text and its address; an image is what is told of it and its address. */
  private int link(String text, boolean complete) {
    int open = text.charAt(0) == '!' ? 1 : 0;
    if (open == text.length() && !complete) {
      return 0;
    }
    if (open == text.length() || text.charAt(open) != '[') {
      return shown(text, 1);
    }
    int label = Emphasis.balanced(text, open, '[', ']');
    boolean maybe = label < 0 || label + 1 == text.length();
    int end =
        maybe || text.charAt(label + 1) != '(' ? -1 : Emphasis.balanced(text, label + 1, '(', ')');
    if (end < 0) {
      boolean never = !maybe && text.charAt(label + 1) != '(';
      return complete || never || text.length() > MOST_LINK ? shown(text, open + 1) : 0;
    }
    String name = text.substring(open + 1, label);
    String address =
        text.substring(label + 2, end).strip().split("\\s", 2)[0].replaceAll("^<|>$", "");
    link(name, address);
    return end + 1;
  }

  private void link(String name, String address) {
    Optional<String> shown = Optional.of(address).filter(a -> !a.isEmpty() && !a.equals(name));
    nested(name, shown.isPresent() ? Style.UNDERLINE.on() : Style.BLUE.on());
    shown.ifPresent(a -> {
      to.put(" (", base);
      to.put(a, base + Style.BLUE.on());
      to.put(")", base);
    });
  }

  /** {@code <https://example.org>}. */
  private int address(String text, boolean complete) {
    int end = text.indexOf('>');
    String inner = text.substring(1, end < 0 ? text.length() : end);
    boolean fits = end < 0
        ? inner.matches("[a-zA-Z][a-zA-Z+.-]*(:[^\\s<]*)?|")
        : inner.matches("[a-zA-Z][a-zA-Z+.-]+:[^\\s<]+");
    if (!fits || (end < 0 && (complete || text.length() > MOST_LINK))) {
      return shown(text, 1);
    }
    if (end < 0) {
      return 0;
    }
    to.put(inner, base + Style.BLUE.on());
    before = 'x';
    return end + 1;
  }

  private int escaped(String text, boolean complete) {
    if (text.length() < 2) {
      return complete ? shown(text, 1) : 0;
    }
    if (ESCAPED.indexOf(text.charAt(1)) < 0) {
      return shown(text, 1);
    }
    show(text.charAt(1), base);
    return 2;
  }

  static int run(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) == text.charAt(from)) {
      end++;
    }
    return end - from;
  }
}
