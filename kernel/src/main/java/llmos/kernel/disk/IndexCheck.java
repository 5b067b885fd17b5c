package llmos.kernel.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import llmos.kernel.store.Library;
import llmos.kernel.store.Outbox;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Bits;

/** Compares the index on the disk with the library, without changing either. */
public final class IndexCheck {
  private final Path folder;
  private final Library library;
  private final Optional<String> model;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * One thing that was looked at.
   *
   * @param check {@code index}, {@code checksums}, {@code age}, {@code entries} or {@code vectors}
   * @param state {@code ok}, {@code waiting} (it comes by itself) or {@code broken} (a repair mends it)
   * @param text what was found, for people
   */
  public record Finding(String check, String state, String text) {}

  /** What the library says while one commit is the newest. */
  private record Marks(
      long applied, long last, int words, BitSet blocks, BitSet pending, long embedded) {}

  /** {@code model} is that of the embedder, if there is one. */
  IndexCheck(Path folder, Library library, Optional<String> model) {
    LuceneLog.silence();
    this.folder = folder;
    this.library = library;
    this.model = model;
  }

  /** What was found; the last checks are left out where the index cannot be read. */
  List<Finding> run() {
    long blocks = library.outbox().blockIds().cardinality();
    if (!Files.isDirectory(folder) || isEmpty()) {
      String text = "there is none; %d blocks are to be in it".formatted(blocks);
      if (blocks > 0 && isBeingWritten()) {
        return List.of(new Finding("index", "waiting", text + "; another llmos is making it"));
      }
      return List.of(new Finding("index", blocks == 0 ? "ok" : "broken", text));
    }
    try (MMapDirectory directory = new MMapDirectory(folder)) {
      int left = IndexLimits.LOOKS;
      while (!isLookedAt(directory, left)) {
        left--;
      }
    } catch (IOException | RuntimeException | InternalError e) {
      // Whatever damage does to a reader; InternalError is how Java reports a mapped file that is
      // too short.
      add("index", "broken", "cannot be read: " + Walk.reason(e));
    }
    return findings;
  }

  private boolean isBeingWritten() {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (MMapDirectory directory = new MMapDirectory(folder);
        Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      lock.ensureValid();
      return false;
    } catch (IOException e) {
      return e instanceof LockObtainFailedException;
    }
  }

  /** False if another llmos has committed meanwhile, so that library and index are not of one moment. */
  private boolean isLookedAt(MMapDirectory directory, int left) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      Marks marks = marks();
      if (left > 0 && !reader.isCurrent()) {
        return false;
      }
      add("index", "ok", "%d entries in %s".formatted(reader.numDocs(), folder));
      checksums(reader);
      age(reader.getIndexCommit().getUserData(), marks);
      entries(reader, marks);
      vectors(reader, marks);
      return true;
    }
  }

  private Marks marks() {
    Outbox outbox = library.outbox();
    long applied = outbox.applied();
    BitSet blocks = outbox.blockIds();
    long embedded = library.vectors().progress(model.orElse(""))[0];
    // After the blocks: one that comes or goes in between is among those that wait.
    return new Marks(applied, outbox.last(), outbox.words(), blocks, outbox.pending(), embedded);
  }

  private boolean isEmpty() {
    try (var files = Files.list(folder)) {
      return files.noneMatch(f -> String.valueOf(f.getFileName()).startsWith("segments"));
    } catch (IOException e) {
      return true;
    }
  }

  private void add(String check, String state, String text) {
    findings.add(new Finding(check, state, text));
  }

  private void checksums(DirectoryReader reader) {
    int damaged = 0;
    String why = "";
    for (LeafReaderContext leaf : reader.leaves()) {
      try {
        if (leaf.reader() instanceof CodecReader codec) {
          codec.checkIntegrity();
        }
      } catch (IOException | RuntimeException | InternalError e) {
        damaged++;
        why = ": " + Walk.reason(e);
      }
    }
    int all = reader.leaves().size();
    add(
        "checksums",
        damaged == 0 ? "ok" : "broken",
        "%d of %d segments are whole%s".formatted(all - damaged, all, why));
  }

  private void age(Map<String, String> commit, Marks marks) {
    if (!Indexer.of(library.outbox()).equals(commit.get(Indexer.OF))) {
      add("age", "broken", "it was made from another state file, or by another llmos");
      return;
    }
    long reached = Long.parseLong(commit.getOrDefault(Indexer.REACHED, "-1"));
    if (reached < marks.applied() || reached > marks.last()) {
      add("age", "broken", "it is older than the library: changes that it never saw are not kept");
      return;
    }
    int waiting = marks.words();
    add(
        "age",
        waiting == 0 ? "ok" : "waiting",
        waiting == 0
            ? "as new as the library"
            : "%d changes wait; the next search applies them".formatted(waiting));
  }

  private void entries(DirectoryReader reader, Marks marks) throws IOException {
    BitSet missing = (BitSet) marks.blocks().clone();
    BitSet foreign = indexed(reader);
    BitSet there = (BitSet) foreign.clone();
    foreign.andNot(missing);
    missing.andNot(there);
    missing.andNot(marks.pending());
    foreign.andNot(marks.pending());
    boolean whole = missing.isEmpty() && foreign.isEmpty();
    add(
        "entries",
        whole ? "ok" : "broken",
        whole
            ? "every block has its entry"
            : "%d blocks have no entry, %d entries have no block"
                .formatted(missing.cardinality(), foreign.cardinality()));
  }

  private static BitSet indexed(DirectoryReader reader) throws IOException {
    BitSet ids = new BitSet();
    for (LeafReaderContext leaf : reader.leaves()) {
      NumericDocValues numbers = leaf.reader().getNumericDocValues(Index.NUMBER);
      Bits live = leaf.reader().getLiveDocs();
      for (int doc = 0; numbers != null && doc < leaf.reader().maxDoc(); doc++) {
        if ((live == null || live.get(doc)) && numbers.advanceExact(doc)) {
          ids.set(Math.toIntExact(numbers.longValue()));
        }
      }
    }
    return ids;
  }

  private void vectors(DirectoryReader reader, Marks marks) {
    TreeSet<String> others = new TreeSet<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      for (FieldInfo field : leaf.reader().getFieldInfos()) {
        Nearness.model(field.name)
            .filter(other -> !model.equals(Optional.of(other)))
            .ifPresent(others::add);
      }
    }
    if (model.isEmpty()) {
      add("vectors", "ok", "no embedder: words are searched");
      return;
    }
    int all = marks.blocks().cardinality();
    boolean filling = marks.embedded() < all || !marks.pending().isEmpty();
    String done = "%d of %d blocks have one of %s".formatted(marks.embedded(), all, model.get());
    if (others.isEmpty()) {
      add("vectors", filling ? "waiting" : "ok", done);
      return;
    }
    add(
        "vectors",
        filling ? "waiting" : "broken",
        "%s; the index also holds those of %s".formatted(done, String.join(", ", others)));
  }
}
