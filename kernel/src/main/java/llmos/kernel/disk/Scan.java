package llmos.kernel.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;

/** The nearest of all blocks by comparing each, on all cores where they are many. Takes time in proportion to the blocks. */
final class Scan {
  private static final int PART = 50_000; // documents

  private final Nearness wanted;
  private final @Nullable Weight scope;

  /** Some documents of a segment, by its own numbers. */
  private record Part(LeafReaderContext leaf, int from, int to) {}

  /** How near a document of a segment is. */
  @FunctionalInterface
  private interface Scoring {
    float of(int doc) throws IOException;
  }

  private Scan(Nearness wanted, @Nullable Weight scope) {
    this.wanted = wanted;
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
    Scan scan = new Scan(wanted, weight);
    try {
      if (searcher.getIndexReader().maxDoc() <= PART) {
        Nearest all = new Nearest(most);
        parts.forEach(part -> scan.of(part, all));
        return all.hits();
      }
      Nearest all = new Nearest(most);
      parts.parallelStream()
          .map(part -> scan.of(part, new Nearest(most)))
          .toList()
          .forEach(all::addAll);
      return all.hits();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Nearest of(Part part, Nearest nearest) {
    try {
      LeafReader reader = part.leaf().reader();
      BinaryDocValues kept = reader.getBinaryDocValues(wanted.kept());
      BinaryDocValues sketches = wanted.sketched().isPresent()
          ? reader.getBinaryDocValues(wanted.sketched().get())
          : null;
      Optional<Sketches.Segment> known = scope == null ? wanted.known(reader) : Optional.empty();
      if (known.isPresent()) {
        compare(part, known.get(), nearest);
      } else if (sketches != null) {
        Sketch sketch = wanted.sketch();
        compare(part, sketches, doc -> wanted.estimate(sketches.binaryValue(), sketch), nearest);
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
            nearest);
      }
      return nearest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(Part part, Sketches.Segment sketches, Nearest nearest) {
    Bits live = part.leaf().reader().getLiveDocs();
    int base = part.leaf().docBase;
    int group = Sketches.Segment.GROUP;
    float[] scores = new float[group];
    int from = first(sketches, part.from());
    int to = first(sketches, part.to());
    for (int at = from; at < to; at++) {
      if (at == from || at % group == 0) {
        wanted.estimate(sketches, at / group, scores);
      }
      float score = scores[at % group];
      if (nearest.takes(score) && (live == null || live.get(sketches.doc(at)))) {
        nearest.add(base + sketches.doc(at), score);
      }
    }
  }

  /** The first of the sketches whose document is not before this one. */
  private static int first(Sketches.Segment sketches, int doc) {
    int at = sketches.at(doc);
    return at < 0 ? -at - 1 : at;
  }

  private void compare(Part part, BinaryDocValues values, Scoring scoring, Nearest nearest)
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
        if (nearest.takes(score)) {
          nearest.add(base + doc, score);
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
