package llmos.kernel.disk;

import java.util.List;

/**
 * Scores of regions instead of lines: each turn of a transcript gets the weighted mean of its surroundings, a narrow and a
 * wide triangle, within its session. Short turns say little about a region.
 */
final class Smoothing {
  private static final int[] RADIUS = {8, 32}; // turns
  private static final double[] SHARE = {.3, .7};

  private Smoothing() {}

  /** Smooths the scores in place; sessions are {@code {first, after the last}}. */
  static void smooth(double[] score, int[] tokens, List<int[]> sessions) {
    double[] weighted = new double[score.length];
    for (int i = 0; i < score.length; i++) {
      weighted[i] = score[i] * Math.min(1, Math.log1p(tokens[i]) / 3);
    }
    for (int[] session : sessions) {
      for (int i = session[0]; i < session[1]; i++) {
        score[i] = 0;
        for (int r = 0; r < RADIUS.length; r++) {
          score[i] += SHARE[r] * triangle(weighted, i, RADIUS[r], session);
        }
      }
    }
  }

  private static double triangle(double[] values, int at, int radius, int[] within) {
    double sum = 0;
    double weights = 0;
    for (int j = Math.max(within[0], at - radius); j < Math.min(within[1], at + radius + 1); j++) {
      double weight = 1 - Math.abs(j - at) / (radius + 1d);
      sum += weight * values[j];
      weights += weight;
    }
    return weights == 0 ? 0 : sum / weights;
  }
}
