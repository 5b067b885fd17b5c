package llmos.kernel.disk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import llmos.api.Embedder;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.store.BlockVectors;
import llmos.kernel.store.ByteVector;
import llmos.kernel.store.Library;
import llmos.kernel.store.Limits;

/**
 * Fills in vectors, those of blocks that searches met first. {@code this} guards embedding; {@code touched} guards itself,
 * so that a search never waits for an embedder.
 */
final class Filler {
  private final Library library;
  private final Texts texts;
  private final Set<Long> touched = new LinkedHashSet<>();
  private final Set<String> refused = new HashSet<>();
  private long reached;
  private long made; // vectors, by this process
  private long due = System.nanoTime() - IndexLimits.VECTORS_NANOS; // when they last were

  Filler(Library library, Texts texts) {
    this.library = library;
    this.texts = texts;
  }

  /** A search showed these hits; of them, what it found without a vector is wanted soon. */
  void touched(List<Retrieval.Found> found, List<Disk.Hit> hits) {
    Set<Long> shown = new HashSet<>();
    hits.forEach(h -> shown.add(h.block().id()));
    synchronized (touched) {
      for (Retrieval.Found f : found) {
        if (!f.embedded() && shown.contains(f.id()) && touched.size() < Limits.WANTED) {
          touched.add(f.id());
        }
      }
    }
  }

  /** Embeds up to {@code most} contents; returns how many, 0 if none is left. */
  synchronized int embed(Embedder embedder, int most) throws InterruptedException {
    Map<String, Library.Block> next = next(embedder.id(), most);
    if (next.isEmpty()) {
      library.vectors().keepOnly(embedder.id());
      return 0;
    }
    Map<String, byte[]> vectors = vectors(embedder, next);
    library.vectors().put(embedder.id(), vectors);
    vectors.values().stream()
        .findFirst()
        .ifPresent(any -> library.vectors().putCentre(embedder.id(), any.length));
    return vectors.size();
  }

  /** Whether the vectors that wait are worth a commit of the index: each is to cost little of what came before it. */
  synchronized boolean due(int done) {
    made += done;
    if (done > 0 && System.nanoTime() - due < IndexLimits.VECTORS_NANOS) {
      return false;
    }
    int waiting = library.outbox().waiting();
    boolean worth = done == 0 || waiting >= Math.max(IndexLimits.VECTORS, made / IndexLimits.SHARE);
    due = worth ? System.nanoTime() : due;
    return worth && waiting > 0;
  }

  private Map<String, Library.Block> next(String model, int most) {
    Map<String, Library.Block> next = new LinkedHashMap<>();
    List<Long> first;
    synchronized (touched) {
      first = touched.stream().limit(most).toList();
      first.forEach(touched::remove);
    }
    List<Library.Block> met = List.copyOf(library.blocks(first).values());
    Map<String, Map<String, BlockVectors.Numbered>> have =
        library.vectors().of(met.stream().map(b -> b.piece().sha()).toList());
    for (Library.Block block : met) {
      if (!have.getOrDefault(block.piece().sha(), Map.of()).containsKey(model)) {
        want(next, block);
      }
    }
    boolean wrapped = reached == 0;
    while (next.size() < most) {
      List<Library.Block> more = library.vectors().unembedded(model, reached, most);
      if (more.isEmpty() && wrapped) {
        return next;
      }
      wrapped |= more.isEmpty();
      reached = more.isEmpty() ? 0 : more.getLast().id();
      more.forEach(b -> want(next, b));
    }
    return next;
  }

  private void want(Map<String, Library.Block> next, Library.Block block) {
    if (!refused.contains(block.piece().sha())) {
      next.put(block.piece().sha(), block);
    }
  }

  private Map<String, byte[]> vectors(Embedder embedder, Map<String, Library.Block> blocks)
      throws InterruptedException {
    Map<String, Future<byte[]>> running = new LinkedHashMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(
        Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), blocks.size())),
        Thread.ofPlatform().daemon().name("disk-embed", 0).factory());
    try {
      for (Texts.Cut cut : texts.cut(blocks.values())) {
        running.put(
            cut.block().piece().sha(),
            pool.submit(() -> ByteVector.of(embedder.passage(passage(cut)))));
      }
      return collect(embedder, running);
    } finally {
      // Returns once its threads have ended: native code that still ran, or was still being loaded,
      // while the JVM stops would crash it.
      pool.shutdownNow();
      pool.close();
    }
  }

  private Map<String, byte[]> collect(Embedder embedder, Map<String, Future<byte[]>> running)
      throws InterruptedException {
    Map<String, byte[]> vectors = new LinkedHashMap<>();
    List<Throwable> failures = new ArrayList<>();
    for (Map.Entry<String, Future<byte[]>> e : running.entrySet()) {
      try {
        vectors.put(e.getKey(), e.getValue().get());
      } catch (ExecutionException failure) {
        refused.add(e.getKey());
        failures.add(failure.getCause() == null ? failure : failure.getCause());
      }
    }
    if (vectors.isEmpty() && !failures.isEmpty()) {
      throw new FaultException(
          Errno.FAILED,
          "the embedder %s fails: %s".formatted(embedder.id(), Walk.reason(failures.getFirst())),
          "words are searched meanwhile");
    }
    return vectors;
  }

  /** What is embedded of a block: the headings above it, what leads it, its text. A heading that begins the text is said once. */
  private static String passage(Texts.Cut cut) {
    Library.Piece piece = cut.block().piece();
    List<String> parts = new ArrayList<>(piece.trail().lines().toList());
    if (!parts.isEmpty() && cut.text().startsWith(parts.getLast())) {
      parts.removeLast();
    }
    parts.add(piece.lead());
    parts.add(cut.text());
    parts.removeIf(String::isEmpty);
    return String.join("\n", parts);
  }
}
