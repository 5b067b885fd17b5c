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
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import llmos.api.Embedder;
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
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;

/**
 * Writes the index over a conversation: what arrived since, and again the pages before that have new neighbours. Each commit
 * names the state file, how often turns of the conversation were taken back, and the last page that it has. Used under the lock of {@link Recall}, on a thread that gets no interrupts.
 */
final class RecallWriter {
  private static final String OF = "of";
  private static final String REACHED = "reached";
  private static final int NEAR = 2; // pages on each side that are indexed with a page

  private final Supplier<String> owner;
  private final Swap swap;
  private final PageVectors vectors;
  private final Supplier<Optional<Embedder>> embedder;
  private final Supplier<Recall.Worth> worth;
  private final Analyzer analyzer;
  private final Map<Long, Recall.Worth> worths = new HashMap<>();
  private final Set<String> refused = new HashSet<>(); // contents that the embedder fails on

  RecallWriter(
      Supplier<String> owner,
      Swap swap,
      PageVectors vectors,
      Supplier<Optional<Embedder>> embedder,
      Supplier<Recall.Worth> worth,
      Analyzer analyzer) {
    this.owner = owner;
    this.swap = swap;
    this.vectors = vectors;
    this.embedder = embedder;
    this.worth = worth;
    this.analyzer = analyzer;
  }

  boolean outgrown(long pid) {
    return swap.outgrown(pid);
  }

  void refuse(String key) {
    refused.add(key);
  }

  /** What was learned of a conversation's pages is no longer of use. */
  void forget(long pid) {
    worths.remove(pid);
  }

  /**
   * Brings the index in this folder up to the last page before one: a question that was indexed as the neighbour of the last
   * page would find that page. Where another process writes, what it commits has to do.
   */
  void catchUp(long pid, Path folder, OptionalLong known, long before) throws IOException {
    long there = swap.lastId(pid);
    long last = Math.min(there, before - 1);
    if (known.orElse(-1) >= last) {
      return;
    }
    Files.createDirectories(folder);
    try (Directory directory = new MMapDirectory(folder);
        IndexWriter writer = new IndexWriter(directory, config())) {
      long reached = reached(writer, pid);
      if (reached < 0 || reached > there) {
        writer.deleteAll();
        forget(pid);
        reached = 0;
      }
      if (reached < last || !DirectoryReader.indexExists(directory)) {
        write(writer, pid, reached, last);
        commit(writer, pid, last);
      }
    } catch (LockObtainFailedException e) {
      if (!DirectoryReader.indexExists(new MMapDirectory(folder))) {
        throw e;
      }
    }
  }

  private IndexWriterConfig config() {
    return new IndexWriterConfig(analyzer).setCodec(new Quantised());
  }

  private void commit(IndexWriter writer, long pid, long reached) throws IOException {
    Map<String, String> data = Map.of(OF, of(pid), REACHED, Long.toString(reached));
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
  }

  private String of(long pid) {
    long cuts = swap.cuts(pid);
    return cuts == 0 ? owner.get() : owner.get() + " " + cuts;
  }

  private long reached(IndexWriter writer, long pid) {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> commit = writer.getLiveCommitData();
    if (commit != null) {
      commit.forEach(e -> data.put(e.getKey(), e.getValue()));
    }
    return reached(data, pid);
  }

  /** The last page that an index has; -1 if it is of another state file, or of turns that were taken back. */
  long reached(DirectoryReader reader, long pid) throws IOException {
    return reached(reader.getIndexCommit().getUserData(), pid);
  }

  private long reached(Map<String, String> data, long pid) {
    return of(pid).equals(data.get(OF)) ? Long.parseLong(data.getOrDefault(REACHED, "-1")) : -1;
  }

  /** Indexes what came after a page up to another, and the pages before that have new neighbours now. */
  private void write(IndexWriter writer, long pid, long reached, long last) throws IOException {
    Recall.Worth pageWorth = worthOf(pid, reached);
    List<Swap.Stored> window = new ArrayList<>(swap.upTo(pid, reached, 2 * NEAR));
    int next = Math.max(0, window.size() - NEAR);
    long at = reached;
    while (true) {
      List<Swap.Stored> more = swap.after(pid, at, IndexLimits.BLOCKS).stream()
          .takeWhile(page -> page.id() <= last)
          .toList();
      window.addAll(more);
      int ready = more.isEmpty() ? window.size() : window.size() - NEAR;
      put(writer, pageWorth, window, next, ready);
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

  private Recall.Worth worthOf(long pid, long reached) {
    return worths.computeIfAbsent(pid, p -> {
      Recall.Worth made = worth.get();
      swap.upTo(pid, reached, Limits.POLICY_PAGES).forEach(page -> made.of(page.page()));
      return made;
    });
  }

  private void put(
      IndexWriter writer, Recall.Worth pageWorth, List<Swap.Stored> window, int from, int to)
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
        Document document = PageFields.document(window, i, own, pageWorth.of(page.page()));
        if (waits) {
          document.add(new StringField(PageFields.BARE, "1", Field.Store.NO));
        }
        writer.updateDocument(new Term(PageFields.ID, Long.toString(page.id())), document);
      } else {
        writer.deleteDocuments(new Term(PageFields.ID, Long.toString(page.id())));
      }
    }
  }

  /** A page with its neighbours. */
  List<Swap.Stored> around(long pid, long id) {
    List<Swap.Stored> window = new ArrayList<>(swap.upTo(pid, id, NEAR + 1));
    window.addAll(swap.after(pid, id, NEAR));
    return window;
  }

  static int at(List<Swap.Stored> window, long id) {
    return window.stream().map(Swap.Stored::id).toList().indexOf(id);
  }

  /** Writes these pages again: their vectors have come. */
  void renew(long pid, Path folder, List<Long> ids) throws IOException {
    try (Directory directory = new MMapDirectory(folder);
        IndexWriter writer = new IndexWriter(directory, config())) {
      long reached = reached(writer, pid);
      for (long id : ids) {
        List<Swap.Stored> window = around(pid, id);
        int at = at(window, id);
        put(writer, worthOf(pid, reached), window, Math.max(0, at), at + 1); // none if it is gone
      }
      commit(writer, pid, reached);
    }
  }
}
