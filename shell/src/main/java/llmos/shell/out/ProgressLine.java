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
    if (!out.colour()) {
      return;
    }
    String text = total > 0
        ? "%s %d%%".formatted(what, Math.clamp(100 * done / total, 0, 100))
        : done > 0 ? "%s %d".formatted(what, done) : what;
    String line = Width.cut(Screen.line(text), out.columns().getAsInt() - 1);
    if (!line.equals(shown)) {
      shown = line;
      out.print("\r\u001b[K" + Style.DIM.of(line, out));
    }
  }

  @Override
  public synchronized void close() {
    if (!shown.isEmpty()) {
      shown = "";
      out.print("\r\u001b[K");
    }
  }
}
