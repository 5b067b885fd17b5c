package llmos.kernel.grounding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llmos.api.Citation;

/** The places in passages that an answer rests on, by the number of the passage; those of one number never overlap. */
final class Places {
  private final Map<Integer, List<Place>> cited = new LinkedHashMap<>();

  /** A place in a passage that a sentence cites, and whether all of the sentence was found. */
  private record Place(Passage.Support support, boolean sound) {}

  /** Of places that overlap the one that supports more stays; it is sound only if all that was said of them is. */
  void offer(int n, Passage.Support support, boolean sound) {
    Place place = new Place(support, sound);
    List<Place> places = cited.computeIfAbsent(n, any -> new ArrayList<>());
    for (Place old : List.copyOf(places)) {
      if (old.support.start() < place.support.end() && place.support.start() < old.support.end()) {
        places.remove(old);
        Place better = old.support.score() >= place.support.score() ? old : place;
        place = new Place(better.support, old.sound && place.sound);
      }
    }
    places.add(place);
  }

  /** Passages in the order of their first mention, the places of one in order; {@code named} are those that the model cited. */
  List<Citation> citations(List<Passage> passages, Set<Integer> named) {
    List<Citation> citations = new ArrayList<>();
    cited.forEach((n, places) -> places.stream()
        .sorted(Comparator.comparingInt(place -> place.support.start()))
        .forEach(place -> {
          Passage passage = passages.get(n - 1);
          String text = passage.text(place.support);
          citations.add(
              new Citation(n, passage.span(place.support), text, place.sound, !named.contains(n)));
        }));
    return citations;
  }
}
