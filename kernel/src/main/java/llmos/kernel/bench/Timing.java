package llmos.kernel.bench;

import java.util.Arrays;
import java.util.Collection;

/**
 * What was measured of one thing that was done.
 *
 * @param name what was done
 * @param calls how often
 * @param perSecond calls in a second
 * @param p50 milliseconds that half of the calls were within; {@code p95} and {@code p99} likewise; 0 where they were not timed
 */
public record Timing(
    String name, long calls, double perSecond, double p50, double p95, double p99) {

  /** Of the nanoseconds of each call. */
  static Timing of(String name, long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    double seconds = Arrays.stream(sorted).sum() / 1e9;
    return new Timing(
        name,
        sorted.length,
        sorted.length / Math.max(seconds, 1e-9),
        percentile(sorted, 50),
        percentile(sorted, 95),
        percentile(sorted, 99));
  }

  static Timing of(String name, Collection<Long> nanos) {
    return of(name, nanos.stream().mapToLong(t -> t).toArray());
  }

  /** Of many calls that took so long together. */
  static Timing sum(String name, long calls, long nanos) {
    return new Timing(name, calls, calls / Math.max(nanos / 1e9, 1e-9), 0, 0, 0);
  }

  private static double percentile(long[] sorted, int percent) {
    int at = (int) Math.ceil(sorted.length * percent / 100d) - 1;
    return sorted.length == 0 ? 0 : sorted[Math.max(0, at)] / 1e6;
  }
}
