package llmos.kernel.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import llmos.api.Embedder;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.store.Limits;
import llmos.kernel.store.PageVectors;
import llmos.kernel.store.Swap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;

/**
 * The indexes over conversations, one folder each: which pages of its past does a question need? A cache of the page table,
 * made when a conversation first outgrows its window, caught up before each search, and made anew where it is damaged or of
 * another state file. Several processes may share a home: one that finds another writing searches what is committed.
 *
 * <p>Thread-safe; {@code this} guards the open readers and the writing.
 */
public final class Recall implements AutoCloseable {
  private static final String OF = "of";
  private static final String REACHED = "reached";
  private static final int NEAR = 2; // pages on each side that are indexed with a page

  private final Path home;
  private final Supplier<String> owner;
  private final Swap swap;
  private final PageVectors vectors;
  private final Supplier<Optional<Embedder>> embedder;
  private final Analyzer analyzer = Terms.talk();
  private final Map<Long, DirectoryReader> readers = new LinkedHashMap<>();
  private final Set<String> refused = new HashSet<>();

  /** A page that a question may need; {@code score} is comparable within one question, 1 is much. */
  public record Ranked(long id, int tokens, double score) {}

  /**
   * The indexes in this folder; opens nothing yet.
   *
   * @param owner names the state file
   */
  public Recall(
      Path home,
      Supplier<String> owner,
      Swap swap,
      PageVectors vectors,
      Supplier<Optional<Embedder>> embedder) {
    this.home = home;
    this.owner = owner;
    this.swap = swap;
    this.vectors = vectors;
    this.embedder = embedder;
  }

  /**
   * The pages of a conversation that a question needs most, best first; at most a thousand.
   *
   * @throws FaultException if the index can neither be read nor made anew
   */
  public synchronized List<Ranked> rank(long pid, String question) throws InterruptedException {
    return apart(() -> {
      try {
        catchUp(pid, false);
        return ranked(pid, question);
      } catch (IOException | RuntimeException | InternalError e) {
        forget(pid); // damaged: it is only a cache
        catchUp(pid, true);
        return ranked(pid, question);
      }
    });
  }

  private List<Ranked> ranked(long pid, String question) throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader(pid));
    // A search by meaning loads the embedder, which is worth it only where there is something to
    // compare with.
    int bare = searcher.count(new TermQuery(new Term(PageFields.BARE, "1")));
    Optional<Retrieval.Meaning> meaning = bare == searcher.getIndexReader().numDocs()
        ? Optional.empty()
        : embedder
            .get()
            .map(e -> new Retrieval.Meaning(Filler.field(e.id()), e.question(question)));
    return new Recollection(searcher, analyzer, question, meaning).ranked();
  }

  /** Lucene's files are closed by an interrupt in the middle of a write: all of it happens on a thread that gets none. */
  private <T> T apart(Callable<T> work) throws InterruptedException {
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
    DirectoryReader open = readers.remove(pid);
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        readers.remove(pid); // it only had to be let go
      }
    }
  }

  private void catchUp(long pid, boolean anew) throws IOException {
    long last = swap.image(pid).lastId();
    if (!anew && readers.containsKey(pid) && reached(reader(pid)) >= last) {
      return;
    }
    Files.createDirectories(folder(pid));
    try (Directory directory = new MMapDirectory(folder(pid));
        IndexWriter writer = new IndexWriter(
            directory,
            config()
                .setOpenMode(
                    anew
                        ? IndexWriterConfig.OpenMode.CREATE
                        : IndexWriterConfig.OpenMode.CREATE_OR_APPEND))) {
      long reached = reached(writer);
      if (reached < 0 || reached > last) {
        writer.deleteAll();
        reached = 0;
      }
      if (reached < last || !DirectoryReader.indexExists(directory)) {
        write(writer, pid, reached);
        commit(writer, last);
      }
    } catch (LockObtainFailedException e) {
      if (!DirectoryReader.indexExists(new MMapDirectory(folder(pid)))) {
        throw e;
      }
    }
  }

  private IndexWriterConfig config() {
    return new IndexWriterConfig(analyzer).setCodec(new Indexer.Quantised());
  }

  private void commit(IndexWriter writer, long reached) throws IOException {
    Map<String, String> data = Map.of(OF, owner.get(), REACHED, Long.toString(reached));
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
  }

  private long reached(IndexWriter writer) {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> commit = writer.getLiveCommitData();
    if (commit != null) {
      commit.forEach(e -> data.put(e.getKey(), e.getValue()));
    }
    return reached(data);
  }

  private long reached(DirectoryReader reader) throws IOException {
    return reached(reader.getIndexCommit().getUserData());
  }

  private long reached(Map<String, String> data) {
    return owner.get().equals(data.get(OF)) ? Long.parseLong(data.getOrDefault(REACHED, "-1")) : -1;
  }

  /** Indexes what came after a page, and the pages before that have new neighbours now. */
  private void write(IndexWriter writer, long pid, long reached) throws IOException {
    List<Swap.Stored> window = new ArrayList<>(swap.upTo(pid, reached, 2 * NEAR));
    int next = Math.max(0, window.size() - NEAR);
    long at = reached;
    while (true) {
      List<Swap.Stored> more = swap.after(pid, at, Limits.INDEX_BLOCKS);
      window.addAll(more);
      int ready = more.isEmpty() ? window.size() : window.size() - NEAR;
      put(writer, window, next, ready);
      if (more.isEmpty()) {
        return;
      }
      at = more.getLast().id();
      next = Math.max(next, ready);
      int done = Math.max(0, next - NEAR);
      window.subList(0, done).clear();
      next -= done;
    }
  }

  private void put(IndexWriter writer, List<Swap.Stored> window, int from, int to)
      throws IOException {
    Map<String, float[]> known = Map.of();
    Optional<Embedder> model = from < to ? embedder.get() : Optional.empty();
    if (model.isPresent()) {
      known = vectors.of(
          model.get().id(),
          window.subList(from, to).stream().map(PageFields::key).toList());
    }
    for (int i = from; i < to; i++) {
      Swap.Stored page = window.get(i);
      Term id = new Term(PageFields.ID, Long.toString(page.id()));
      if (PageFields.recallable(page)) {
        String key = PageFields.key(page);
        Optional<float[]> vector = Optional.ofNullable(known.get(key));
        boolean waits = !refused.contains(key);
        String field = model.map(m -> Filler.field(m.id())).orElse("");
        writer.updateDocument(id, PageFields.document(window, i, field, vector, waits));
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
      swap.find(pid, id).ifPresent(page -> embed(model.get(), page, made));
    }
    vectors.put(model.get().id(), made);
    renew(pid, bare);
    return made.size();
  }

  private void embed(Embedder model, Swap.Stored page, Map<String, float[]> into) {
    String key = PageFields.key(page);
    try {
      into.put(key, model.passage(PageFields.head(page)));
    } catch (RuntimeException e) {
      refused.add(key); // its words are found all the same
    }
  }

  private synchronized List<Long> bare(long pid, int most) throws InterruptedException {
    return apart(() -> {
      catchUp(pid, false);
      return PageFields.bare(new IndexSearcher(reader(pid)), most);
    });
  }

  private synchronized void renew(long pid, List<Long> ids) throws InterruptedException {
    apart(() -> {
      try (Directory directory = new MMapDirectory(folder(pid));
          IndexWriter writer = new IndexWriter(directory, config())) {
        long reached = reached(writer);
        for (long id : ids) {
          List<Swap.Stored> window = new ArrayList<>(swap.upTo(pid, id, NEAR + 1));
          int at = window.size() - 1;
          window.addAll(swap.after(pid, id, NEAR));
          put(writer, window, at, at + 1);
        }
        commit(writer, reached);
      }
      return ids.size();
    });
  }

  @Override
  public synchronized void close() {
    List.copyOf(readers.keySet()).forEach(this::forget);
  }
}
