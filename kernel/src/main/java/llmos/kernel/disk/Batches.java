package llmos.kernel.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import llmos.kernel.store.Library;
import llmos.kernel.store.Library.Entry;
import llmos.kernel.store.Limits;

/** Commits what is read of a volume, many files at a time, while the next are read. Used by one thread. */
final class Batches {
  /** How long files are gathered: of those that are slow to read few are enough. */
  private static final long NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Library library;
  private final long volume;
  private final Executor writer;
  private final Runnable many;
  private final List<Entry> batch = new ArrayList<>();
  private int chars;
  private long begun = System.nanoTime();
  private int changedBlocks;
  private CompletableFuture<Integer> writing = CompletableFuture.completedFuture(0);

  /**
   * Into this volume.
   *
   * @param writer commits them, one batch after the other
   * @param many run when files are in the library and more are being read
   */
  Batches(Library library, long volume, Executor writer, Runnable many) {
    this.library = library;
    this.volume = volume;
    this.writer = writer;
    this.many = many;
  }

  /** How many blocks of what is committed are not as they were. */
  int changedBlocks() {
    return changedBlocks;
  }

  /** Puts an entry as it is, with the next batch. */
  void put(Entry entry) throws InterruptedException {
    batch.add(entry);
    chars += entry.text().length();
    boolean full = batch.size() >= Limits.BATCH_FILES || chars >= Limits.BATCH_CHARS;
    if (full || System.nanoTime() - begun > NANOS) {
      settle();
      write(many);
    }
  }

  /** Commits what is there; returns when it is. */
  void finish() throws InterruptedException {
    try {
      settle();
      write(() -> {});
      settle();
    } catch (InterruptedException e) {
      leave();
      throw e;
    }
  }

  /** Has what is there committed, and does not wait for it. */
  void leave() {
    write(() -> {});
  }

  private void write(Runnable then) {
    begun = System.nanoTime();
    if (!batch.isEmpty()) {
      List<Entry> full = List.copyOf(batch);
      batch.clear();
      chars = 0;
      writing = CompletableFuture.supplyAsync(
          () -> {
            int added = library.put(volume, full);
            then.run();
            return added;
          },
          writer);
    }
  }

  private void settle() throws InterruptedException {
    CompletableFuture<Integer> begun = writing;
    try {
      changedBlocks += begun.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new CompletionException(e.getCause());
    } finally {
      writing = CompletableFuture.completedFuture(0);
    }
  }
}
