package llmos.kernel.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import llmos.kernel.store.Library;
import llmos.kernel.store.Outbox;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Writes the index, in commits.
 *
 * <p>Used under {@link Index}'s lock for writing; {@link #stop} may come from any thread.
 */
final class Indexer {
  /** In each commit: of which state file it is, and in which format. */
  static final String OF = "of";

  /** In each commit: the row of the outbox up to which it holds all. */
  static final String REACHED = "reached";

  /** Likewise: the greatest number of a block that it may hold. */
  private static final String NEWEST = "newest";

  /** To be raised when what is written for a block changes: an index of another format is made anew. */
  private static final String FORMAT = "5";

  private final Path folder;
  private final Library library;
  private final Outbox outbox;
  private final Texts texts;
  private final Analyzer analyzer;
  private final Runnable damaged;
  private volatile boolean stopping;
  private volatile boolean following;

  /** {@code damaged} is run when what is there cannot be opened and is about to be made anew. */
  Indexer(Path folder, Library library, Texts texts, Analyzer analyzer, Runnable damaged) {
    this.folder = folder;
    this.library = library;
    this.outbox = library.outbox();
    this.texts = texts;
    this.analyzer = analyzer;
    this.damaged = damaged;
  }

  /** What a commit says that this class can go on with. */
  static String of(Outbox outbox) {
    return outbox.id() + " " + FORMAT;
  }

  /** From now on {@link #write} writes all that waits. */
  void start() {
    stopping = false;
  }

  /** Whether {@link #write} goes on when nothing waits any more, since a mount brings more. */
  void follow(boolean on) {
    following = on;
  }

  /** Ends a running {@link #write} early, and well. */
  void stop() {
    stopping = true;
  }

  /**
   * Applies what waits in the outbox, on the calling thread, which must not be interrupted: that would close the files.
   *
   * @param seconds how long to wait for another process that writes
   * @param anew whether to start from an empty index
   * @return false if it is still writing
   */
  boolean write(int seconds, boolean anew) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (Directory directory = new MMapDirectory(folder);
        IndexWriter writer = open(directory, seconds, anew)) {
      if (writer == null) {
        return false;
      }
      Map<String, String> data = data(writer);
      long reached = Long.parseLong(data.getOrDefault(REACHED, "-1"));
      long newest = Long.parseLong(data.getOrDefault(NEWEST, Long.toString(Long.MAX_VALUE)));
      long last = outbox.last();
      BlockWriter blocks = new BlockWriter(writer, library, texts, newest);
      if (reached < outbox.applied() || reached > last) {
        writer.deleteAll();
        blocks.rebuild(() -> stopping);
        reached = stopping ? -1 : last;
      }
      if (reached >= 0) {
        apply(writer, blocks, reached);
      }
      return true;
    }
  }

  private @Nullable IndexWriter open(Directory directory, int seconds, boolean anew)
      throws IOException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int waited = 0; ; waited += IndexLimits.MILLIS) {
      try {
        return open(directory, anew);
      } catch (LockObtainFailedException e) {
        if (stopping
            || waited >= seconds * 1_000
            || never.await(IndexLimits.MILLIS, TimeUnit.MILLISECONDS)) {
          return null;
        }
      }
    }
  }

  private IndexWriter open(Directory directory, boolean anew) throws IOException {
    if (!anew) {
      try {
        return new IndexWriter(directory, config());
      } catch (LockObtainFailedException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        // Damaged beyond opening: falls through, and is made again.
        damaged.run();
      }
    }
    clear(directory);
    return new IndexWriter(directory, config());
  }

  /** Removes what cannot be read, unless another process is writing there. */
  static void clear(Directory directory) throws IOException {
    try (var lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      lock.ensureValid();
      for (String file : directory.listAll()) {
        if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
          directory.deleteFile(file);
        }
      }
    }
  }

  private IndexWriterConfig config() {
    TieredMergePolicy merges = new TieredMergePolicy();
    if (outbox.waiting() < IndexLimits.VECTORS) {
      // Somebody waits for a few changes: segments that take long to merge are left to those of
      // many.
      merges.setMaxMergedSegmentMB(IndexLimits.QUICK_MERGE_MB);
    }
    return new IndexWriterConfig(analyzer)
        .setMergePolicy(merges)
        .setRAMBufferSizeMB(IndexLimits.BUFFER_MB);
  }

  /** What the commit says of itself; nothing if it is no index of this state file. */
  private Map<String, String> data(IndexWriter writer) {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> commit = writer.getLiveCommitData();
    if (commit != null) {
      commit.forEach(e -> data.put(e.getKey(), e.getValue()));
    }
    return of(outbox).equals(data.get(OF)) ? data : Map.of();
  }

  /** Applies and commits what waits, and, while a mount is followed, what it brings. */
  private void apply(IndexWriter writer, BlockWriter blocks, long from)
      throws IOException, InterruptedException {
    long committed = -1;
    long reached = from;
    long wanted = outbox.last(); // what comes later is somebody else's to ask for
    do {
      reached = apply(blocks, reached);
      if (reached > committed) {
        commit(writer, blocks, reached);
        committed = reached;
      }
    } while (!stopping && (following || reached < wanted));
  }

  /** The part of it between two commits; a commit for every few blocks would only make parts to be merged. */
  private long apply(BlockWriter blocks, long reached) throws IOException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(IndexLimits.COMMIT_SECONDS);
    long at = reached;
    while (!stopping && System.nanoTime() - end < 0) {
      boolean last = !following; // asked before it is looked for what waits
      List<Outbox.Change> changes = outbox.after(at, IndexLimits.BLOCKS);
      if (!changes.isEmpty()) {
        blocks.apply(changes);
        at = changes.getLast().seq();
      } else if (last || never.await(IndexLimits.MILLIS, TimeUnit.MILLISECONDS)) {
        return at;
      }
    }
    return at;
  }

  private void commit(IndexWriter writer, BlockWriter blocks, long reached) throws IOException {
    Map<String, String> data = Map.of(
        OF, of(outbox), REACHED, Long.toString(reached), NEWEST, Long.toString(blocks.newest()));
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
    outbox.applied(reached);
  }
}
