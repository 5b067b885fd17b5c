package llmos.shell.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import llmos.shell.arch.Project;
import llmos.shell.e2e.Launcher;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Every example is run, with a home of its own, and prints what its {@code expected.txt} shows. */
class ExamplesTest {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path scratch;

  @Test
  void areNumberedFromOne() throws IOException {
    int number = 0;
    for (Path example : Clone.examples()) {
      assertThat(example.getFileName().toString()).startsWith("%02d-".formatted(++number));
      assertThat(example.resolve("expected.txt")).exists();
    }
    assertThat(number).isGreaterThanOrEqualTo(3);
  }

  @TestFactory
  Stream<DynamicTest> printWhatTheyShow() throws IOException {
    Path clone = Clone.copy(scratch);
    return Clone.examples().stream()
        .map(example -> example.getFileName().toString())
        .map(name -> dynamicTest(name, () -> run(clone.resolve("examples").resolve(name))));
  }

  private void run(Path example) throws IOException {
    Path home = scratch.resolve("homes").resolve(example.getFileName().toString());
    Launcher launcher = Launcher.in(home).at(example).within(Duration.ofMinutes(3));
    Launcher.Result result = Files.exists(example.resolve("run.sh"))
        ? launcher.bash("bash ./run.sh 2>&1")
        : launcher.bash("llmos run ./*.llmos 2>&1");

    assertThat(result.exit()).as("%s%n%s", example, result).isZero();
    Shown.check(example.toString(), Project.read(example.resolve("expected.txt")), result.out());
  }
}
