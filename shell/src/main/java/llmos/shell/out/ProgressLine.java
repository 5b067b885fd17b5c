package llmos.shell.out;

import llmos.api.Progress;

/** Shows how far a long task is on one line of a terminal, and takes the line away at its end. */
public final class ProgressLine implements Progress {
  private final Sink out;
  private long percent = -1;

  /** Shows it on this stream; on one that is no terminal it shows nothing. */
  public ProgressLine(Sink out) {
    this.out = out;
  }

  @Override
  public synchronized void at(String what, long done, long total) {
    if (!out.colour()) {
      return;
    }
    long now = total > 0 ? Math.clamp(100 * done / total, 0, 100) : done;
    if (now == percent) {
      return;
    }
    percent = now;
    boolean over = total > 0 && done >= total;
    String text = total > 0 ? "%s %d%%".formatted(what, now) : "%s %d".formatted(what, done);
    out.print(
        "\r\u001b[K" + (over ? "" : Width.cut(Screen.line(text), out.columns().getAsInt() - 1)));
  }
}
