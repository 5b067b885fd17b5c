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
import llmos.api.Page;
import llmos.kernel.store.Limits;
import llmos.kernel.store.PageVectors;
import llmos.kernel.store.Swap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
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
  private final Supplier<Worth> worth;
  private final Map<Long, Worth> worths = new HashMap<>();
  private final Analyzer analyzer = Terms.talk();
  private final Map<Long, DirectoryReader> readers = new LinkedHashMap<>();
  private final Set<String> refused = new HashSet<>();

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
    this.worth = worth;
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
  public List<Ranked> rank(long pid, String question) throws InterruptedException {
    return rank(pid, question, Long.MAX_VALUE);
  }

  /** The same among the pages before this number: a question is the best page for itself. */
  public synchronized List<Ranked> rank(long pid, String question, long before)
      throws InterruptedException {
    return apart(() -> {
      try {
        catchUp(pid);
        return ranked(pid, question, before);
      } catch (IOException | RuntimeException | InternalError e) {
        forget(pid); // damaged: it is only a cache
        try (Directory directory = new MMapDirectory(folder(pid))) {
          Indexer.clear(directory);
        }
        catchUp(pid);
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
    List<Retrieval.Meaning> meanings = new ArrayList<>();
    if (model.isPresent()) {
      float[] vector = model.get().question(question);
      PageFields.fields(model.get().id())
          .forEach(field -> meanings.add(new Retrieval.Meaning(field, vector)));
    }
    return new Recollection(searcher, analyzer, question, meanings).ranked(before);
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
    worths.remove(pid);
    DirectoryReader open = readers.remove(pid);
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        readers.remove(pid); // it only had to be let go
      }
    }
  }

  private void catchUp(long pid) throws IOException {
    long last = swap.lastId(pid);
    if (readers.containsKey(pid) && reached(reader(pid)) >= last) {
      return;
    }
    Files.createDirectories(folder(pid));
    try (Directory directory = new MMapDirectory(folder(pid));
        IndexWriter writer = new IndexWriter(directory, config())) {
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
    Worth worth = worthOf(pid, reached);
    List<Swap.Stored> window = new ArrayList<>(swap.upTo(pid, reached, 2 * NEAR));
    int next = Math.max(0, window.size() - NEAR);
    long at = reached;
    while (true) {
      List<Swap.Stored> more = swap.after(pid, at, Limits.INDEX_BLOCKS);
      window.addAll(more);
      int ready = more.isEmpty() ? window.size() : window.size() - NEAR;
      put(writer, worth, window, next, ready);
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

  private Worth worthOf(long pid, long reached) {
    return worths.computeIfAbsent(pid, p -> {
      Worth made = worth.get();
      swap.upTo(pid, reached, Limits.POLICY_PAGES).forEach(page -> made.of(page.page()));
      return made;
    });
  }

  private void put(IndexWriter writer, Worth worth, List<Swap.Stored> window, int from, int to)
      throws IOException {
    if (from >= to) {
      return;
    }
    String model = embedder.get().map(Embedder::id).orElse("");
    List<String> keys = new ArrayList<>();
    for (int i = from; i < to; i++) {
      PageFields.embedded(window, i).forEach(text -> keys.add(PageVectors.key(text)));
    }
    Map<String, float[]> known = model.isEmpty() ? Map.of() : vectors.of(model, keys);
    for (int i = from; i < to; i++) {
      Swap.Stored page = window.get(i);
      if (PageFields.recallable(page)) {
        Map<String, float[]> own = new LinkedHashMap<>();
        boolean waits = false;
        for (int v = 0; v < 2; v++) {
          String key = keys.get(2 * (i - from) + v);
          if (known.containsKey(key)) {
            own.put(PageFields.fields(model).get(v), known.get(key));
          }
          waits |= !known.containsKey(key) && !refused.contains(key);
        }
        Document document = PageFields.document(window, i, own, worth.of(page.page()));
        if (waits) {
          document.add(new StringField(PageFields.BARE, "1", Field.Store.NO));
        }
        writer.updateDocument(new Term(PageFields.ID, Long.toString(page.id())), document);
      } else {
        writer.deleteDocuments(new Term(PageFields.ID, Long.toString(page.id())));
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
      List<Swap.Stored> window = around(pid, id);
      PageFields.embedded(window, at(window, id)).forEach(text -> embed(model.get(), text, made));
    }
    vectors.put(model.get().id(), made);
    renew(pid, bare);
    return bare.size();
  }

  private void embed(Embedder model, String text, Map<String, float[]> into) {
    String key = PageVectors.key(text);
    try {
      if (!into.containsKey(key) && vectors.of(model.id(), List.of(key)).isEmpty()) {
        into.put(key, model.passage(text));
      }
    } catch (RuntimeException e) {
      refused.add(key); // its words are found all the same
    }
  }

  private List<Swap.Stored> around(long pid, long id) {
    List<Swap.Stored> window = new ArrayList<>(swap.upTo(pid, id, NEAR + 1));
    window.addAll(swap.after(pid, id, NEAR));
    return window;
  }

  private static int at(List<Swap.Stored> window, long id) {
    return window.stream().map(Swap.Stored::id).toList().indexOf(id);
  }

  private synchronized List<Long> bare(long pid, int most) throws InterruptedException {
    return apart(() -> {
      catchUp(pid);
      return PageFields.bare(new IndexSearcher(reader(pid)), most);
    });
  }

  private synchronized void renew(long pid, List<Long> ids) throws InterruptedException {
    apart(() -> {
      try (Directory directory = new MMapDirectory(folder(pid));
          IndexWriter writer = new IndexWriter(directory, config())) {
        long reached = reached(writer);
        for (long id : ids) {
          List<Swap.Stored> window = around(pid, id);
          put(writer, worthOf(pid, reached), window, at(window, id), at(window, id) + 1);
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
