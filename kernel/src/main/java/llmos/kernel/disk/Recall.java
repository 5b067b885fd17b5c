package llmos.kernel.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import llmos.api.Embedder;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Page;
import llmos.kernel.store.Limits;
import llmos.kernel.store.PageVectors;
import llmos.kernel.store.Swap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/**
 * The indexes over conversations, one folder each: which pages of its past does a question need? A cache of the page table,
 * made when a conversation first outgrows its window, caught up before each search, and made anew where it is damaged or of
 * another state file. Several processes may share a home: one that finds another writing searches what is committed.
 *
 * <p>Thread-safe; {@code this} guards the open readers and the writing.
 */
public final class Recall implements AutoCloseable {
  private final Path home;
  private final PageVectors vectors;
  private final Supplier<Optional<Embedder>> embedder;
  private final Analyzer analyzer = Terms.talk();
  private final Map<Long, DirectoryReader> readers = new LinkedHashMap<>();
  private final RecallWriter writer;

  /** Says what pages are worth whatever is asked; about -5 to 6. */
  @FunctionalInterface
  public interface Worth {
    /** The worth of a page; told of each page in order of arrival, of the last ones again after a restart. */
    double of(Page page);
  }

  /** A page that a question may need; {@code score} is comparable within one question, 1 is much. */
  public record Ranked(long id, int tokens, double score) {}

  /**
   * The indexes in this folder; opens nothing yet.
   *
   * @param owner names the state file
   * @param worth makes one for each conversation
   */
  public Recall(
      Path home,
      Supplier<String> owner,
      Swap swap,
      PageVectors vectors,
      Supplier<Optional<Embedder>> embedder,
      Supplier<Worth> worth) {
    this.home = home;
    this.vectors = vectors;
    this.embedder = embedder;
    this.writer = new RecallWriter(owner, swap, vectors, embedder, worth, analyzer);
  }

  /** Whether a conversation has a past that its window does not hold. */
  public boolean outgrown(long pid) {
    return writer.outgrown(pid);
  }

  /**
   * The pages of a conversation that a question needs most, best first; at most a thousand.
   *
   * @throws FaultException if the index can neither be read nor made anew
   */
  public List<Ranked> rank(long pid, String question) throws InterruptedException {
    return rank(pid, question, Long.MAX_VALUE);
  }

  /** The same among the pages before this number: a question is the best page for itself. */
  public synchronized List<Ranked> rank(long pid, String question, long before)
      throws InterruptedException {
    return apart(() -> {
      try {
        catchUp(pid, before);
        return ranked(pid, question, before);
      } catch (IOException | RuntimeException | InternalError e) {
        forget(pid); // damaged: it is only a cache
        try (Directory directory = new MMapDirectory(folder(pid))) {
          Indexer.clear(directory);
        }
        catchUp(pid, before);
        return ranked(pid, question, before);
      }
    });
  }

  private List<Ranked> ranked(long pid, String question, long before) throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader(pid));
    // A search by meaning loads the embedder, which is worth it only where there is something to
    // compare with.
    int bare = searcher.count(new TermQuery(new Term(PageFields.BARE, "1")));
    Optional<Embedder> model =
        bare == searcher.getIndexReader().numDocs() ? Optional.empty() : embedder.get();
    List<Vectors.Meaning> meanings = new ArrayList<>();
    if (model.isPresent()) {
      float[] vector = model.get().question(question);
      PageFields.fields(model.get().id())
          .forEach(field -> meanings.add(new Vectors.Meaning(field, vector)));
    }
    return new RecallRanking(searcher, analyzer, question, meanings).ranked(before);
  }

  /** Lucene's files are closed by an interrupt in the middle of a write: all of it happens on a thread that gets none. */
  private <T> T apart(Callable<T> work) throws InterruptedException {
    LuceneLog.silence();
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name("recall").start(task);
    boolean interrupted = false;
    while (true) {
      try {
        T result = task.get();
        if (interrupted) {
          throw new InterruptedException("recall");
        }
        return result;
      } catch (InterruptedException e) {
        if (task.isDone()) {
          throw e;
        }
        interrupted = true;
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof FaultException fault) {
          throw fault;
        }
        throw new FaultException(
            Errno.FAILED,
            "the index over the conversation in %s: %s".formatted(home, Walk.reason(cause)),
            "it can be made again at any time: remove the folder");
      }
    }
  }

  private void catchUp(long pid, long before) throws IOException {
    OptionalLong known = readers.containsKey(pid)
        ? OptionalLong.of(writer.reached(reader(pid), pid))
        : OptionalLong.empty();
    writer.catchUp(pid, folder(pid), known, before);
  }

  private Path folder(long pid) {
    return home.resolve("p" + pid);
  }

  private DirectoryReader reader(long pid) throws IOException {
    DirectoryReader open = readers.remove(pid);
    if (open == null) {
      open = DirectoryReader.open(new MMapDirectory(folder(pid)));
    } else {
      DirectoryReader newer = DirectoryReader.openIfChanged(open);
      if (newer != null) {
        open.close();
        open = newer;
      }
    }
    readers.put(pid, open);
    if (readers.size() > Limits.OPEN_CONVERSATIONS) {
      forget(readers.keySet().iterator().next());
    }
    return open;
  }

  private void forget(long pid) {
    writer.forget(pid);
    DirectoryReader open = readers.remove(pid);
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        readers.remove(pid); // it only had to be let go
      }
    }
  }

  /**
   * Embeds pages of a conversation that outgrew its window and have no vector yet, the newest first.
   *
   * @return how many were; 0 if there is nothing to do, or no embedder
   */
  public int embedNext(long pid, int most) throws InterruptedException {
    Optional<Embedder> model = embedder.get();
    if (model.isEmpty()) {
      return 0;
    }
    List<Long> bare = bare(pid, most);
    Map<String, float[]> made = new LinkedHashMap<>();
    for (long id : bare) {
      if (Thread.interrupted()) {
        throw new InterruptedException("embedding");
      }
      List<Swap.Stored> window = writer.around(pid, id);
      int at = RecallWriter.at(window, id);
      if (at >= 0) { // its turn may have been taken back meanwhile
        PageFields.embedded(window, at).forEach(text -> embed(model.get(), text, made));
      }
    }
    vectors.put(model.get().id(), made);
    renew(pid, bare);
    return bare.size();
  }

  private synchronized void refuse(String key) {
    writer.refuse(key);
  }

  private void embed(Embedder model, String text, Map<String, float[]> into) {
    String key = PageVectors.key(text);
    try {
      if (!into.containsKey(key) && vectors.of(model.id(), List.of(key)).isEmpty()) {
        into.put(key, model.passage(text));
      }
    } catch (RuntimeException e) {
      refuse(key); // its words are found all the same
    }
  }

  private synchronized List<Long> bare(long pid, int most) throws InterruptedException {
    return apart(() -> {
      catchUp(pid, Long.MAX_VALUE);
      return PageFields.bare(new IndexSearcher(reader(pid)), most);
    });
  }

  private synchronized void renew(long pid, List<Long> ids) throws InterruptedException {
    apart(() -> {
      writer.renew(pid, folder(pid), ids);
      return ids.size();
    });
  }

  @Override
  public synchronized void close() {
    List.copyOf(readers.keySet()).forEach(this::forget);
  }
}
