package llmos.kernel.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How good a ranking is, for one question. */
final class Ranks {
  private Ranks() {}

  /** Normalised discounted cumulative gain of the first {@code cut}, 0 to 1; the gain is what each document is worth. */
  static double ndcg(List<String> ranked, Map<String, Integer> worth, int cut) {
    double gained = 0;
    for (int i = 0; i < Math.min(cut, ranked.size()); i++) {
      gained += worth.getOrDefault(ranked.get(i), 0) / discount(i);
    }
    int[] best = worth.values().stream().mapToInt(w -> -w).sorted().limit(cut).toArray();
    double ideal = 0;
    for (int i = 0; i < best.length; i++) {
      ideal -= best[i] / discount(i);
    }
    return ideal == 0 ? 0 : gained / ideal;
  }

  private static double discount(int rank) {
    return Math.log(rank + 2) / Math.log(2);
  }

  /** The share of the documents that are worth something among the first {@code cut}. */
  static double recall(List<String> ranked, Map<String, Integer> worth, int cut) {
    long found =
        ranked.stream().limit(cut).distinct().filter(worth::containsKey).count();
    return worth.isEmpty() ? 0 : (double) found / worth.size();
  }

  /** The value that this percentage of the values does not exceed; 0 if there are none. */
  static double percentile(double[] values, int percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int at = (int) Math.ceil(sorted.length * percent / 100d) - 1;
    return sorted.length == 0 ? 0 : sorted[Math.max(0, at)];
  }
}
