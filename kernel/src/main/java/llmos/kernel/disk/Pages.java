package llmos.kernel.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pages of a {@link Mirror}'s folder, kept in a hidden file of it.
 *
 * @param most how many it may have
 */
record Pages(int most, List<Page> pages) {
  private static final String FILE = ".pages";

  Pages {
    pages = List.copyOf(pages);
  }

  /** A page: its address, its file, the version that the server gave. */
  record Page(URI address, String file, String version) {}

  /** What a folder holds; nothing if it is new, or its list is damaged. */
  static Pages read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return new Pages(0, List.of());
    }
    try {
      List<String> lines =
          List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1));
      List<Page> pages = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] parts = line.split("\t", 3);
        if (parts.length == 3) {
          pages.add(new Page(URI.create(parts[0]), parts[1], parts[2]));
        }
      }
      return new Pages(Integer.parseInt(lines.getFirst()), pages);
    } catch (IllegalArgumentException e) {
      return new Pages(0, List.of());
    }
  }

  Optional<Page> find(URI address) {
    return pages.stream().filter(page -> page.address().equals(address)).findFirst();
  }

  void write(Path folder) throws IOException {
    StringBuilder text = new StringBuilder(most + "\n");
    for (Page page : pages) {
      String version = page.version().replaceAll("[\t\n\r]", "");
      text.append(page.address() + "\t" + page.file() + "\t" + version + "\n");
    }
    Path half = folder.resolve(FILE + ".half");
    Files.writeString(half, text);
    Files.move(half, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes the files of pages that are no longer there. */
  void clear(Path folder, Pages before) throws IOException {
    Set<String> files = new HashSet<>();
    pages.forEach(page -> files.add(page.file()));
    for (Page page : before.pages) {
      if (!files.contains(page.file())) {
        Files.deleteIfExists(folder.resolve(page.file()));
      }
    }
  }
}
