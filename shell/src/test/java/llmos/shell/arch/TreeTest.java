package llmos.shell.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tree is what the README's "Internals" says it is. */
class TreeTest {
  private static final Pattern CODE = Pattern.compile("`([^`\\s]+)`");
  private static final List<String> STARTS = List.of(
      "",
      "kernel/src/main/java/llmos/kernel/",
      "plugins/api/src/main/java/llmos/api/",
      "shell/src/main/java/llmos/shell/",
      "kernel/src/main/java/llmos/",
      "plugins/");

  @Test
  void theTopLevelHoldsNothingElse() throws IOException {
    try (Stream<Path> top = Files.list(Project.root())) {
      Set<String> names = top.map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith(".") && !name.equals("target"))
          .collect(Collectors.toCollection(TreeSet::new));

      assertThat(names)
          .isSubsetOf(
              "pom.xml",
              "shell",
              "kernel",
              "plugins",
              "examples",
              "README.md",
              "LICENSE",
              "CHANGELOG.md");
    }
  }

  @Test
  void internalsNamesEveryPackageOfTheKernelAndEveryModule() {
    Set<String> named = named();
    List<String> missing = new ArrayList<>();
    for (Path file : Project.sources("kernel/src/main/java")) {
      String name = file.getName(file.getNameCount() - 2).toString();
      if (file.endsWith("package-info.java") && !named.contains(name)) {
        missing.add("kernel package " + name);
      }
    }
    for (String module : Project.modules()) {
      if (!named.contains(module.substring(module.lastIndexOf('/') + 1))) {
        missing.add("module " + module);
      }
    }

    assertThat(missing).as("missing in README.md, Internals").isEmpty();
  }

  @Test
  void internalsNamesNothingThatIsNotThere() {
    List<String> absent = codes().stream()
        .filter(code -> code.matches("[\\w.-]+(/[\\w.-]+)*/?") && code.contains("/"))
        .filter(code -> STARTS.stream().noneMatch(start -> exists(start + code)))
        .toList();

    assertThat(absent).as("named in README.md, Internals, but not there").isEmpty();
  }

  private static boolean exists(String path) {
    Path root = Project.root();
    return Files.exists(root.resolve(path)) || Files.exists(root.resolve(path + ".java"));
  }

  /** Last parts of the names in backticks: {@code plugins/rom/}, {@code llmos.kernel.proc} and {@code .proc} are rom, proc, proc. */
  private static Set<String> named() {
    return codes().stream()
        .map(code -> code.replaceAll("/+$", "").replaceAll(".*[./]", ""))
        .collect(Collectors.toSet());
  }

  private static List<String> codes() {
    String readme = Project.read(Project.root().resolve("README.md"));
    int start = readme.indexOf("\n## Internals");
    assertThat(start).as("place of '## Internals' in README.md").isNotNegative();
    int end = readme.indexOf("\n## ", start + 3);
    String section = readme.substring(start, end < 0 ? readme.length() : end);
    return CODE.matcher(section).results().map(found -> found.group(1)).toList();
  }
}
