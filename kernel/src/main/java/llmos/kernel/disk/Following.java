package llmos.kernel.disk;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import llmos.api.Progress;
import llmos.kernel.store.Library;

/** Makes the index follow the library: of many files the first are indexed while the next are read. */
final class Following {
  private final Library library;
  private final Supplier<Index> index;
  private final AtomicBoolean begun = new AtomicBoolean();

  /** What brings files into the library. */
  @FunctionalInterface
  interface Comparison {
    /** Does it, and says what became of the files. */
    MountReport run() throws InterruptedException;
  }

  Following(Library library, Supplier<Index> index) {
    this.library = library;
    this.index = index;
  }

  /** Files are in the library, and there are more. */
  void more() {
    begun.set(true);
    index.get().follow();
  }

  /** Brings files into the library and indexes them; cut off, it leaves what is not indexed to the next search or mount. */
  MountReport run(Comparison comparison, Progress progress) throws InterruptedException {
    boolean all = false;
    MountReport report;
    try {
      report = comparison.run();
      progress.at("indexing " + report.volume(), 0, 0);
      all = true;
    } finally {
      if (begun.getAndSet(false)) {
        index.get().followed(!all);
      }
    }
    return settle()
        ? report
        : report.and(new MountReport.FileStatus(
            report.volume(),
            "waiting",
            "another llmos is indexing; the next search or mount finds what is new"));
  }

  /** An index that is missing or damaged is mended by the next search; nothing is written for nothing. */
  boolean settle() throws InterruptedException {
    return library.outbox().waiting() == 0 || index.get().catchUp(IndexLimits.SECONDS);
  }
}
