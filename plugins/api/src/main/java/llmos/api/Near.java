package llmos.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Did you mean: the name that a mistyped one is nearest to. */
public final class Near {
  private Near() {}

  /** The name that is at most a third of its letters away, or that this begins; the nearest, if there is any. */
  public static Optional<String> of(String asked, Collection<String> names) {
    return names.stream()
        .filter(name -> isNear(asked, name) || (asked.length() > 1 && name.startsWith(asked)))
        .min(Comparator.<String>comparingInt(name -> distance(asked, name))
            .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean isNear(String asked, String name) {
    int most = Math.max(1, (name.length() + 1) / 3);
    boolean alike =
        Math.abs(asked.length() - name.length()) <= most; // what was asked may be very long
    return alike && distance(asked, name) <= most;
  }

  /** {@code ; did you mean 'NAME'?}, or nothing if no name is near. */
  public static String hint(String asked, Collection<String> names) {
    return of(asked, names).map("; did you mean '%s'?"::formatted).orElse("");
  }

  /** How many letters to insert, remove, replace or swap with their neighbour. */
  public static int distance(String a, String b) {
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
