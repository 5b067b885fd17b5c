package llmos.kernel.disk;

import java.util.List;
import llmos.api.DocumentReader;
import llmos.api.Fetcher;

/**
 * The readers of one mount, and what fetches what is no file.
 *
 * @param all each of them, in the order in which they are asked
 * @param fetchers in the order in which they are asked
 * @param end lets go of what they hold outside of this process
 */
public record Readers(List<DocumentReader> all, List<Fetcher> fetchers, Runnable end)
    implements AutoCloseable {
  public Readers {
    all = List.copyOf(all);
    fetchers = List.copyOf(fetchers);
  }

  /** Readers of files only. */
  public Readers(List<DocumentReader> all, Runnable end) {
    this(all, List.of(), end);
  }

  @Override
  public void close() {
    end.run();
  }
}
