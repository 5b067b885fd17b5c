package llmos.kernel.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import llmos.api.DocumentReader;
import llmos.api.Label;
import llmos.kernel.store.Library;
import llmos.kernel.store.Library.Entry;
import llmos.kernel.store.Limits;

/**
 * Brings files into the library. Each ends as ok, partial, skipped or failed with a reason, or is as it was; whatever a
 * reader does with a file (throws, recurses without end, hangs), the next file comes. Used by one thread.
 */
final class Ingest implements AutoCloseable {
  /** How long files are gathered: of those that are slow to read few are enough. */
  private static final long BATCH_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Library library;
  private final Library.Volume volume;
  private final Before before;
  private final Label unknown;
  private final Runnable many;
  private final Reading reading;
  private final List<Entry> batch = new ArrayList<>();
  private final List<MountReport.FileStatus> notable = new ArrayList<>();
  private int batchChars;
  private long flushed = System.nanoTime();
  private int ok;
  private int unchanged;
  private int unchangedPartial;
  private int renamed;
  private int lost;
  private int changedBlocks;
  private CompletableFuture<Integer> writing = CompletableFuture.completedFuture(0);
  private final ExecutorService writer = Executors.newSingleThreadExecutor(
      Thread.ofPlatform().daemon().name("disk-writer").factory());

  /**
   * Into this volume.
   *
   * @param before what the library held of it
   * @param many run when files are in the library and more are being read
   * @param unknown joined to the volume's label for documents without a label of their own
   */
  Ingest(
      Library library,
      Library.Volume volume,
      List<DocumentReader> readers,
      Before before,
      Label unknown,
      Runnable many) {
    this.many = many;
    this.library = library;
    this.volume = volume;
    this.before = before;
    this.unknown = unknown;
    this.reading = new Reading(library, readers, before);
  }

  int ok() {
    return ok;
  }

  int unchanged() {
    return unchanged;
  }

  /** How many of the unchanged files are partial. */
  int unchangedPartial() {
    return unchangedPartial;
  }

  int renamed() {
    return renamed;
  }

  /** How many could be read before and cannot be any more. */
  int lost() {
    return lost;
  }

  /** How many blocks of what was read are not as they were. */
  int changedBlocks() {
    return changedBlocks;
  }

  /** What did not end as ok, with reasons. */
  List<MountReport.FileStatus> notable() {
    return notable;
  }

  /** Reads a file, if there is a reason to. What was done before an interrupt is kept. */
  void file(Walk.Found found) throws InterruptedException {
    Optional<Library.Doc> old = before.at(found.path());
    boolean settled = found.mtime() < volume.mounted() - Limits.RACY_MILLIS;
    if (settled && old.filter(o -> before.isAsItWas(found, o)).isPresent()) {
      asItWas(old.get());
      return;
    }
    Label label = unknown.tainted() ? old.map(Library.Doc::label).orElse(unknown) : unknown;
    try {
      add(reading.of(found, label, old), old);
    } catch (InterruptedException e) {
      finish();
      throw e;
    }
  }

  private void asItWas(Library.Doc old) {
    if (Before.readable(old)) {
      unchanged++;
    }
    if (old.status().equals("partial")) {
      unchangedPartial++;
    }
    if (!old.status().equals("ok")) {
      notable.add(new MountReport.FileStatus(old.path(), old.status(), old.reason()));
    }
  }

  private void add(Reading.Outcome outcome, Optional<Library.Doc> old) {
    Entry entry = outcome.entry();
    if (outcome.moved().isPresent()) {
      library.rename(outcome.moved().get().id(), entry);
      renamed++;
      return;
    }
    if (old.filter(o -> Before.isSame(o, entry.sha())).isPresent()) {
      library.unchanged(old.get().id(), entry.mtime());
      asItWas(old.get());
      return;
    }
    if (entry.status().equals("ok")) {
      ok++;
    } else {
      notable.add(new MountReport.FileStatus(entry.path(), entry.status(), entry.reason()));
    }
    boolean unread = !entry.status().equals("ok") && !entry.status().equals("partial");
    if (unread && old.filter(Before::readable).isPresent()) {
      lost++;
    }
    if (!unread || old.filter(o -> isKept(o, entry)).isEmpty()) {
      put(entry);
    }
  }

  /** Whether the library says the same of a file without text, of which a folder may have thousands. */
  private static boolean isKept(Library.Doc old, Entry entry) {
    return old.status().equals(entry.status())
        && old.reason().equals(entry.reason())
        && old.sha().equals(entry.sha())
        && old.mtime() == entry.mtime()
        && old.bytes() == entry.bytes();
  }

  /** Puts an entry as it is, with the next batch. */
  void put(Entry entry) {
    batch.add(entry);
    batchChars += entry.text().length();
    boolean full = batch.size() >= Limits.BATCH_FILES || batchChars >= Limits.BATCH_CHARS;
    if (full || System.nanoTime() - flushed > BATCH_NANOS) {
      flush(many);
    }
  }

  /** Commits what is read, while the next files are read. */
  private void flush(Runnable then) {
    settle();
    flushed = System.nanoTime();
    if (!batch.isEmpty()) {
      List<Entry> full = List.copyOf(batch);
      batch.clear();
      batchChars = 0;
      writing = CompletableFuture.supplyAsync(
          () -> {
            int added = library.put(volume.id(), full);
            then.run();
            return added;
          },
          writer);
    }
  }

  private void settle() {
    try {
      changedBlocks += writing.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      writing = CompletableFuture.completedFuture(0);
    }
  }

  /** Commits what is read; returns when it is. */
  void finish() {
    flush(() -> {});
    settle();
  }

  @Override
  public void close() {
    reading.close();
    writer.shutdown();
  }
}
