package llmos.kernel.disk;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import llmos.api.Progress;
import llmos.kernel.store.Library;
import llmos.kernel.store.Outbox;
import org.jspecify.annotations.Nullable;

/**
 * Makes the index follow the library: of many files, or vectors, the first are indexed while the next are made. What is not
 * indexed in the end, whatever the reason, stays in the outbox.
 */
final class Following {
  private final Library library;
  private final Supplier<Index> index;
  private @Nullable FutureTask<Boolean> task; // guarded by this
  private int bringing; // how many bring files; guarded by this

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

  /**
   * Begins to apply what waits, if nobody is doing so.
   *
   * @param on whether more will come, so that only {@link #end} ends it; nothing is done if whoever would bring it has left
   */
  void begin(boolean on) {
    Index open = index.get(); // before the lock: whoever closes it holds that of its owner
    synchronized (this) {
      if (on && bringing == 0) {
        return;
      }
      if (task == null || task.isDone()) {
        open.follow(on);
        task = new FutureTask<>(() -> open.catchUp(0));
        Thread.ofPlatform().daemon().name("disk-follow").start(task);
      }
    }
  }

  /** Ends it once all is applied; or {@code now}, without waiting for the commit of what it has. */
  void end(boolean now) throws InterruptedException {
    FutureTask<Boolean> begun;
    synchronized (this) {
      begun = task;
      task = null;
    }
    if (begun == null) {
      return;
    }
    Index open = index.get();
    open.follow(false);
    if (now) {
      open.stop();
      return;
    }
    try {
      begun.get();
    } catch (InterruptedException e) {
      open.stop();
      throw e;
    } catch (ExecutionException e) {
      return; // whoever applies what is left meets the same, and tells it
    }
  }

  /** Ends it now, without waiting: who closes the index waits for what still runs. */
  synchronized void close() {
    if (task != null) {
      task.cancel(true);
      task = null;
    }
  }

  /** Brings files into the library and indexes them. */
  MountReport run(Comparison comparison, Progress progress) throws InterruptedException {
    boolean all = false;
    MountReport report;
    come();
    try {
      report = comparison.run();
      progress.at("indexing " + report.volume(), 0, 0);
      all = true;
    } finally {
      if (leave() == 0) {
        end(!all);
      }
    }
    return settle(IndexLimits.SECONDS)
        ? report
        : report.and(new MountReport.FileStatus(
            report.volume(),
            "waiting",
            "another llmos is indexing; the next search or mount finds what is new"));
  }

  private synchronized void come() {
    bringing++;
  }

  /** How many are left that bring files. */
  private synchronized int leave() {
    return --bringing;
  }

  /**
   * Applies what waits. An index that is missing or damaged is mended by the next search; nothing is written for nothing.
   *
   * @param seconds how long to wait for another process that writes
   * @return false if it is still writing
   */
  boolean settle(int seconds) throws InterruptedException {
    Outbox outbox = library.outbox();
    if (outbox.waiting() == 0) {
      return true;
    }
    long mine = outbox.last();
    for (int waited = 0; waited < seconds; waited++) {
      // Whoever writes may go on for as long as others bring files: all that is here now is enough.
      if (index.get().catchUp(1) || outbox.applied() >= mine) {
        return true;
      }
    }
    return false;
  }
}
