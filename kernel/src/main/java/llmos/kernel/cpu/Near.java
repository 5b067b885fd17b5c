package llmos.kernel.cpu;

import java.util.Collection;
import java.util.Comparator;

/** Did you mean: the name that a mistyped one is nearest to. */
final class Near {
  private Near() {}

  /** {@code ; did you mean 'NAME'?}, or nothing if no name is near. */
  static String hint(String asked, Collection<String> names) {
    int most = Math.max(1, asked.length() / 3);
    return names.stream()
        .filter(name -> distance(asked, name) <= most)
        .min(Comparator.comparingInt((String name) -> distance(asked, name))
            .thenComparing(Comparator.naturalOrder()))
        .map("; did you mean '%s'?"::formatted)
        .orElse("");
  }

  /** Letters to insert, remove or replace. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      int diagonal = 0;
      for (int j = 0; j <= b.length(); j++) {
        int above = row[j];
        if (i == 0 || j == 0) {
          row[j] = i + j;
        } else {
          int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
          row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
        }
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
