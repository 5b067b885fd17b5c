package llmos.kernel.grounding;

import java.util.List;
import java.util.Optional;

/**
 * The passage that a sentence repeats word for word.
 *
 * @param n its number
 * @param place what is repeated
 */
record Repeated(int n, Passage.Support place) {

  /**
   * The passage with the longest run of the sentence's words that also holds all of its facts; the best found of those that
   * hold as long a one, as the same words stand in each. Words that the user or a device said as well are no passage's own.
   */
  static Optional<Repeated> of(
      String sentence, List<Fact> facts, List<Passage> passages, Passage asked) {
    double most = asked.wordForWord(sentence).map(Passage.Support::score).orElse(0.0);
    Optional<Repeated> best = Optional.empty();
    for (int i = 0; i < passages.size(); i++) {
      Passage passage = passages.get(i);
      Optional<Passage.Support> place = passage.wordForWord(sentence);
      Fact.Evidence evidence = key -> asked.has(key) || passage.has(key);
      if (place.isPresent()
          && place.get().score() > most
          && facts.stream().allMatch(fact -> fact.holds(evidence))) {
        most = place.get().score();
        best = Optional.of(new Repeated(i + 1, place.get()));
      }
    }
    return best;
  }
}
