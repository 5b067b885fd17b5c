package llmos.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llmos.api.FaultException;
import llmos.kernel.Kernel;
import llmos.shell.term.Suggestions;

/**
 * The documents and files that a word may be the beginning of.
 *
 * @param kernel the machine
 * @param workspace where relative paths start
 */
record Places(Supplier<Kernel> kernel, Path workspace) implements Suggestions.Places {
  private static final int MOST = 200;

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
      return kernel.get().ls(begun.substring(0, slash)).rows().stream()
          .map(row -> Objects.toString(row.get("doc"), ""))
          .filter(doc -> doc.startsWith(begun))
          .limit(MOST)
          .toList();
    } catch (FaultException e) {
      return List.of();
    }
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
