package llmos.shell.out;

import llmos.shell.lang.Surroundings;

/** Shows how far a long task is on one line of a terminal, and takes the line away at its end. */
public final class ProgressLine implements Surroundings.Gauge {
  private final Sink out;
  private String shown = "";

  /** Shows it on this stream; on one that is no terminal it shows nothing. */
  public ProgressLine(Sink out) {
    this.out = out;
  }

  @Override
  public synchronized void at(String what, long done, long total) {
    if (!out.terminal()) {
      return;
    }
    String text = total > 0
        ? "%s %d%%".formatted(what, Math.clamp(100 * done / total, 0, 100))
        : done > 0 ? "%s %d".formatted(what, done) : what;
    String line = Width.cut(Screen.line(text), out.columns().getAsInt() - 1);
    if (!line.equals(shown)) {
      erase();
      shown = line;
      out.print(Style.DIM.of(line, out));
    }
  }

  @Override
  public synchronized void close() {
    erase();
  }

  /** A terminal without colours may know no sequences at all: it gets blanks. */
  private void erase() {
    if (!shown.isEmpty()) {
      out.print(out.colour() ? "\r\u001b[K" : "\r" + " ".repeat(Width.of(shown)) + "\r");
      shown = "";
    }
  }
}
