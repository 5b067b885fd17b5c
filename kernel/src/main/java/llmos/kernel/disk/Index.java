package llmos.kernel.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.store.Library;
import llmos.kernel.store.Outbox;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The index: a cache of the library that can always be made again from it, without embedding.
 *
 * <p>Each commit says of which state file it is and which row of the outbox it has reached; one that is of another file,
 * ahead, behind what is left of the outbox, damaged or missing is made anew. It is written only while this class's {@code
 * writing} lock and Lucene's lock on the folder are held, so several processes may share a home; it is read without a lock
 * on writing.
 *
 * <pre>
 * id      a block's id, to replace it          n       the same as a number, to read it back
 * volume  name of its volume                   doc     volume/path
 * body    stems of lead and text, and of the parts of identifiers
 * title   stems of the document's title and the headings above
 * exact   identifiers, codes, paths            v:MODEL one vector
 * </pre>
 */
final class Index implements AutoCloseable {
  /** How many seconds to wait for another process that writes. */
  static final int PATIENCE = 30;

  static final String BODY = "body";
  static final String TITLE = "title";
  static final String EXACT = "exact";
  static final String NUMBER = "n";

  private static final String OF = "of";
  private static final String REACHED = "reached";
  private static final int BATCH = 1_000;
  private static final int WAIT_MILLIS = 50;
  private static final FieldType CODES = new FieldType();

  // Lucene logs advice for the JVM's command line; nothing but the kernel writes to the terminal.
  private static final Logger QUIET = Logger.getLogger("org.apache.lucene");

  static {
    QUIET.setLevel(Level.SEVERE);
    CODES.setIndexOptions(IndexOptions.DOCS);
    CODES.setOmitNorms(true);
    CODES.setTokenized(true);
    CODES.freeze();
  }

  private final Path folder;
  private final Library library;
  private final Outbox outbox;
  private final Texts texts;
  private final Analyzer analyzer = Terms.analyzer();
  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable DirectoryReader reader; // guarded by this
  private volatile boolean stopping;

  Index(Path folder, Library library, Texts texts) {
    this.folder = folder;
    this.library = library;
    this.outbox = library.outbox();
    this.texts = texts;
  }

  /** The best blocks for a question, best first. */
  List<Retrieval.Found> find(Retrieval.Question question) throws InterruptedException {
    return search(searcher -> Retrieval.find(searcher, analyzer, question));
  }

  /** Reads an index. */
  @FunctionalInterface
  private interface Search<T> {
    T on(IndexSearcher searcher) throws IOException;
  }

  /**
   * Searches the newest commit, after catching up if nothing has to be waited for. An index that is missing or found damaged
   * is made again first.
   *
   * @throws FaultException if it has to be made again and another process is writing to it for more than half a minute
   */
  private <T> T search(Search<T> work) throws InterruptedException {
    catchUpIfFree();
    try {
      return once(work);
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException("search");
    } catch (IOException | RuntimeException | InternalError e) {
      if (e instanceof FaultException fault) {
        throw fault;
      }
      // InternalError is how Java reports a mapped file that became shorter.
      again();
      try {
        return once(work);
      } catch (IOException second) {
        throw broken(second);
      }
    }
  }

  private void catchUpIfFree() throws InterruptedException {
    try {
      if (outbox.words() > 0) {
        catchUp(0);
      }
    } catch (FaultException e) {
      forget(); // such as a full disk: what is committed can still be searched
    }
  }

  private <T> T once(Search<T> work) throws IOException {
    DirectoryReader open = acquire();
    try {
      return work.on(new IndexSearcher(open));
    } finally {
      open.decRef();
    }
  }

  private void again() throws InterruptedException {
    forget();
    if (!update(PATIENCE, true)) {
      throw new FaultException(
          Errno.TIMEOUT,
          "the index in " + folder + " cannot be read yet: another llmos is writing to it",
          "try again in a moment");
    }
  }

  private FaultException broken(@Nullable Throwable e) {
    return new FaultException(
        Errno.FAILED,
        "the index in %s: %s".formatted(folder, e == null ? "unknown" : Walk.reason(e)),
        "it can be made again at any time: remove the folder and search");
  }

  private synchronized DirectoryReader acquire() throws IOException {
    if (reader == null) {
      reader = DirectoryReader.open(new MMapDirectory(folder));
    } else {
      DirectoryReader newer = DirectoryReader.openIfChanged(reader);
      if (newer != null) {
        reader.decRef();
        reader = newer;
      }
    }
    if (!outbox.id().equals(reader.getIndexCommit().getUserData().get(OF))) {
      throw new IOException("made from another state file");
    }
    reader.incRef();
    return reader;
  }

  private synchronized void forget() {
    if (reader != null) {
      try {
        reader.decRef();
      } catch (IOException e) {
        reader = null; // it only had to be let go
      }
    }
    reader = null;
  }

  /**
   * Applies what waits in the outbox.
   *
   * @param seconds how long to wait for another process that writes
   * @return false if it is still writing; what waits is applied by the next search or mount
   */
  boolean catchUp(int seconds) throws InterruptedException {
    return update(seconds, false);
  }

  /** On a thread of its own: an interrupt must not close the files under Lucene's hands. It ends early, and well. */
  private boolean update(int seconds, boolean anew) throws InterruptedException {
    if (seconds == 0 ? !writing.tryLock() : !writing.tryLock(seconds, TimeUnit.SECONDS)) {
      return false;
    }
    try {
      stopping = false;
      FutureTask<Boolean> task = new FutureTask<>(() -> write(seconds, anew));
      Thread.ofPlatform().daemon().name("disk-index").start(task);
      try {
        return task.get();
      } catch (InterruptedException e) {
        stopping = true;
        finish(task);
        throw e;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof FaultException fault) {
          throw fault;
        }
        if (!anew && damaged(e.getCause())) {
          forget();
          return update(seconds, true);
        }
        throw broken(e.getCause());
      }
    } finally {
      writing.unlock();
    }
  }

  private static boolean damaged(@Nullable Throwable e) {
    return e instanceof CorruptIndexException
        || e instanceof IndexFormatTooOldException
        || e instanceof IndexFormatTooNewException
        || e instanceof EOFException
        || e instanceof NoSuchFileException
        || e instanceof RuntimeException
        || e instanceof InternalError;
  }

  private static void finish(FutureTask<Boolean> task) {
    boolean done = false;
    while (!done) {
      try {
        task.get();
        done = true;
      } catch (InterruptedException e) {
        done = false; // it is ending; the first interrupt is on its way to the caller
      } catch (ExecutionException e) {
        done = true;
      }
    }
  }

  private boolean write(int seconds, boolean anew) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (Directory directory = new MMapDirectory(folder);
        IndexWriter writer = open(directory, seconds, anew)) {
      if (writer == null) {
        return false;
      }
      long reached = reached(writer);
      long last = outbox.last();
      if (reached < outbox.applied() || reached > last) {
        writer.deleteAll();
        rebuild(writer);
        reached = stopping ? -1 : last;
      }
      if (reached >= 0) {
        reached = apply(writer, reached);
        Map<String, String> data = Map.of(OF, outbox.id(), REACHED, Long.toString(reached));
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
    for (int waited = 0; ; waited += WAIT_MILLIS) {
      try {
        return open(directory, anew);
      } catch (LockObtainFailedException e) {
        if (stopping
            || waited >= seconds * 1_000
            || never.await(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
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
        forget();
      }
    }
    try (var lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      lock.ensureValid();
      for (String file : directory.listAll()) {
        if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
          directory.deleteFile(file);
        }
      }
    }
    return new IndexWriter(directory, config());
  }

  private IndexWriterConfig config() {
    return new IndexWriterConfig(analyzer).setCodec(new Quantised());
  }

  /** The default codec, with one byte for each number of a vector; full numbers are kept beside them. */
  private static final class Quantised extends Lucene104Codec {
    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
      return new Lucene104HnswScalarQuantizedVectorsFormat();
    }
  }

  /** The row that the commit has reached; -1 if it is no index of this state file. */
  private long reached(IndexWriter writer) {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> commit = writer.getLiveCommitData();
    if (commit != null) {
      commit.forEach(e -> data.put(e.getKey(), e.getValue()));
    }
    return outbox.id().equals(data.get(OF)) ? Long.parseLong(data.getOrDefault(REACHED, "-1")) : -1;
  }

  private void rebuild(IndexWriter writer) throws IOException {
    long at = 0;
    while (!stopping) {
      List<Library.Block> blocks = library.blocksAfter(at, BATCH);
      if (blocks.isEmpty()) {
        return;
      }
      put(writer, blocks);
      at = blocks.getLast().id();
    }
  }

  private long apply(IndexWriter writer, long reached) throws IOException {
    long at = reached;
    while (!stopping) {
      List<Outbox.Change> changes = outbox.after(at, BATCH);
      if (changes.isEmpty()) {
        return at;
      }
      Set<Long> ids = new LinkedHashSet<>();
      changes.forEach(c -> ids.add(c.block()));
      Map<Long, Library.Block> blocks = library.blocks(ids);
      for (long id : ids) {
        if (!blocks.containsKey(id)) {
          writer.deleteDocuments(new Term("id", Long.toString(id)));
        }
      }
      put(writer, blocks.values());
      at = changes.getLast().seq();
    }
    return at;
  }

  private void put(IndexWriter writer, Collection<Library.Block> blocks) throws IOException {
    Map<String, Map<String, float[]>> vectors =
        outbox.vectors(blocks.stream().map(b -> b.piece().sha()).toList());
    for (Library.Block block : blocks) {
      Optional<Texts.Cut> cut = texts.cut(block);
      if (cut.isPresent()) {
        Term id = new Term("id", Long.toString(block.id()));
        Map<String, float[]> own = vectors.getOrDefault(block.piece().sha(), Map.of());
        writer.updateDocument(id, document(cut.get().block(), cut.get().text(), own));
      }
    }
  }

  private static Document document(Library.Block block, String text, Map<String, float[]> vectors) {
    Document document = new Document();
    document.add(new StringField("id", Long.toString(block.id()), Field.Store.NO));
    document.add(new NumericDocValuesField(NUMBER, block.id()));
    document.add(new StringField("volume", block.volume(), Field.Store.NO));
    document.add(new StringField("doc", block.doc(), Field.Store.NO));
    String body = block.piece().lead() + "\n" + text;
    document.add(new TextField(BODY, body, Field.Store.NO));
    document.add(new TextField(BODY, Terms.parts(body), Field.Store.NO));
    String title = block.title() + "\n" + block.piece().trail();
    document.add(new TextField(TITLE, title, Field.Store.NO));
    String codes = String.join(" ", Terms.exact(body + "\n" + title));
    document.add(new Field(EXACT, codes, CODES));
    vectors.forEach((model, vector) -> document.add(new KnnFloatVectorField(
        Filler.field(model), vector, VectorSimilarityFunction.DOT_PRODUCT)));
    return document;
  }

  @Override
  public void close() throws IOException {
    stopping = true;
    writing.lock();
    try {
      forget();
    } finally {
      writing.unlock();
    }
  }
}
