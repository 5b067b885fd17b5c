package llmos.shell.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import llmos.shell.arch.Project;

/** A folder that looks like a fresh clone to a reader of the documentation, and may be written to. */
final class Clone {
  private Clone() {}

  /** Copies texts and examples, and links what is only run. */
  static Path copy(Path scratch) throws IOException {
    Path root = Project.root();
    Path clone = Files.createDirectories(scratch.resolve("llmos"));
    for (String name : List.of("README.md", "CHANGELOG.md", "LICENSE", "examples", "kernel/docs")) {
      if (Files.exists(root.resolve(name))) {
        copy(root.resolve(name), clone.resolve(name));
      }
    }
    for (String name : List.of("shell", "plugins", "kernel/src", ".ci")) {
      if (Files.exists(root.resolve(name))) {
        Files.createDirectories(clone.resolve(name).getParent());
        Files.createSymbolicLink(clone.resolve(name), root.resolve(name));
      }
    }
    return clone;
  }

  /** The folders of examples, by number. */
  static List<Path> examples() throws IOException {
    try (Stream<Path> folders = Files.list(Project.root().resolve("examples"))) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
