package llmos.shell.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import llmos.shell.arch.Project;
import llmos.shell.e2e.Launcher;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command of the README and of the examples' texts, run in order in one folder with one home for each file; {@code java} is the JDK
 * of this test, and the folder has the programs that the text shows as files.
 */
class MarkdownTest {
  private static final char MARK = '\036';

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path scratch;

  @TestFactory
  Stream<DynamicTest> theReadme() throws IOException {
    return blocks(Project.root().resolve("README.md"), Clone.copy(scratch));
  }

  @TestFactory
  Stream<DynamicTest> theTextsOfTheExamples() throws IOException {
    Path clone = Clone.copy(scratch);
    List<DynamicTest> tests = new ArrayList<>();
    for (Path example : Clone.examples()) {
      Path text = example.resolve("README.md");
      if (Files.exists(text)) {
        tests.addAll(blocks(text, clone.resolve("examples").resolve(example.getFileName()))
            .toList());
      }
    }
    return tests.stream();
  }

  private Stream<DynamicTest> blocks(Path file, Path folder) throws IOException {
    Path home = scratch.resolve("homes").resolve(folder.getFileName().toString());
    String path = "%s:%s/bin:%s"
        .formatted(
            Launcher.script().getParent(),
            System.getProperty("java.home"),
            System.getenv().getOrDefault("PATH", ""));
    Launcher launcher =
        Launcher.in(home).at(folder).with("PATH", path).within(Duration.ofMinutes(3));
    String name = Project.root().relativize(file).toString();
    for (Map.Entry<String, String> program : Block.programs(Project.read(file)).entrySet()) {
      Files.writeString(folder.resolve(program.getKey()), program.getValue());
    }
    return Block.of(Project.read(file)).stream()
        .map(block -> dynamicTest(name + ":" + block.line(), () -> run(name, block, launcher)));
  }

  private static void run(String name, Block block, Launcher launcher) {
    Assumptions.assumeTrue(block.notRun().isEmpty(), "not run: " + block.notRun());
    Assumptions.assumeFalse(block.startsTheBuild(), "the build that this test is a part of");
    String where = name + ":" + block.line();
    if (block.console()) {
      check(where, block.steps(), launcher);
      return;
    }
    Launcher.Result result = launcher.bash("set -eu -o pipefail\n" + block.text());
    assertThat(result.exit()).as("%s%n%s%n%s", where, block.text(), result).isZero();
  }

  /** Runs all steps in one bash; a mark before each tells their outputs apart. */
  private static void check(String where, List<Block.Step> steps, Launcher launcher) {
    StringBuilder program = new StringBuilder("exec 2>&1\n");
    for (Block.Step step : steps) {
      program.append("s=$?; printf '\\036'; (exit $s)\n").append(step.typed()).append('\n');
    }
    String[] outputs = launcher.bash(program.toString()).out().split(String.valueOf(MARK), -1);
    assertThat(outputs)
        .as("%s: outputs%n%s", where, String.join("", outputs))
        .hasSize(steps.size() + 1);
    for (int i = 0; i < steps.size(); i++) {
      Shown.check(where + ": " + steps.get(i).typed(), steps.get(i).shown(), outputs[i + 1]);
    }
  }
}
