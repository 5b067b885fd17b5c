package llmos.kernel.disk;

import java.util.List;
import llmos.api.DocumentReader;

/**
 * The readers of one mount.
 *
 * @param all each of them, in the order in which they are asked
 * @param end lets go of what they hold outside of this process
 */
public record Readers(List<DocumentReader> all, Runnable end) implements AutoCloseable {
  public Readers {
    all = List.copyOf(all);
  }

  @Override
  public void close() {
    end.run();
  }
}
