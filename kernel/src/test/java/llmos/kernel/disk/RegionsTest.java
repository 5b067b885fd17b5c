package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RegionsTest {

  /** Sixty quiet turns, of which those from 20 to 29 are loud but for the 25th. */
  private static double[] meeting() {
    double[] score = new double[60];
    Arrays.fill(score, .1);
    Arrays.fill(score, 20, 30, .8);
    score[25] = .1;
    return score;
  }

  private static List<int[]> sessions(int... borders) {
    return IntStream.range(1, borders.length)
        .mapToObj(i -> new int[] {borders[i - 1], borders[i]})
        .toList();
  }

  @Test
  void prefersAQuietTurnOfTheRegionToALoudOneByItself() {
    double[] score = meeting();
    score[50] = 1;

    Regions.find(score, sessions(0, 60));

    assertThat(score[25]).isGreaterThan(score[50]);
    assertThat(score[50]).isGreaterThan(score[55]);
  }

  @Test
  void prefersTheLongerOfTwoRegionsThatAreAsGood() {
    double[] score = meeting();
    Arrays.fill(score, 45, 49, .8);

    Regions.find(score, sessions(0, 60));

    assertThat(score[20]).isGreaterThan(score[46]);
  }

  @Test
  void letsNoRegionReachIntoAnotherSession() {
    double[] score = meeting();

    Regions.find(score, sessions(0, 30, 60));

    assertThat(score[19]).isGreaterThan(1.5 * score[30]);
  }

  @Test
  void givesScoresUpToOne() {
    double[] score = meeting();

    Regions.find(score, sessions(0, 60));

    assertThat(Arrays.stream(score)).allMatch(p -> p > 0 && p <= 1);
    assertThat(Arrays.stream(score).max().orElse(0)).isGreaterThan(.9);
  }

  @Test
  void judgesTurnsThatAreAllTheSame() {
    double[] score = {.3, .3, .3};

    Regions.find(score, sessions(0, 3));

    assertThat(score[1]).isBetween(score[0], 1d);
    assertThat(score[0]).isPositive();
  }

  @Test
  void staysFiniteInTheLongestTranscriptWithTheWorstScores() {
    double[] score = new double[5_000];
    Arrays.fill(score, 1_000, 2_550, 1);

    Regions.find(score, sessions(0, 5_000));

    assertThat(Arrays.stream(score)).allMatch(Double::isFinite);
    assertThat(score[1_700]).isGreaterThan(.99);
  }
}
