package llmos.kernel;

import java.util.List;
import llmos.api.Progress;

/** What keeps the disk in step with the files, and tells how it is, as records. */
public interface Upkeep {

  /** Compares a volume with its files now, or all volumes if the name is empty: a record for each, and for what is notable. */
  Records sync(String volume, Progress progress) throws InterruptedException;

  /**
   * Starts a job that does so whenever files change, until the volume is unmounted; there is one for each volume. What could
   * not be read is left until it changes.
   */
  Records watch(String volume) throws InterruptedException;

  /** The same for the caller: what is different, as {@link #sync} tells it. */
  Changes changes(String volume) throws InterruptedException;

  /** Comparisons that found something, one after another. */
  interface Changes extends AutoCloseable {
    /**
     * Waits for the next one. One that failed is a record with {@code status} failed and the {@code reason}, told once until
     * it goes again.
     *
     * @throws llmos.api.FaultException if the volume is unmounted
     */
    Records next() throws InterruptedException;

    @Override
    void close();
  }

  /** The room that each volume takes, the index and the state file: documents, blocks, waiting, files, bytes. */
  Records usage();

  /** Lines that a regular expression fits: doc, line, span, match, text. The last records are lines that were given up. */
  Records grep(String pattern, boolean anyCase, List<String> in, int most)
      throws InterruptedException;

  /** Compares the index with the library: check, state, text. */
  Records check();

  /** Makes the index again from the library, without embedding, and checks it. */
  Records repair() throws InterruptedException;
}
