package llmos.kernel.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.kernel.disk.Candidates.Candidate;
import org.apache.lucene.search.Query;

/**
 * The second hop. What one of the best blocks names by its title is likely to hold the other half of an answer, and so is a block that
 * names the document of that one: each gets a part of the score of the block that leads to it.
 */
final class Links {
  private static final double TO = .3;
  private static final double FROM = .15;

  private final Lookup lookup;
  private final Titles titles;
  private final Words words;

  /** What a block says, and what its document is called. */
  record Source(Set<String> names, String text) {}

  /** A block that leads to others: to those that it names, in both directions. */
  private record Seed(double score, Source source, Set<Integer> named) {}

  Links(Lookup lookup, Titles titles, Words words) {
    this.lookup = lookup;
    this.titles = titles;
    this.words = words;
  }

  /**
   * Lifts what the best lead to; what was no candidate becomes one, judged by the words of the question and its meaning.
   *
   * @param question the query of its words
   * @param best where to start
   * @param most how many are wanted in the end
   */
  void follow(Candidates candidates, Query question, Map<Candidate, Source> best, int most)
      throws IOException {
    List<Seed> seeds = new ArrayList<>();
    for (Map.Entry<Candidate, Source> e : best.entrySet()) {
      seeds.add(new Seed(e.getKey().score, e.getValue(), named(e.getValue())));
    }
    Set<Integer> reached = new HashSet<>();
    seeds.forEach(seed -> reached.addAll(seed.named()));
    candidates.add(reached, question, lookup);
    // Whoever would stay below the last one wanted is not looked at.
    double reach = FROM * best.keySet().stream().mapToDouble(c -> c.score).max().orElse(0);
    int[] docs = candidates.within(most, reach);
    Map<Integer, Double> lifts = new HashMap<>();
    Map<Set<String>, Set<Integer>> naming = new HashMap<>(); // several may be of one document
    for (Seed seed : seeds) {
      seed.named().forEach(doc -> lifts.merge(doc, TO * seed.score(), Math::max));
      Set<String> names = seed.source().names();
      if (!naming.containsKey(names)) {
        naming.put(names, naming(names, docs));
      }
      for (int doc : naming.getOrDefault(names, Set.of())) {
        lifts.merge(doc, FROM * seed.score(), Math::max);
      }
    }
    lifts.forEach((doc, lift) -> candidates.find(doc).ifPresent(c -> c.score += lift));
  }

  /** The first blocks of the documents that are named in a block; not of its own. */
  private Set<Integer> named(Source source) throws IOException {
    Set<Integer> blocks = new HashSet<>();
    for (String name : titles.in(source.text())) {
      if (!source.names().contains(name)) {
        blocks.addAll(titles.blocks(name));
      }
    }
    return blocks;
  }

  /** Those of the candidates that name a document of these names, and are not of it; a single word names too much. */
  private Set<Integer> naming(Set<String> names, int[] candidates) throws IOException {
    Set<Integer> own = new HashSet<>();
    for (String name : names) {
      own.addAll(titles.blocks(name));
    }
    int[] others = Arrays.stream(candidates).filter(doc -> !own.contains(doc)).toArray();
    Set<Integer> found = new HashSet<>();
    for (String name : names) {
      Optional<Query> phrase = name.contains(" ") ? words.phrase(name) : Optional.empty();
      if (phrase.isPresent()) {
        found.addAll(lookup.phrase(phrase.get(), others));
      }
    }
    return found;
  }
}
