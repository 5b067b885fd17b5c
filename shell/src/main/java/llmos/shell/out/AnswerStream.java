package llmos.shell.out;

import llmos.api.Visible;

/**
 * Prints an answer while it comes, filtered, and on a terminal broken between words, with light styling of its Markdown:
 * headings, bold, code.
 * A piece may end anywhere. Owned by the thread that asks.
 */
public final class AnswerStream {
  private final Sink out;
  private final WordWrap wrap;
  private final StringBuilder held = new StringBuilder();
  private boolean lineStart = true;
  private boolean bold;
  private boolean code;
  private boolean fence;
  private boolean heading;
  private boolean any;
  private boolean ended;
  private char half;

  /** A stream onto this one. */
  public AnswerStream(Sink out) {
    this.out = out;
    this.wrap = new WordWrap(out);
  }

  /** Whether anything was printed. */
  public boolean any() {
    return any;
  }

  /** The next piece, as it came from the model. */
  public void text(String piece) {
    String whole = half == 0 ? piece : half + piece;
    half = 0;
    if (!whole.isEmpty() && isHalf(whole.charAt(whole.length() - 1))) {
      half = whole.charAt(whole.length() - 1);
      whole = whole.substring(0, whole.length() - 1);
    }
    String safe = Visible.of(whole);
    if (safe.isEmpty()) {
      return;
    }
    any = true;
    if (!out.terminal()) {
      lineStart = safe.endsWith("\n");
      out.print(safe);
      return;
    }
    StringBuilder styled = new StringBuilder();
    for (int i = 0; i < safe.length(); i++) {
      if (out.colour()) {
        next(safe.charAt(i), styled);
      } else {
        styled.append(safe.charAt(i));
        lineStart = safe.charAt(i) == '\n';
      }
      wrap.put(styled, !fence);
      styled.setLength(0);
    }
    wrap.flush();
  }

  /** Whether what comes next decides what this character is. */
  private static boolean isHalf(char c) {
    return c == '\r' || Character.isHighSurrogate(c);
  }

  /** Ends the line, if one has begun; the answer may go on. */
  public void pause() {
    if (any && !lineStart) {
      StringBuilder rest = new StringBuilder();
      newline(rest);
      print(rest);
    }
  }

  private void print(StringBuilder text) {
    if (out.terminal()) {
      wrap.put(text, false);
      wrap.flush();
    } else {
      out.print(text.toString());
    }
  }

  /** Ends the line and all styles. */
  public void end() {
    if (!any || ended) {
      return;
    }
    ended = true;
    StringBuilder rest = new StringBuilder();
    release(rest);
    if (out.colour()) {
      rest.append(Style.RESET);
    }
    if (!lineStart) {
      rest.append('\n');
      lineStart = true;
    }
    print(rest);
  }

  private void next(char c, StringBuilder to) {
    if (c == '\n') {
      newline(to);
      return;
    }
    boolean marks = c == '*' || c == '`' || (c == '#' && (lineStart || isHeading()));
    if (marks && (held.isEmpty() || held.charAt(0) == c)) {
      held.append(c);
      lineStart = false;
      return;
    }
    release(to);
    lineStart = false;
    if (marks) {
      held.append(c);
    } else {
      to.append(c);
    }
  }

  private boolean isHeading() {
    return !held.isEmpty() && held.charAt(0) == '#';
  }

  private void newline(StringBuilder to) {
    release(to);
    if (heading || bold) {
      to.append(Style.RESET);
    }
    heading = false;
    bold = false;
    if (code && !fence) {
      code = false;
      to.append(Style.RESET);
    }
    to.append('\n');
    lineStart = true;
  }

  /** What the marks that were held back mean, now that it is known what follows them. */
  private void release(StringBuilder to) {
    String marks = held.toString();
    held.setLength(0);
    switch (marks) {
      case "" -> {}
      case "**" -> {
        if (code) {
          to.append(marks);
        } else {
          bold = !bold;
          to.append(bold ? Style.BOLD.on() : Style.RESET);
        }
      }
      case "`", "```" -> {
        fence = marks.length() == 3 ? !fence : fence;
        code = marks.length() == 3 ? fence : fence || !code;
        to.append(code ? Style.CYAN.on() : Style.RESET);
      }
      default -> {
        if (marks.startsWith("#") && !code) {
          heading = true;
          to.append(Style.BOLD.on());
        } else {
          to.append(marks);
        }
      }
    }
  }
}
