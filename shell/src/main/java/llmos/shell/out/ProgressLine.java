package llmos.shell.out;

import java.util.function.LongSupplier;
import llmos.shell.lang.Surroundings;

/**
 * Shows how far a long task is on one line of a terminal, and takes the line away at its end. It shows nothing where no line can
 * be taken away: elsewhere than on a terminal, and on a dumb one.
 */
public final class ProgressLine implements Surroundings.Gauge {
  private static final long LEAST_NANOS = 50_000_000;
  private static final int BAR = 20;
  private static final int WIDE = 60; // a screen with room for a bar

  private final Sink out;
  private final LongSupplier nanos;
  private String shown = "";
  private long last;

  /** Shows it on this stream. */
  public ProgressLine(Sink out) {
    this(out, System::nanoTime);
  }

  ProgressLine(Sink out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
    this.last = nanos.getAsLong() - LEAST_NANOS;
  }

  @Override
  public synchronized void at(String what, long done, long total) {
    long now = nanos.getAsLong();
    if (!out.moves() || now - last < LEAST_NANOS) {
      return;
    }
    last = now;
    int room = out.columns().getAsInt() - 1;
    String amount = amount(done, total, room >= WIDE);
    String line = Width.cut(Screen.line(what), Math.max(0, room - Width.of(amount))) + amount;
    if (!line.equals(shown)) {
      erase();
      show(line);
    }
  }

  private void show(String line) {
    if (!line.isEmpty()) {
      shown = line;
      out.print(Style.DIM.of(line, out));
    }
  }

  /** Of a name that is too long the amount still shows. */
  private static String amount(long done, long total, boolean wide) {
    if (total <= 0) {
      return done > 0 ? " " + done : "";
    }
    int percent = Math.clamp(100 * done / total, 0, 100);
    int full = BAR * percent / 100;
    String bar = wide ? "  " + "━".repeat(full) + "╌".repeat(BAR - full) : "";
    return "%s %d%%".formatted(bar, percent);
  }

  /** Has something else printed, in whole lines, where the line stands; the line is below it then. */
  public synchronized void aside(Runnable printing) {
    String line = shown;
    erase();
    printing.run();
    show(line);
  }

  @Override
  public synchronized void close() {
    erase();
  }

  private void erase() {
    if (!shown.isEmpty()) {
      out.print("\r\u001b[K");
      shown = "";
    }
  }
}
