package llmos.kernel.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.kernel.store.Limits;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.QueryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Finds blocks: candidates by words and by meaning, then one sum of both, each scaled to 0..1 over the candidates. A rare
 * code or a quoted phrase lifts the blocks that have it. A block that has no vector yet is judged by its words alone.
 */
final class Retrieval {
  private static final double MEANING = .6;
  private static final double NEEDLE = .6;
  private static final float TITLE = 2;

  private final IndexSearcher searcher;
  private final Analyzer analyzer;
  private final Question question;
  private final @Nullable Query scope;

  /** What is looked for; {@code in} names volumes, documents and folders, all if empty. */
  record Question(String text, Optional<Meaning> meaning, Scope in, int most) {}

  /** Where to look: any of these. */
  record Scope(List<String> volumes, List<String> documents, List<String> folders) {}

  /** A question's vector and the field to compare it with. */
  @SuppressWarnings(
      "ArrayRecordComponent") // a carrier, never compared; a copy of each vector would be waste
  record Meaning(String field, float[] vector) {}

  /** A block's id and score, 0..1; and whether it had a vector to judge. */
  record Found(long id, double score, boolean embedded) {}

  private record Needles(Query query, boolean any) {}

  private Retrieval(IndexSearcher searcher, Analyzer analyzer, Question question) {
    this.searcher = searcher;
    this.analyzer = analyzer;
    this.question = question;
    this.scope = scope(question.in());
  }

  /** The best blocks, best first. */
  static List<Found> find(IndexSearcher searcher, Analyzer analyzer, Question question)
      throws IOException {
    return new Retrieval(searcher, analyzer, question).find();
  }

  private List<Found> find() throws IOException {
    Needles needles = needles();
    Map<Integer, Double> words = scaled(top(words(needles), Limits.CANDIDATES), Limits.CANDIDATES);
    Map<Integer, Double> exact =
        needles.any() ? scaled(top(needles.query(), Limits.CANDIDATES), 0) : Map.of();
    Map<Integer, Double> meaning = meaning(words);
    int[] candidates = java.util.stream.Stream.of(words, exact, meaning)
        .flatMap(m -> m.keySet().stream())
        .mapToInt(d -> d)
        .sorted()
        .distinct()
        .toArray();
    double weight = candidates.length == 0 ? 0 : MEANING * meaning.size() / candidates.length;
    double most = needles.any() ? 1 + NEEDLE : 1;
    List<Found> found = new ArrayList<>();
    long[] ids = numbers(searcher.getIndexReader(), candidates, Index.NUMBER);
    for (int i = 0; i < candidates.length; i++) {
      Double near = meaning.get(candidates[i]);
      double word = words.getOrDefault(candidates[i], 0d);
      double sum = near == null ? word : (1 - weight) * word + weight * near;
      sum += NEEDLE * exact.getOrDefault(candidates[i], 0d);
      found.add(new Found(ids[i], sum / most, near != null));
    }
    found.removeIf(f -> f.score() <= 0);
    found.sort(Comparator.comparingDouble(Found::score).reversed().thenComparingLong(Found::id));
    return found.subList(0, Math.min(question.most(), found.size()));
  }

  private static @Nullable Query scope(Scope in) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    in.volumes().forEach(v -> any.add(new TermQuery(new Term("volume", v)), Occur.SHOULD));
    in.documents().forEach(d -> any.add(new TermQuery(new Term("doc", d)), Occur.SHOULD));
    in.folders().forEach(f -> any.add(new PrefixQuery(new Term("doc", f + "/")), Occur.SHOULD));
    BooleanQuery query = any.build();
    return query.clauses().isEmpty() ? null : query;
  }

  private ScoreDoc[] top(Query query, int most) throws IOException {
    Query scoped = scope == null
        ? query
        : new BooleanQuery.Builder()
            .add(query, Occur.MUST)
            .add(scope, Occur.FILTER)
            .build();
    return searcher.search(scoped, most).scoreDocs;
  }

  /** Scores over their range; the range begins at 0 where fewer than {@code full} were found, or {@code full} is 0. */
  private static Map<Integer, Double> scaled(ScoreDoc[] hits, int full) {
    Map<Integer, Double> scaled = new HashMap<>();
    if (hits.length > 0) {
      double least = full > 0 && hits.length >= full ? hits[hits.length - 1].score : 0;
      double range = hits[0].score - least;
      for (ScoreDoc hit : hits) {
        scaled.put(hit.doc, range <= 0 ? 1 : (hit.score - least) / range);
      }
    }
    return scaled;
  }

  private Query words(Needles needles) throws IOException {
    IndexReader reader = searcher.getIndexReader();
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    List<String> stems = Terms.stems(analyzer, question.text());
    for (String stem : stems.subList(0, Math.min(Limits.STEMS, stems.size()))) {
      boolean known = reader.docFreq(new Term(Index.BODY, stem)) > 0
          || reader.docFreq(new Term(Index.TITLE, stem)) > 0;
      Query query = new CombinedFieldQuery.Builder(stem)
          .addField(Index.BODY)
          .addField(Index.TITLE, TITLE)
          .build();
      any.add(known ? query : like(Index.BODY, stem), Occur.SHOULD);
    }
    return any.add(needles.query(), Occur.SHOULD).build();
  }

  /** Words that stand nowhere are taken for misspelt ones. */
  private static Query like(String field, String term) {
    int edits = term.length() < 4 ? 0 : term.length() < 8 ? 1 : 2;
    return new BoostQuery(new FuzzyQuery(new Term(field, term), edits, 0, 20, true), .8f);
  }

  /** Codes and identifiers that few blocks have, and quoted phrases. */
  private Needles needles() throws IOException {
    IndexReader reader = searcher.getIndexReader();
    int few = Math.max(5, reader.numDocs() / 100);
    boolean rare = false;
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    Set<String> codes = Terms.exact(question.text());
    for (String code : codes.stream().limit(Limits.STEMS).toList()) {
      int blocks = reader.docFreq(new Term(Index.EXACT, code));
      if (blocks <= few) {
        rare = true;
        Query exact = new TermQuery(new Term(Index.EXACT, code));
        any.add(blocks > 0 ? exact : like(Index.EXACT, code), Occur.SHOULD);
      }
    }
    for (String phrase : Terms.quoted(question.text())) {
      Query query = new QueryBuilder(analyzer).createPhraseQuery(Index.BODY, phrase);
      if (query != null) {
        rare = true;
        any.add(new BoostQuery(query, 2), Occur.SHOULD);
      }
    }
    return new Needles(any.build(), rare);
  }

  /** How near all candidates are in meaning that have a vector, in full precision, scaled. */
  private Map<Integer, Double> meaning(Map<Integer, Double> words) throws IOException {
    if (question.meaning().isEmpty()) {
      return Map.of();
    }
    Meaning wanted = question.meaning().get();
    ScoreDoc[] near = searcher.search(
            new KnnFloatVectorQuery(wanted.field(), wanted.vector(), Limits.NEIGHBOURS, scope),
            Limits.NEIGHBOURS)
        .scoreDocs;
    int[] docs = java.util.stream.IntStream.concat(
            Arrays.stream(near).mapToInt(n -> n.doc), words.keySet().stream().mapToInt(d -> d))
        .sorted()
        .distinct()
        .toArray();
    Map<Integer, Double> cosines = cosines(searcher.getIndexReader(), docs, wanted);
    double least = cosines.values().stream().mapToDouble(d -> d).min().orElse(0);
    double range = cosines.values().stream().mapToDouble(d -> d).max().orElse(0) - least;
    cosines.replaceAll((doc, cosine) -> range <= 0 ? 1 : (cosine - least) / range);
    return cosines;
  }

  /** How near these documents, in ascending order, are in meaning, in full precision; those without a vector are left out. */
  static Map<Integer, Double> cosines(IndexReader reader, int[] docs, Meaning wanted)
      throws IOException {
    Map<Integer, Double> cosines = new HashMap<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      FloatVectorValues values = leaf.reader().getFloatVectorValues(wanted.field());
      if (values == null || values.dimension() != wanted.vector().length) {
        continue;
      }
      DocIndexIterator at = values.iterator();
      int end = leaf.docBase + leaf.reader().maxDoc();
      for (int doc : docs) {
        if (doc >= leaf.docBase && doc < end) {
          int local = doc - leaf.docBase;
          if ((at.docID() < local ? at.advance(local) : at.docID()) == local) {
            cosines.put(doc, dot(values.vectorValue(at.index()), wanted.vector()));
          }
        }
      }
    }
    return cosines;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** A number of each of these documents, which are in ascending order; 0 where one has none. */
  static long[] numbers(IndexReader reader, int[] docs, String field) throws IOException {
    long[] found = new long[docs.length];
    List<LeafReaderContext> leaves = reader.leaves();
    NumericDocValues numbers = null;
    int open = -1;
    for (int i = 0; i < docs.length; i++) {
      int leaf = ReaderUtil.subIndex(docs[i], leaves);
      if (leaf != open) {
        numbers = leaves.get(leaf).reader().getNumericDocValues(field);
        open = leaf;
      }
      if (numbers != null && numbers.advanceExact(docs[i] - leaves.get(leaf).docBase)) {
        found[i] = numbers.longValue();
      }
    }
    return found;
  }
}
