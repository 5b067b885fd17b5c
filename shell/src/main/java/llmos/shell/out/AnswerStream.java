package llmos.shell.out;

import java.util.Optional;
import llmos.api.Visible;

/**
 * Prints an answer while it comes, filtered: on a terminal drawn as the Markdown that it is, elsewhere as it is.
 * A piece may end anywhere. Owned by the thread that asks.
 */
public final class AnswerStream {
  private final Sink out;
  private Optional<Markdown> markdown = Optional.empty();
  private boolean lineStart = true;
  private boolean any;
  private boolean ended;
  private char half;

  /** A stream onto this one. */
  public AnswerStream(Sink out) {
    this.out = out;
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
    if (markdown.isEmpty()) {
      markdown = Optional.of(new Markdown(out));
    }
    markdown.get().text(safe);
  }

  /** Whether what comes next decides what this character is. */
  private static boolean isHalf(char c) {
    return c == '\r' || Character.isHighSurrogate(c);
  }

  /** Ends the line, if one has begun; the answer may go on. */
  public void pause() {
    if (markdown.isPresent()) { // a lambda would load the class where nothing is drawn
      markdown.get().pause();
    } else if (any && !lineStart) {
      out.print("\n");
      lineStart = true;
    }
  }

  /** Ends the line and all styles. */
  public void end() {
    if (!any || ended) {
      return;
    }
    ended = true;
    pause();
    if (markdown.isPresent()) {
      markdown.get().end();
    }
  }
}
