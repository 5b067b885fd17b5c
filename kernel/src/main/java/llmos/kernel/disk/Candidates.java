package llmos.kernel.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import llmos.kernel.store.Limits;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;

/**
 * The blocks that may answer, and what speaks for each. Words and meaning are each scaled to 0..1 over the blocks that were found for
 * the question itself and then added; what is added later is measured on the same scales.
 */
final class Candidates {
  /** One block; {@code near} is NaN where it has no vector to judge. */
  static final class Candidate {
    final int doc;
    double word;
    double exact;
    double near = Double.NaN;
    double score;
    boolean judged; // by the bytes of its vector, not by its sketch

    private Candidate(int doc) {
      this.doc = doc;
    }
  }

  /** Judged by their bytes beyond those that are wanted: an estimate is seldom so wrong as to keep one of the best below them. */
  private static final int MARGIN = 50;

  private static final int EACH = 3; // likewise, for each that is wanted

  private static final int LEAST = 10; // of which one is the end of the scale

  private static final Comparator<Candidate> WORST_FIRST = Candidates::compare;
  private static final Comparator<Candidate> NEAREST_FIRST =
      (a, b) -> Double.compare(b.near, a.near);

  private final IndexReader reader;
  private final Optional<Nearness> meaning;
  private final List<Candidate> all = new ArrayList<>();
  private final Map<Integer, Candidate> byDoc =
      HashMap.newHashMap(Limits.CANDIDATES + Limits.NEIGHBOURS);
  private Scale words = Scale.of(0, 0);
  private Scale nearness = Scale.of(0, 0);
  private double share; // of meaning in the sum

  /** A range of scores that becomes 0..1. */
  private record Scale(double least, double range) {
    static Scale of(double least, double most) {
      return new Scale(least, most - least);
    }

    double of(double score) {
      return range <= 0 ? 1 : Math.clamp((score - least) / range, 0, 1);
    }
  }

  Candidates(IndexReader reader, Optional<Nearness> meaning) {
    this.reader = reader;
    this.meaning = meaning;
  }

  private static int compare(Candidate a, Candidate b) {
    int byScore = Double.compare(a.score, b.score);
    return byScore == 0 ? Integer.compare(b.doc, a.doc) : byScore;
  }

  Optional<Candidate> find(int doc) {
    return Optional.ofNullable(byDoc.get(doc));
  }

  private Candidate put(int doc) {
    return byDoc.computeIfAbsent(doc, number -> {
      Candidate made = new Candidate(number);
      all.add(made);
      return made;
    });
  }

  /** Hits by words; if they are {@code full} in number there may be more, and the scale begins at the last one. */
  void words(ScoreDoc[] hits, int full) {
    for (ScoreDoc hit : hits) {
      put(hit.doc).word = hit.score;
    }
    if (hits.length > 0) {
      words = Scale.of(hits.length < full ? 0 : hits[hits.length - 1].score, hits[0].score);
    }
  }

  /** Hits by codes and phrases. */
  void exact(ScoreDoc[] hits) {
    for (ScoreDoc hit : hits) {
      put(hit.doc).exact = hit.score / hits[0].score;
    }
  }

  /** Hits by meaning, as far as the index tells; {@link #sum} tells more. */
  void near(ScoreDoc[] hits) {
    for (ScoreDoc hit : hits) {
      put(hit.doc).near = hit.score;
    }
  }

  /**
   * Scores all: words and meaning; a needle counts by itself.
   *
   * @param most the share of meaning if all have a vector
   * @param wanted how many of the best will be asked for
   */
  void sum(double most, double needle, int wanted) throws IOException {
    look(all);
    score(most, needle);
    if (judge(doubtful(wanted))) {
      score(most, needle);
    }
  }

  private void score(double most, double needle) {
    double least = Double.MAX_VALUE;
    double greatest = -Double.MAX_VALUE;
    int embedded = 0;
    for (Candidate c : all) {
      if (!Double.isNaN(c.near)) {
        least = Math.min(least, c.near);
        greatest = Math.max(greatest, c.near);
        embedded++;
      }
    }
    nearness = Scale.of(least, greatest);
    share = all.isEmpty() ? 0 : most * embedded / all.size();
    for (Candidate c : all) {
      c.score = score(c) + needle * c.exact;
    }
  }

  /** Those that an estimate may have put in the wrong place where it counts: among the best, and at the end of the scale; one may be twice there. */
  private List<Candidate> doubtful(int wanted) {
    int most = (int) Math.min(all.size(), (long) EACH * wanted + MARGIN);
    List<Candidate> doubtful = new ArrayList<>(best(most));
    PriorityQueue<Candidate> least = new PriorityQueue<>(LEAST + 1, NEAREST_FIRST);
    double bound = Double.POSITIVE_INFINITY;
    for (Candidate c : all) {
      if (c.near < bound) { // which NaN is not
        least.add(c);
        if (least.size() > LEAST) {
          least.remove();
          bound = least.element().near;
        }
      }
    }
    doubtful.addAll(least);
    return doubtful;
  }

  /** Judges by their bytes those of these that were only estimated; false if there were none. */
  private boolean judge(List<Candidate> some) throws IOException {
    List<Candidate> estimated = new ArrayList<>();
    for (Candidate c : some) {
      if (!c.judged && !Double.isNaN(c.near)) {
        c.judged = true;
        estimated.add(c);
      }
    }
    if (estimated.isEmpty() || meaning.flatMap(Nearness::sketched).isEmpty()) {
      return false;
    }
    measure(estimated, docs -> meaning.get().exact(reader, docs));
    return true;
  }

  /** The best, as {@link #best} has them, each of them judged by its bytes: after what was lifted. */
  List<Candidate> judged(int most) throws IOException {
    List<Candidate> best = best(most);
    best.forEach(c -> c.score -= score(c));
    judge(best);
    best.forEach(c -> c.score += score(c));
    return best(most);
  }

  /** Makes these blocks candidates, as far as they are in the scope; {@code question} is that of its words. */
  void add(Set<Integer> docs, Query question, Lookup lookup) throws IOException {
    Set<Integer> more = new HashSet<>(docs);
    more.removeAll(byDoc.keySet());
    if (more.isEmpty()) {
      return;
    }
    List<Candidate> added = lookup.scoped(more).stream().map(this::put).toList();
    Map<Integer, Double> wordScores = lookup.among(question, docs(added));
    added.forEach(c -> c.word = wordScores.getOrDefault(c.doc, 0d));
    look(added);
    added.forEach(c -> c.score = score(c));
  }

  private double score(Candidate c) {
    double word = c.word <= 0 ? 0 : words.of(c.word);
    return Double.isNaN(c.near) ? word : (1 - share) * word + share * nearness.of(c.near);
  }

  private void look(Collection<Candidate> candidates) throws IOException {
    if (meaning.isPresent()) {
      List<Candidate> unknown = new ArrayList<>();
      for (Candidate c : candidates) {
        if (Double.isNaN(c.near)) {
          unknown.add(c);
        }
      }
      measure(unknown, docs -> meaning.get().estimates(reader, docs));
    }
  }

  /** Tells how near documents, in ascending order, are; NaN if it cannot. */
  private interface Measure {
    double[] of(int[] docs) throws IOException;
  }

  private static void measure(List<Candidate> some, Measure measure) throws IOException {
    long[] order = new long[some.size()]; // by document, each with its place
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) some.get(i).doc << Integer.SIZE | i;
    }
    Arrays.sort(order);
    double[] near =
        measure.of(Arrays.stream(order).mapToInt(o -> (int) (o >> Integer.SIZE)).toArray());
    for (int i = 0; i < order.length; i++) {
      Candidate c = some.get((int) order[i]);
      c.near = Double.isNaN(near[i]) ? c.near : near[i];
    }
  }

  /** Their numbers in ascending order. */
  private static int[] docs(Collection<Candidate> candidates) {
    return candidates.stream().mapToInt(c -> c.doc).sorted().toArray();
  }

  /** The numbers of those that {@code lift} more would bring among the best {@code most}, in ascending order. */
  int[] within(int most, double lift) {
    List<Candidate> best = best(most);
    double last = best.size() < most ? 0 : best.getLast().score - lift;
    return docs(all.stream().filter(c -> c.score >= last).toList());
  }

  /** The best, best first, the first in the index on ties. */
  List<Candidate> best(int most) {
    PriorityQueue<Candidate> best =
        new PriorityQueue<>(Math.min(most, all.size()) + 1, WORST_FIRST);
    double bound = Double.MIN_VALUE;
    for (Candidate c : all) {
      if (c.score >= bound) {
        best.add(c);
        if (best.size() > most) {
          best.remove();
          bound = best.element().score;
        }
      }
    }
    return best.stream().sorted(WORST_FIRST.reversed()).toList();
  }
}
