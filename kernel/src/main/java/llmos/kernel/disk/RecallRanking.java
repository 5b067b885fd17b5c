package llmos.kernel.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import llmos.kernel.store.Limits;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;

/**
 * Ranks the pages of a conversation for one question. A page is judged by its words, those of its neighbours and the day
 * included, by its meaning, by whether its speaker is named, and by how well the rest of its session fits; then by how many
 * tokens that costs. In long transcripts, whose answers are regions and not lines, by how likely it is in that region.
 */
final class RecallRanking {
  // What counts how much: words, meaning, and meaning of a page between its neighbours. A turn of a
  // transcript means little by itself.
  private static final double[] CHAT = {.4, .4, .2};
  private static final double[] TRANSCRIPT = {.6, 0, .4};
  private static final double SPEAKER = .15;
  private static final double WORTH = .2 / 6; // six is where a page's worth ends
  private static final double SESSION = .15;
  private static final double LEAST_COST = 100; // tokens; a shorter page is no cheaper

  private static final int LONG = 100; // pages of a session, without an assistant

  private static final Pattern SPACE = Pattern.compile("[^\\p{L}'-]+");

  private final IndexSearcher searcher;
  private final Analyzer analyzer;
  private final String question;
  private final List<Vectors.Meaning> meanings;

  /** The candidates, by page number; all arrays are as long as {@code docs}. */
  @SuppressWarnings("ArrayRecordComponent") // a carrier inside this file, never compared
  private record Pages(
      int[] docs, long[] ids, int[] tokens, long[] at, boolean[] spoken, double[] worth) {}

  RecallRanking(
      IndexSearcher searcher, Analyzer analyzer, String question, List<Vectors.Meaning> meanings) {
    this.searcher = searcher;
    this.analyzer = analyzer;
    this.question = question;
    this.meanings = meanings;
    searcher.setSimilarity(new BM25Similarity(4, .75f));
  }

  /** The pages before this number, by what they give for their tokens, newer first on ties. */
  List<Recall.Ranked> ranked(long before) throws IOException {
    Map<Integer, Double> words = scores(words());
    int[] docs = candidates(words.keySet());
    long[] numbers = values(docs, PageFields.NUMBER);
    Pages pages = pages(IntStream.range(0, docs.length)
        .filter(i -> numbers[i] < before)
        .map(i -> docs[i])
        .toArray());
    List<int[]> sessions = sessions(pages);
    boolean transcript = isTranscript(pages, sessions);
    double[] word = scaled(
        Arrays.stream(pages.docs()).mapToDouble(d -> words.getOrDefault(d, 0d)).toArray());
    double[] score = fused(word, pages.docs(), transcript ? TRANSCRIPT : CHAT);
    if (transcript) {
      Regions.find(score, sessions);
    } else {
      for (int i = 0; i < score.length; i++) {
        score[i] += WORTH * pages.worth()[i];
      }
      addSpeakers(score, pages);
      addSessions(score, sessions);
    }
    return best(score, pages, !transcript);
  }

  /** The weighted mean of words and of the meanings that a page has a vector for. */
  private double[] fused(double[] word, int[] docs, double[] shares) throws IOException {
    double[] sum = new double[docs.length];
    double[] weights = new double[docs.length];
    for (int m = 0; m < meanings.size(); m++) {
      double share = shares[m + 1];
      double[] near = near(docs, meanings.get(m));
      for (int i = 0; i < docs.length; i++) {
        sum[i] += Double.isNaN(near[i]) ? 0 : share * near[i];
        weights[i] += Double.isNaN(near[i]) ? 0 : share;
      }
    }
    for (int i = 0; i < docs.length; i++) {
      sum[i] = (sum[i] + shares[0] * word[i]) / (weights[i] + shares[0]);
    }
    return sum;
  }

  /** By score, or by what a page gives for its tokens: a region is worth all of its turns, long ones too. */
  private static List<Recall.Ranked> best(double[] score, Pages pages, boolean byCost) {
    List<Recall.Ranked> ranked = new ArrayList<>();
    for (int i = 0; i < score.length; i++) {
      double cost = byCost ? Math.sqrt(Math.max(pages.tokens()[i], LEAST_COST) / LEAST_COST) : 1;
      ranked.add(new Recall.Ranked(pages.ids()[i], pages.tokens()[i], score[i] / cost));
    }
    ranked.sort(Comparator.comparingDouble(Recall.Ranked::score)
        .thenComparingLong(Recall.Ranked::id)
        .reversed());
    return ranked.subList(0, Math.min(ranked.size(), Limits.CANDIDATES));
  }

  private Query words() {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    List<String> stems = Terms.stems(analyzer, question);
    for (String stem : stems.subList(0, Math.min(Limits.STEMS, stems.size()))) {
      any.add(
          new CombinedFieldQuery.Builder(stem)
              .addField(PageFields.OWN, 3)
              .addField(PageFields.NEAR1, 2)
              .addField(PageFields.NEAR2, 1)
              .addField(PageFields.DATE, 1)
              .build(),
          Occur.SHOULD);
    }
    return any.build();
  }

  private boolean small() {
    return searcher.getIndexReader().numDocs() <= Limits.ALL_PAGES;
  }

  private Map<Integer, Double> scores(Query query) throws IOException {
    int most = small() ? Limits.ALL_PAGES : Limits.CANDIDATES;
    Map<Integer, Double> scores = new HashMap<>();
    for (ScoreDoc hit : searcher.search(query, most).scoreDocs) {
      scores.put(hit.doc, (double) hit.score);
    }
    return scores;
  }

  private int[] candidates(Set<Integer> byWords) throws IOException {
    Set<Integer> docs = new HashSet<>(byWords);
    if (small()) {
      for (ScoreDoc hit : searcher.search(MatchAllDocsQuery.INSTANCE, Limits.ALL_PAGES).scoreDocs) {
        docs.add(hit.doc);
      }
    } else if (!meanings.isEmpty()) {
      Vectors.Meaning own = meanings.getFirst();
      Query nearest = new KnnFloatVectorQuery(own.field(), own.vector(), Limits.CANDIDATES);
      for (ScoreDoc hit : searcher.search(nearest, Limits.CANDIDATES).scoreDocs) {
        docs.add(hit.doc);
      }
    }
    return docs.stream().mapToInt(d -> d).sorted().toArray();
  }

  /** Cosines over their range; NaN where a page has no vector. */
  private double[] near(int[] byNumber, Vectors.Meaning meaning) throws IOException {
    Map<Integer, Double> cosines = Vectors.cosines(
        searcher.getIndexReader(), Arrays.stream(byNumber).sorted().toArray(), meaning);
    double least = cosines.values().stream().mapToDouble(d -> d).min().orElse(0);
    double range = cosines.values().stream().mapToDouble(d -> d).max().orElse(0) - least;
    double[] near = new double[byNumber.length];
    for (int i = 0; i < near.length; i++) {
      Double cosine = cosines.get(byNumber[i]);
      near[i] = cosine == null ? Double.NaN : range <= 0 ? 1 : (cosine - least) / range;
    }
    return near;
  }

  private static double[] scaled(double[] values) {
    double most = Arrays.stream(values).max().orElse(0);
    double least = Arrays.stream(values).min().orElse(0);
    return Arrays.stream(values)
        .map(v -> most <= least ? 0 : (v - least) / (most - least))
        .toArray();
  }

  private Pages pages(int[] docs) throws IOException {
    int n = docs.length;
    long[] ids = values(docs, PageFields.NUMBER);
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> ids[i]));
    long[] tokens = values(docs, PageFields.TOKENS);
    long[] at = values(docs, PageFields.AT);
    long[] spoken = values(docs, PageFields.KIND);
    long[] worth = values(docs, PageFields.WORTH);
    Pages pages =
        new Pages(new int[n], new long[n], new int[n], new long[n], new boolean[n], new double[n]);
    for (int i = 0; i < n; i++) {
      pages.docs()[i] = docs[order[i]];
      pages.ids()[i] = ids[order[i]];
      pages.tokens()[i] = (int) tokens[order[i]];
      pages.at()[i] = at[order[i]];
      pages.spoken()[i] = spoken[order[i]] == 1;
      pages.worth()[i] = worth[order[i]] / PageFields.WORTH_UNIT;
    }
    return pages;
  }

  private long[] values(int[] docs, String field) throws IOException {
    return Vectors.numbers(searcher.getIndexReader(), docs, field);
  }

  /** The sessions, each {@code {first, after the last}}. */
  private static List<int[]> sessions(Pages pages) {
    List<int[]> sessions = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= pages.ids().length; i++) {
      boolean ends = i == pages.ids().length
          || Math.abs(pages.at()[i] - pages.at()[i - 1]) > Limits.SESSION_MILLIS;
      if (ends) {
        sessions.add(new int[] {from, i});
        from = i;
      }
    }
    return sessions;
  }

  private static boolean isTranscript(Pages pages, List<int[]> sessions) {
    return !sessions.isEmpty()
        && pages.ids().length / sessions.size() >= LONG
        && IntStream.range(0, pages.ids().length).noneMatch(i -> pages.spoken()[i]);
  }

  private void addSpeakers(double[] score, Pages pages) throws IOException {
    BooleanQuery.Builder named = new BooleanQuery.Builder();
    SPACE
        .splitAsStream(question)
        .filter(word -> !word.isEmpty() && Character.isUpperCase(word.charAt(0)))
        .map(word -> word.toLowerCase(Locale.ROOT).replaceAll("'s$", ""))
        .distinct()
        .limit(Limits.STEMS)
        .forEach(word -> named.add(new TermQuery(new Term(PageFields.WHO, word)), Occur.SHOULD));
    Set<Integer> docs = scores(named.build()).keySet();
    for (int i = 0; i < score.length; i++) {
      score[i] += docs.contains(pages.docs()[i]) ? SPEAKER : 0;
    }
  }

  /** Adds how good the best two pages of its session are to each page. */
  private static void addSessions(double[] score, List<int[]> sessions) {
    double[] best = new double[sessions.size()];
    for (int s = 0; s < best.length; s++) {
      double[] own = Arrays.copyOfRange(score, sessions.get(s)[0], sessions.get(s)[1]);
      Arrays.sort(own);
      best[s] = own.length == 1 ? own[0] / 2 : (own[own.length - 1] + own[own.length - 2]) / 2;
    }
    double[] scaled = scaled(best);
    for (int s = 0; s < scaled.length; s++) {
      for (int i = sessions.get(s)[0]; i < sessions.get(s)[1]; i++) {
        score[i] += SESSION * scaled[s];
      }
    }
  }
}
