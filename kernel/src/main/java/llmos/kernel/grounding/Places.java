package llmos.kernel.grounding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The places of one block that an answer rests on. No two of them overlap: the one that supports more stays, and is sound only
 * if all that was said of it is. A place that supports nothing stays only where there is no other.
 */
final class Places {
  private static final int MOST = 8;

  private final List<Place> places = new ArrayList<>();

  /**
   * A place.
   *
   * @param support where it is, and how much it supports
   * @param sound whether all that the answer takes from it was found
   */
  record Place(Passage.Support support, boolean sound) {}

  void add(Passage.Support support, boolean sound) {
    List<Place> same =
        places.stream().filter(p -> overlap(p.support(), support)).toList();
    Passage.Support best = support;
    boolean allSound = sound;
    for (Place place : same) {
      best = place.support().score() >= best.score() ? place.support() : best;
      allSound &= place.sound();
    }
    places.removeAll(same);
    places.add(new Place(best, allSound));
  }

  /** The places in the order of the text, those that support most if there are many. */
  List<Place> found() {
    Comparator<Place> most = Comparator.comparingDouble(p -> -p.support().score());
    List<Place> best = places.stream().sorted(most).limit(MOST).toList();
    double least = Math.min(Double.MIN_VALUE, best.getFirst().support().score());
    return best.stream()
        .filter(place -> place.support().score() >= least)
        .sorted(Comparator.comparingInt(place -> place.support().start()))
        .toList();
  }

  private static boolean overlap(Passage.Support a, Passage.Support b) {
    return a.start() < b.end() && b.start() < a.end();
  }
}
