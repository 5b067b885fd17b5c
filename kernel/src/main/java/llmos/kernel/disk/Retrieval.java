package llmos.kernel.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.kernel.disk.Candidates.Candidate;
import llmos.kernel.store.Limits;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;

/**
 * Finds blocks: candidates by words and by meaning, one sum of both, each scaled to 0..1 over the candidates; then what lifts a
 * block beyond them (see {@link Step}). A block that has no vector yet is judged by its words alone.
 */
final class Retrieval {
  private static final double MEANING = .65;
  private static final double NEEDLE = .3;
  private static final double TITLE = .3;

  private final IndexReader reader;
  private final Question question;
  private final Lookup lookup;
  private final Words words;
  private final Titles titles;

  /** What is looked for, where, and without which steps; the best {@code most} are wanted. */
  record Question(String text, Optional<Nearness> meaning, Scope in, int most, Set<Step> without) {}

  /** Where to look: any of these; everywhere if all are empty. */
  record Scope(List<String> volumes, List<String> documents, List<String> folders) {}

  /** A block's id and score, 0..1; and whether it had a vector to judge. */
  record Found(long id, double score, boolean embedded) {}

  /** Reads blocks that were found, by their ids. */
  @FunctionalInterface
  interface Reading {
    Map<Long, Links.Source> of(List<Long> ids);
  }

  private Retrieval(IndexSearcher searcher, Analyzer analyzer, Question question)
      throws IOException {
    this.reader = searcher.getIndexReader();
    this.question = question;
    this.lookup = new Lookup(searcher, question.in());
    this.words = new Words(searcher, analyzer);
    this.titles = new Titles(reader);
  }

  /** The best blocks, best first. */
  static List<Found> find(
      IndexSearcher searcher, Analyzer analyzer, Question question, Reading reading)
      throws IOException {
    return new Retrieval(searcher, analyzer, question).find(reading);
  }

  private boolean has(Step step) {
    return !question.without().contains(step);
  }

  private List<Found> find(Reading reading) throws IOException {
    Query any = words.any(question.text());
    Optional<Nearness> meaning = question.meaning().filter(m -> has(Step.VECTORS));
    Candidates candidates = new Candidates(reader, meaning);
    Optional<Query> needles = has(Step.NEEDLES) ? words.needles(question.text()) : Optional.empty();
    int most = candidates(meaning.isPresent(), needles.isPresent());
    candidates.words(lookup.top(any, most), most);
    if (needles.isPresent()) {
      candidates.exact(lookup.top(needles.get(), Limits.CANDIDATES));
    }
    if (meaning.isPresent()) {
      candidates.near(lookup.near(meaning.get(), Limits.NEIGHBOURS));
    }
    candidates.sum(MEANING, NEEDLE, question.most());
    if (has(Step.TITLES)) {
      addTitles(candidates, any);
    }
    if (has(Step.SECOND_HOP)) {
      Map<Candidate, Long> best = ids(candidates.best(Limits.LINK_SEEDS));
      Map<Long, Links.Source> sources = reading.of(List.copyOf(best.values()));
      new Links(lookup, titles, words)
          .follow(candidates, any, seeds(best, sources), question.most());
    }
    return found(candidates.judged(question.most()));
  }

  /** How many blocks words are to bring: what is far down comes up only by meaning, and nothing does without a step that lifts. */
  private int candidates(boolean meaning, boolean needles) {
    if (meaning || question.most() > Limits.WORDS_ALONE) {
      return Limits.CANDIDATES;
    }
    boolean lifts = needles || has(Step.TITLES) || has(Step.SECOND_HOP);
    return lifts ? Limits.WORDS_ALONE : question.most();
  }

  /** Blocks of documents that the question names become candidates, and are lifted. */
  private void addTitles(Candidates candidates, Query any) throws IOException {
    Set<Integer> named = new HashSet<>();
    for (String name : titles.in(question.text())) {
      named.addAll(titles.blocks(name));
    }
    candidates.add(named, any, lookup);
    named.forEach(doc -> candidates.find(doc).ifPresent(c -> c.score += TITLE));
  }

  private static Map<Candidate, Links.Source> seeds(
      Map<Candidate, Long> best, Map<Long, Links.Source> sources) {
    Map<Candidate, Links.Source> seeds = new LinkedHashMap<>();
    best.forEach((candidate, id) ->
        Optional.ofNullable(sources.get(id)).ifPresent(source -> seeds.put(candidate, source)));
    return seeds;
  }

  private List<Found> found(List<Candidate> best) throws IOException {
    double most = best.isEmpty() ? 1 : Math.max(1, best.getFirst().score);
    List<Found> found = new ArrayList<>();
    ids(best)
        .forEach((candidate, id) ->
            found.add(new Found(id, candidate.score / most, !Double.isNaN(candidate.near))));
    return found;
  }

  /** The blocks' ids, in the order of the candidates. */
  private Map<Candidate, Long> ids(List<Candidate> candidates) throws IOException {
    int[] docs = candidates.stream().mapToInt(c -> c.doc).sorted().toArray();
    long[] numbers = Vectors.numbers(reader, docs, Index.NUMBER);
    Map<Candidate, Long> ids = new LinkedHashMap<>();
    for (Candidate c : candidates) {
      ids.put(c, numbers[Arrays.binarySearch(docs, c.doc)]);
    }
    return ids;
  }
}
