package llmos.shell.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project as the rules see it: its compiled classes and its source tree. */
public final class Project {
  /** Every class of ours that ships, and the test kit. */
  static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("llmos");

  private Project() {}

  /** The top of the clone. */
  public static Path root() {
    Path start = Path.of(System.getProperty("llmos.root", "")).toAbsolutePath().normalize();
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("plugins/api"))) {
        return at;
      }
    }
    throw new IllegalStateException("not in a clone: " + start);
  }

  /** Folders of modules, relative to the top: {@code kernel}, {@code shell}, {@code plugins/api}, … */
  static List<String> modules() {
    try (Stream<Path> plugins = Files.list(root().resolve("plugins"))) {
      Stream<String> names = plugins
          .filter(folder -> Files.exists(folder.resolve("pom.xml")))
          .map(folder -> "plugins/" + folder.getFileName());
      return Stream.concat(Stream.of("kernel", "shell"), names).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a module is of the build by itself, and not of a profile. */
  static boolean isUsual(String module) {
    String pom = read(root().resolve("pom.xml"));
    return pom.substring(0, pom.indexOf("<profiles>")).contains("<module>" + module + "</module>");
  }

  /** Java files under a folder of the project, e.g. {@code kernel/src/main/java}; none if there is no such folder. */
  static List<Path> sources(String folder) {
    Path top = root().resolve(folder);
    if (!Files.isDirectory(top)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(top)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a file. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
