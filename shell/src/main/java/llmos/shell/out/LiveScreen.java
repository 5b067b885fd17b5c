package llmos.shell.out;

import java.time.Duration;
import java.util.List;
import llmos.kernel.Records;
import llmos.shell.lang.Surroundings;

/**
 * A picture that is drawn again in its own place. It touches no line above it; after a change of the width, which lets terminals
 * break lines anew, it begins again below.
 */
public final class LiveScreen implements Surroundings.Live {
  private final Sink out;
  private final Keys keys;
  private int shown; // lines
  private int width;

  /** Draws on a terminal whose keys are these. */
  public LiveScreen(Sink out, Keys keys) {
    this.out = out;
    this.keys = keys;
  }

  @Override
  public void draw(Records records) {
    int columns = keys.columns();
    StringBuilder text = new StringBuilder();
    Sink page = new Sink(text::append, true, out.colour(), () -> columns);
    TopPicture.draw(records.rows(), page);
    page.line(Style.DIM.of("q ends", page));
    List<String> lines =
        text.toString().lines().limit(Math.max(1, keys.rows() - 1)).toList();
    StringBuilder frame = new StringBuilder();
    if (shown > 0 && columns == width) {
      frame.append("\u001b[").append(shown).append('A');
    }
    frame.append('\r');
    lines.forEach(line -> frame.append(line).append("\u001b[K\n"));
    out.print(frame.append("\u001b[J").toString());
    shown = lines.size();
    width = columns;
  }

  @Override
  public boolean ended(Duration wait) throws InterruptedException {
    return keys.ended(wait);
  }

  @Override
  public void close() {
    keys.release();
  }
}
