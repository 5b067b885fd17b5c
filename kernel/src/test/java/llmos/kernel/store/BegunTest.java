package llmos.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import llmos.api.Label;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents whose paths begin like this, folder by folder. */
final class BegunTest {
  @TempDir
  Path home = Path.of("");

  private static String path(Random dice) {
    String signs = "ab-.0é漢/";
    return dice.ints(1 + dice.nextInt(6), 0, signs.length())
        .mapToObj(sign -> signs.substring(sign, sign + 1))
        .collect(Collectors.joining());
  }

  /** What all paths, one by one, tell. */
  private static List<String> told(Set<String> paths, String begun) {
    return paths.stream()
        .filter(path -> path.startsWith(begun))
        .map(path -> {
          int slash = path.indexOf('/', begun.length());
          return slash < 0 ? path : path.substring(0, slash + 1);
        })
        .distinct()
        .toList();
  }

  @Test
  void givesDocumentsAndFolders() {
    long seed = System.nanoTime();
    Random dice = new Random(seed);
    try (Store store = Store.open(home.resolve("state.db"))) {
      Library library = new Library(store);
      long volume = library.putVolume("v", "/v", Label.UNKNOWN);
      long other = library.putVolume("w", "/w", Label.UNKNOWN);
      Set<String> paths = new TreeSet<>();
      List<Library.Entry> entries = new ArrayList<>();
      while (paths.size() < 400) {
        String path = path(dice);
        if (paths.add(path)) {
          entries.add(ChunksTest.entry(path, "s", "", List.of()));
        }
      }
      library.put(volume, entries);
      library.put(other, List.of(ChunksTest.entry("elsewhere", "s", "", List.of())));

      for (int i = 0; i < 300; i++) {
        String begun = dice.nextInt(9) == 0 ? "" : path(dice);
        List<String> expected = told(paths, begun);
        assertThat(library.begun(volume, begun, 1_000))
            .as("seed %d, '%s'", seed, begun)
            .containsExactlyElementsOf(expected);
        assertThat(library.begun(volume, begun, 2))
            .as("seed %d, '%s'", seed, begun)
            .containsExactlyElementsOf(expected.stream().limit(2).toList());
      }
    }
  }
}
