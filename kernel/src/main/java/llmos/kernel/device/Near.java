package llmos.kernel.device;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Did you mean: the name that a mistyped one is nearest to. */
public final class Near {
  private Near() {}

  /** The nearest of these names, if it is near enough to be what was meant. */
  public static Optional<String> of(String asked, Collection<String> names) {
    int most = Math.max(1, asked.length() / 3);
    return names.stream()
        .filter(name -> distance(asked, name) <= most)
        .min(Comparator.<String>comparingInt(name -> distance(asked, name))
            .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code  (did you mean NAME?)}, or nothing. */
  static String hint(String asked, Collection<String> names) {
    return of(asked, names).map(name -> " (did you mean " + name + "?)").orElse("");
  }

  /** Letters to insert, remove, replace or swap with their neighbour. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
