package llmos.kernel.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.NeighborQueue;
import org.jspecify.annotations.Nullable;

/** The nearest of all blocks by comparing each, on all cores where they are many. Takes time in proportion to the blocks. */
final class Scan {
  private static final int PART = 50_000; // documents

  private final Nearness wanted;
  private final int most;
  private final @Nullable Weight scope;

  /** Some documents of a segment, by its own numbers. */
  private record Part(LeafReaderContext leaf, int from, int to) {}

  /** How near a document of a segment is. */
  @FunctionalInterface
  private interface Scoring {
    float of(int doc) throws IOException;
  }

  private Scan(Nearness wanted, int most, @Nullable Weight scope) {
    this.wanted = wanted;
    this.most = most;
    this.scope = scope;
  }

  /** The nearest {@code most} documents that are in the scope, and how near the index says they are; in no order. */
  static ScoreDoc[] nearest(
      IndexSearcher searcher, Nearness wanted, int most, @Nullable Query scope) throws IOException {
    Weight weight = scope == null
        ? null
        : searcher.createWeight(searcher.rewrite(scope), ScoreMode.COMPLETE_NO_SCORES, 1);
    List<Part> parts = new ArrayList<>();
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      int end = leaf.reader().maxDoc();
      for (int from = 0; from < end; from += PART) {
        parts.add(new Part(leaf, from, Math.min(end, from + PART)));
      }
    }
    Scan scan = new Scan(wanted, most, weight);
    try {
      if (searcher.getIndexReader().maxDoc() <= PART) {
        NeighborQueue all = new NeighborQueue(most, false);
        parts.forEach(part -> scan.of(part, all));
        return hits(all);
      }
      return scan.best(parts.parallelStream()
          .map(part -> scan.of(part, new NeighborQueue(most, false)))
          .toList());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private ScoreDoc[] best(List<NeighborQueue> found) {
    NeighborQueue best = new NeighborQueue(most, false);
    for (NeighborQueue queue : found) {
      while (queue.size() > 0) {
        float score = queue.topScore();
        best.insertWithOverflow(queue.pop(), score);
      }
    }
    return hits(best);
  }

  private static ScoreDoc[] hits(NeighborQueue queue) {
    ScoreDoc[] hits = new ScoreDoc[queue.size()];
    for (int i = 0; i < hits.length; i++) {
      float score = queue.topScore();
      hits[i] = new ScoreDoc(queue.pop(), score);
    }
    return hits;
  }

  private NeighborQueue of(Part part, NeighborQueue queue) {
    try {
      LeafReader reader = part.leaf().reader();
      BinaryDocValues kept = reader.getBinaryDocValues(wanted.kept());
      BinaryDocValues sketches = wanted.sketched().isPresent()
          ? reader.getBinaryDocValues(wanted.sketched().get())
          : null;
      Optional<Sketches.Segment> known = scope == null ? wanted.known(reader) : Optional.empty();
      if (known.isPresent()) {
        compare(part, known.get(), queue);
      } else if (sketches != null) {
        long[] words = new long[wanted.words()];
        compare(part, sketches, doc -> wanted.estimate(sketches.binaryValue(), words), queue);
      }
      if (kept != null) {
        // There is no centre, or it has just been made and not all have a sketch yet.
        BinaryDocValues done = sketches == null
            ? null
            : reader.getBinaryDocValues(wanted.sketched().orElseThrow());
        compare(
            part,
            kept,
            doc -> done != null && done.advanceExact(doc)
                ? Float.NaN
                : (float) wanted.exact(kept.binaryValue()),
            queue);
      }
      return queue;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(Part part, Sketches.Segment sketches, NeighborQueue queue) {
    Bits live = part.leaf().reader().getLiveDocs();
    int base = part.leaf().docBase;
    int found = Arrays.binarySearch(sketches.docs(), part.from());
    for (int i = found < 0 ? -found - 1 : found;
        i < sketches.docs().length && sketches.docs()[i] < part.to();
        i++) {
      int doc = sketches.docs()[i];
      float score = wanted.estimate(sketches.sketches(), i * sketches.words());
      if ((queue.size() < most || score > queue.topScore()) && (live == null || live.get(doc))) {
        queue.insertWithOverflow(base + doc, score);
      }
    }
  }

  private void compare(Part part, BinaryDocValues values, Scoring scoring, NeighborQueue queue)
      throws IOException {
    DocIdSetIterator docs = docs(part, values);
    if (docs == null) {
      return;
    }
    Bits live = part.leaf().reader().getLiveDocs();
    int base = part.leaf().docBase;
    for (int doc = part.from() == 0 ? docs.nextDoc() : docs.advance(part.from());
        doc < part.to();
        doc = docs.nextDoc()) {
      if ((live == null || live.get(doc)) && (scope == null || values.advanceExact(doc))) {
        float score = scoring.of(doc);
        // False for what is no number, too.
        if (queue.size() < most ? !Float.isNaN(score) : score > queue.topScore()) {
          queue.insertWithOverflow(base + doc, score);
        }
      }
    }
  }

  private @Nullable DocIdSetIterator docs(Part part, BinaryDocValues values) throws IOException {
    if (scope == null) {
      return values;
    }
    Scorer scorer = scope.scorer(part.leaf());
    return scorer == null ? null : scorer.iterator();
  }
}
