package llmos.shell.term;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;

/** Tells a paste from what is typed on a terminal that marks none: a dumb one. Used by the thread that reads lines. */
final class UnmarkedPaste {
  private static final long AT_ONCE = TimeUnit.MILLISECONDS.toNanos(100);

  private final Terminal terminal;
  private final boolean may;
  private long last = System.nanoTime() - AT_ONCE; // when a line of a paste ended

  UnmarkedPaste(Terminal terminal) {
    this.terminal = terminal;
    this.may = terminal.getType().startsWith(Terminal.TYPE_DUMB);
  }

  /** Whether this is such a terminal. It stays in its own line editing, where Enter is a line feed. */
  boolean may() {
    return may;
  }

  /**
   * Whether the line that has just ended is one of several that were pasted: more has come already, or the one before it came just
   * now, as the last is kept back until its end.
   */
  boolean goesOn() {
    boolean goesOn = may && (moreHasCome() || System.nanoTime() - last < AT_ONCE);
    last = goesOn ? System.nanoTime() : last;
    return goesOn;
  }

  private boolean moreHasCome() {
    try {
      return terminal.reader().peek(Editor.ALREADY_TYPED_MILLIS) >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
