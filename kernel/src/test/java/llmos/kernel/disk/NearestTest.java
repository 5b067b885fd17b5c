package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.lucene.search.ScoreDoc;
import org.junit.jupiter.api.Test;

final class NearestTest {
  private static List<String> named(List<ScoreDoc> hits) {
    return hits.stream().map(hit -> hit.doc + " " + hit.score).sorted().toList();
  }

  @Test
  void keepsThoseThatSortingBringsToTheTop() {
    long seed = System.nanoTime();
    Random dice = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int most = 1 + dice.nextInt(40);
      List<Nearest> parts = new ArrayList<>();
      List<ScoreDoc> all = new ArrayList<>();
      int doc = 0;
      for (int part = dice.nextInt(3); part >= 0; part--) {
        Nearest nearest = new Nearest(most);
        for (int i = dice.nextInt(500); i > 0; i--) {
          // Few different ones, so that many are equal; below zero, too.
          float score =
              dice.nextInt(20) == 0 ? Float.NaN : (dice.nextInt(60) - 30) / (1f + dice.nextInt(3));
          doc += 1 + dice.nextInt(3);
          if (nearest.takes(score)) {
            nearest.add(doc, score);
          }
          if (!Float.isNaN(score)) {
            all.add(new ScoreDoc(doc, score));
          }
        }
        parts.add(nearest);
      }
      Nearest best = new Nearest(most);
      parts.forEach(best::addAll);

      all.sort(
          Comparator.<ScoreDoc>comparingDouble(hit -> -hit.score).thenComparingInt(hit -> hit.doc));
      assertThat(named(List.of(best.hits())))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(named(all.subList(0, Math.min(most, all.size()))));
    }
  }
}
