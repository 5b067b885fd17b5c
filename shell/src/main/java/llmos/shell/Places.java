package llmos.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llmos.api.FaultException;
import llmos.kernel.Kernel;
import llmos.kernel.Records;
import llmos.shell.term.Suggestions;

/**
 * The documents, files, pages and names that a word may be the beginning of.
 *
 * @param kernel the machine
 * @param workspace where relative paths start
 */
record Places(Supplier<Kernel> kernel, Path workspace) implements Suggestions.Places {
  private static final int MOST = 200;
  private static final int MOST_PAGES = 30;

  @Override
  public List<String> volumes() {
    return kernel.get().status().volumes();
  }

  @Override
  public List<String> documents(String begun) {
    int slash = begun.indexOf('/');
    if (slash < 0) {
      return volumes().stream().map(name -> name + "/").toList();
    }
    try {
      return kernel.get().begun(begun, MOST);
    } catch (FaultException e) {
      return List.of();
    }
  }

  @Override
  public List<Suggestions.Suggestion> pages(String begun) {
    return rows(() -> kernel.get().pages(false)).reversed().stream()
        .map(row -> suggestion(row, "id", "text"))
        .filter(s -> s.text().startsWith(begun))
        .map(s ->
            new Suggestions.Suggestion(s.text(), s.meaning().substring(s.text().length())))
        .limit(MOST_PAGES)
        .toList();
  }

  @Override
  public List<Suggestions.Suggestion> known(String kind) {
    return switch (kind) {
      case "policy" -> named(() -> kernel.get().paging().policy(""), "name", "summary");
      case "cpu" -> named(() -> kernel.get().processors().list(), "name", "driver");
      case "session" -> named(() -> kernel.get().sessions(), "id", "title");
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static List<Suggestions.Suggestion> named(
      Supplier<Records> records, String name, String meaning) {
    return rows(records).stream().map(row -> suggestion(row, name, meaning)).toList();
  }

  /** Nothing where the machine cannot tell now: a key is no place for an error. */
  private static List<Map<String, Object>> rows(Supplier<Records> records) {
    try {
      return records.get().rows();
    } catch (FaultException e) {
      return List.of();
    }
  }

  private static Suggestions.Suggestion suggestion(
      Map<String, Object> row, String name, String meaning) {
    return new Suggestions.Suggestion(
        Objects.toString(row.get(name), ""), Objects.toString(row.get(meaning), ""));
  }

  @Override
  public List<String> files(String begun) {
    String folder = begun.substring(0, begun.lastIndexOf('/') + 1);
    String home = System.getProperty("user.home", "");
    String place = folder.startsWith("~/") ? home + folder.substring(1) : folder;
    try (Stream<Path> inside = Files.list(workspace.resolve(place))) {
      return inside
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .map(file -> folder + file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
          .filter(name -> name.startsWith(begun))
          .sorted()
          .limit(MOST)
          .toList();
    } catch (IOException | InvalidPathException e) {
      return List.of();
    }
  }
}
