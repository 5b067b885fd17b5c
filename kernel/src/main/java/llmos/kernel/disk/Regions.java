package llmos.kernel.disk;

import java.util.Arrays;
import java.util.List;

/**
 * Where the answer to a question about a transcript is: some region of it, from one turn to a later one. A turn speaks for
 * each region that holds it, or against, by how much better its score is than the usual one; the odds of a region are the
 * product of those of its turns. So a turn that says nothing by itself is found between others, however long the region is.
 */
final class Regions {
  private static final double EVIDENCE = .3; // log odds for a standard deviation
  private static final double USUAL =
      .4; // standard deviations above the mean that speak neither for nor against

  // Of a probability: half of the best score is then a sixteenth of its probability, and worth its
  // tokens.
  private static final double ROOT = .25;

  private Regions() {}

  /**
   * Puts in place of a turn's score a root of the probability that it is in the region, which does not reach over the end of
   * a session; these are {@code {first, after the last}}. What is summed stays below e^550 for 5,000 turns of any scores.
   */
  static void find(double[] score, List<int[]> sessions) {
    double mean = Arrays.stream(score).average().orElse(0);
    double variance =
        Arrays.stream(score).map(s -> (s - mean) * (s - mean)).average().orElse(0);
    double deviation = variance > 0 ? Math.sqrt(variance) : 1;
    double[] odds = Arrays.stream(score)
        .map(s -> Math.exp(EVIDENCE * ((s - mean) / deviation - USUAL)))
        .toArray();
    double all = 0;
    for (int[] session : sessions) {
      double ending = 0; // the odds of all regions that end here
      for (int i = session[0]; i < session[1]; i++) {
        ending = odds[i] * (1 + ending);
        score[i] = ending;
        all += ending;
      }
      double going = 1; // of all ways to go on from here, or not to
      for (int i = session[1] - 1; i >= session[0]; i--) {
        score[i] *= going;
        going = 1 + odds[i] * going;
      }
    }
    for (int i = 0; i < score.length; i++) {
      score[i] = Math.pow(score[i] / all, ROOT);
    }
  }
}
