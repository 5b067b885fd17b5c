package llmos.kernel.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import llmos.kernel.store.Library;
import llmos.kernel.store.Outbox;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Writes the index: blocks as {@link BlockFields} has them.
 *
 * <p>Used under {@link Index}'s lock for writing; {@link #stop} may come from any thread.
 */
final class Indexer {
  /** In each commit: of which state file it is, and in which format. */
  static final String OF = "of";

  /** In each commit: the row of the outbox up to which it holds all. */
  static final String REACHED = "reached";

  /** To be raised when what is written for a block changes: an index of another format is made anew. */
  private static final String FORMAT = "4";

  private final Path folder;
  private final Library library;
  private final Outbox outbox;
  private final Texts texts;
  private final Analyzer analyzer;
  private final Runnable damaged;
  private volatile boolean stopping;
  private Map<String, float[]> centres = Map.of(); // not older than the rows that are applied

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
      long reached = reached(writer);
      long last = outbox.last();
      centres = outbox.centres(); // after the last row: that of a centre's blocks comes with it
      if (reached < outbox.applied() || reached > last) {
        writer.deleteAll();
        rebuild(writer);
        reached = stopping ? -1 : last;
      }
      if (reached >= 0) {
        reached = apply(writer, reached);
        Map<String, String> data = Map.of(OF, of(outbox), REACHED, Long.toString(reached));
        writer.setLiveCommitData(data.entrySet());
        writer.commit();
        outbox.applied(reached);
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

  /** The row that the commit has reached; -1 if it is no index of this state file. */
  private long reached(IndexWriter writer) {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> commit = writer.getLiveCommitData();
    if (commit != null) {
      commit.forEach(e -> data.put(e.getKey(), e.getValue()));
    }
    return of(outbox).equals(data.get(OF)) ? Long.parseLong(data.getOrDefault(REACHED, "-1")) : -1;
  }

  private void rebuild(IndexWriter writer) throws IOException {
    long at = 0;
    while (!stopping) {
      List<Library.Block> blocks = outbox.blocksAfter(at, IndexLimits.BLOCKS);
      if (blocks.isEmpty()) {
        return;
      }
      put(writer, blocks, true);
      at = blocks.getLast().id();
    }
  }

  private long apply(IndexWriter writer, long reached) throws IOException {
    long at = reached;
    while (!stopping) {
      List<Outbox.Change> changes = outbox.after(at, IndexLimits.BLOCKS);
      if (changes.isEmpty()) {
        return at;
      }
      apply(writer, changes);
      at = changes.getLast().seq();
    }
    return at;
  }

  private void apply(IndexWriter writer, List<Outbox.Change> changes) throws IOException {
    centres = outbox.centres(); // these rows may be those of a centre that has just been made
    Set<Long> ids = new LinkedHashSet<>();
    Set<Long> whole = new HashSet<>();
    for (Outbox.Change change : changes) {
      ids.add(change.block());
      if (change.whole()) {
        whole.add(change.block());
      }
    }
    Map<Long, Library.Block> blocks = library.blocks(ids);
    for (long id : ids) {
      if (!blocks.containsKey(id)) {
        writer.deleteDocuments(id(id));
      }
    }
    put(writer, blocks.values().stream().filter(b -> whole.contains(b.id())).toList(), false);
    putVectors(
        writer, blocks.values().stream().filter(b -> !whole.contains(b.id())).toList());
  }

  private Map<String, Map<String, byte[]>> vectors(Collection<Library.Block> blocks) {
    return outbox.vectors(blocks.stream().map(b -> b.piece().sha()).toList());
  }

  /** Adds vectors to blocks that are there, whose words then need not be read again. */
  private void putVectors(IndexWriter writer, Collection<Library.Block> blocks) throws IOException {
    Map<String, Map<String, byte[]>> vectors = vectors(blocks);
    for (Library.Block block : blocks) {
      Field[] fields = Nearness.fields(vectors.getOrDefault(block.piece().sha(), Map.of()), centres)
          .toArray(Field[]::new);
      if (fields.length > 0) {
        writer.updateDocValues(id(block.id()), fields);
      }
    }
  }

  private static Term id(long block) {
    return new Term("id", Long.toString(block));
  }

  /** Writes blocks, on all cores; {@code fresh} ones are not there yet. */
  private void put(IndexWriter writer, Collection<Library.Block> blocks, boolean fresh)
      throws IOException {
    Map<String, Map<String, byte[]>> vectors = vectors(blocks);
    List<Texts.Cut> cuts = blocks.stream().flatMap(b -> texts.cut(b).stream()).toList();
    try {
      cuts.parallelStream().forEach(cut -> {
        Document document = BlockFields.document(cut);
        Nearness.fields(vectors.getOrDefault(cut.block().piece().sha(), Map.of()), centres)
            .forEach(document::add);
        put(writer, document, fresh ? 0 : cut.block().id());
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void put(IndexWriter writer, Document document, long replaced) {
    try {
      if (replaced == 0) {
        writer.addDocument(document);
      } else {
        writer.updateDocument(id(replaced), document);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
