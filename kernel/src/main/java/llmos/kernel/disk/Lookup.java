package llmos.kernel.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConjunctionUtils;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/** Looks things up in one state of the index, inside a scope. */
final class Lookup {
  private final IndexSearcher searcher;
  private final @Nullable Query scope;
  private final Postings postings = new Postings();

  Lookup(IndexSearcher searcher, Retrieval.Scope in) {
    this.searcher = searcher;
    this.scope = scope(in);
  }

  private static @Nullable Query scope(Retrieval.Scope in) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    in.volumes().forEach(v -> any.add(new TermQuery(new Term("volume", v)), Occur.SHOULD));
    in.documents().forEach(d -> any.add(new TermQuery(new Term("doc", d)), Occur.SHOULD));
    in.folders().forEach(f -> any.add(new PrefixQuery(new Term("doc", f + "/")), Occur.SHOULD));
    BooleanQuery query = any.build();
    return query.clauses().isEmpty() ? null : query;
  }

  /** The best hits. */
  ScoreDoc[] top(Query query, int most) throws IOException {
    Query scoped = scope == null
        ? query
        : new BooleanQuery.Builder()
            .add(query, Occur.MUST)
            .add(scope, Occur.FILTER)
            .build();
    return searcher.search(scoped, most).scoreDocs;
  }

  /** The nearest in meaning, and how near they are by what the index keeps; in no order. */
  ScoreDoc[] near(Nearness wanted, int most) throws IOException {
    return Scan.nearest(searcher, wanted, most, scope);
  }

  /** Those of the documents that are in the scope. */
  Set<Integer> scoped(Collection<Integer> docs) throws IOException {
    int[] sorted = docs.stream().mapToInt(d -> d).sorted().toArray();
    return scope == null ? Set.copyOf(docs) : matching(scope, sorted);
  }

  /** Those of these documents, in ascending order, that match; takes time in proportion to them. */
  Set<Integer> matching(Query query, int[] docs) throws IOException {
    return among(query, docs, ScoreMode.COMPLETE_NO_SCORES).keySet();
  }

  /** The same for the words of a phrase, of which few documents have all: only of those the places of words are read. */
  Set<Integer> phrase(Query phrase, int[] docs) throws IOException {
    int[] some = phrase instanceof PhraseQuery words ? having(words.getTerms(), docs) : docs;
    return some.length == 0 ? Set.of() : matching(phrase, some);
  }

  /** Those of these documents, in ascending order, that have all of these words. */
  private int[] having(Term[] words, int[] docs) throws IOException {
    IntStream.Builder found = IntStream.builder();
    Leaves.each(searcher.getIndexReader(), docs, (leaf, some) -> {
      List<DocIdSetIterator> all = new ArrayList<>();
      all.add(listed(some, leaf.docBase));
      for (Term word : words) {
        PostingsEnum with = postings.of(leaf, word);
        if (with == null) {
          return;
        }
        all.add(with);
      }
      DocIdSetIterator both = ConjunctionUtils.intersectIterators(all);
      for (int doc = both.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = both.nextDoc()) {
        found.add(leaf.docBase + doc);
      }
    });
    return found.build().toArray();
  }

  private static Listed listed(int[] docs, int base) {
    return new Listed(Arrays.stream(docs).map(doc -> doc - base).toArray());
  }

  /** The scores of those of these documents, in ascending order, that match; takes time in proportion to them. */
  Map<Integer, Double> among(Query query, int[] docs) throws IOException {
    return among(query, docs, ScoreMode.COMPLETE);
  }

  private Map<Integer, Double> among(Query query, int[] docs, ScoreMode mode) throws IOException {
    Map<Integer, Double> found = new HashMap<>();
    Weight weight = searcher.createWeight(searcher.rewrite(query), mode, 1);
    Leaves.each(searcher.getIndexReader(), docs, (leaf, some) -> {
      Scorer scorer = weight.scorer(leaf);
      if (scorer != null) {
        among(scorer, some, leaf.docBase, found, mode);
      }
    });
    return found;
  }

  private static void among(
      Scorer scorer, int[] docs, int base, Map<Integer, Double> found, ScoreMode mode)
      throws IOException {
    // A phrase is compared only where it is asked about: its own iterator would look for the next
    // match.
    TwoPhaseIterator phases = scorer.twoPhaseIterator();
    DocIdSetIterator near = phases == null ? scorer.iterator() : phases.approximation();
    DocIdSetIterator both = ConjunctionUtils.intersectIterators(List.of(listed(docs, base), near));
    for (int doc = both.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = both.nextDoc()) {
      if (phases == null || phases.matches()) {
        found.put(base + doc, mode.needsScores() ? scorer.score() : 0d);
      }
    }
  }
}
