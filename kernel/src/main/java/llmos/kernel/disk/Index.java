package llmos.kernel.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.store.Library;
import llmos.kernel.store.Outbox;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.MMapDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The index: a cache of the library that can always be made again from it, without embedding.
 *
 * <p>Each commit says of which state file it is and which row of the outbox it has reached; one that is of another file,
 * ahead, behind what is left of the outbox, damaged or missing is made anew. It is written only while this class's {@code
 * writing} permit and Lucene's lock on the folder are held, so several processes may share a home; it is read without a lock
 * on writing.
 */
final class Index implements AutoCloseable {
  static final String BODY = "body";
  static final String NAME = "name";
  static final String EXACT = "exact";
  static final String NUMBER = "n";

  // Blocks are of about one length, so how long one is says little; the values are Anserini's.
  private static final BM25Similarity BM25 = new BM25Similarity(.9f, .4f);

  private final Path folder;
  private final Outbox outbox;
  private final Indexer indexer;
  private final Analyzer analyzer = Terms.analyzer();
  private final Sketches sketches = new Sketches();
  private final Semaphore writing = new Semaphore(1);
  private @Nullable DirectoryReader reader; // guarded by this
  private long opened; // what was applied when it was; guarded by this

  Index(Path folder, Library library, Texts texts) {
    LuceneLog.silence();
    this.folder = folder;
    this.outbox = library.outbox();
    this.indexer = new Indexer(folder, library, texts, analyzer, this::forget);
  }

  /** To compare a question with what is searched. */
  Sketches sketches() {
    return sketches;
  }

  /** The best blocks for a question, best first. */
  List<Retrieval.Found> find(Retrieval.Question question, Retrieval.Reading reading)
      throws InterruptedException {
    return search(searcher -> Retrieval.find(searcher, analyzer, question, reading));
  }

  /** Reads an index. */
  @FunctionalInterface
  private interface Work<T> {
    T on(IndexSearcher searcher) throws IOException;
  }

  /**
   * Searches the newest commit, after catching up if nothing has to be waited for. An index that is missing or found damaged
   * is made again first.
   *
   * @throws FaultException if it has to be made again and another process is writing to it for more than half a minute
   */
  private <T> T search(Work<T> work) throws InterruptedException {
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
      if (outbox.anyWords()) {
        catchUp(0);
      }
    } catch (FaultException e) {
      forget(); // such as a full disk: what is committed can still be searched
    }
  }

  private <T> T once(Work<T> work) throws IOException {
    DirectoryReader open = acquire();
    try {
      return work.on(searcher(open));
    } finally {
      open.decRef();
    }
  }

  static IndexSearcher searcher(DirectoryReader reader) {
    IndexSearcher searcher = new IndexSearcher(reader);
    searcher.setSimilarity(BM25);
    searcher.setQueryCache(null); // hardly a query comes twice
    return searcher;
  }

  /** Makes it again from the library, without embedding. */
  void again() throws InterruptedException {
    forget();
    if (!update(IndexLimits.SECONDS, true)) {
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
    // Whoever commits says afterwards what the commit holds: as long as that stays, no file need be
    // looked at.
    long applied = outbox.applied();
    if (reader == null) {
      reader = DirectoryReader.open(new MMapDirectory(folder));
    } else if (applied != opened) {
      DirectoryReader newer = newer(reader);
      if (newer != null) {
        reader.decRef();
        reader = newer;
      }
    }
    opened = applied;
    if (!Indexer.of(outbox).equals(reader.getIndexCommit().getUserData().get(Indexer.OF))) {
      throw new IOException("made from another state file, or by another llmos");
    }
    reader.incRef();
    return reader;
  }

  private @Nullable DirectoryReader newer(DirectoryReader old) throws IOException {
    try {
      return DirectoryReader.openIfChanged(old);
    } catch (IllegalStateException e) {
      // Another llmos made the index again: its segments have names that others had before.
      return DirectoryReader.open(new MMapDirectory(folder));
    }
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

  /** Whether {@link #catchUp} goes on when nothing waits any more, since more will come. */
  void follow(boolean on) {
    indexer.follow(on);
  }

  /** Ends a running {@link #catchUp} early, and well. */
  void stop() {
    indexer.stop();
  }

  /**
   * On a thread of its own: an interrupt must not close the files under Lucene's hands. It ends early, and well, while whoever was
   * interrupted goes on.
   */
  private boolean update(int seconds, boolean anew) throws InterruptedException {
    if (seconds == 0 ? !writing.tryAcquire() : !writing.tryAcquire(seconds, TimeUnit.SECONDS)) {
      return false;
    }
    FutureTask<Boolean> task = begin(seconds, anew);
    try {
      return task.get();
    } catch (InterruptedException e) {
      indexer.stop();
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
  }

  /** Writes; whoever begins it has {@code writing}, and its end gives that back. */
  private FutureTask<Boolean> begin(int seconds, boolean anew) {
    FutureTask<Boolean> task = new FutureTask<>(() -> {
      try {
        return indexer.write(seconds, anew);
      } finally {
        writing.release();
      }
    });
    boolean begun = false;
    try {
      indexer.start();
      Thread.ofPlatform().daemon().name("disk-index").start(task);
      begun = true;
    } finally {
      if (!begun) {
        writing.release();
      }
    }
    return task;
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

  @Override
  public void close() throws IOException {
    indexer.stop();
    writing.acquireUninterruptibly();
    try {
      forget();
    } finally {
      writing.release();
    }
  }
}
