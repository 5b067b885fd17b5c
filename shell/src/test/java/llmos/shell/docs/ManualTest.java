package llmos.shell.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import llmos.api.Param;
import llmos.shell.e2e.Launcher;
import llmos.shell.lang.Command;
import llmos.shell.lang.Spec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The manual is whole, and each of its examples runs as it stands, in order, in one home. */
class ManualTest {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path scratch;

  @Test
  void everyBuiltinTellsItsWordsFlagsFieldsAndHasAnExample() {
    List<String> missing = new ArrayList<>();
    for (Command command : Examples.builtins()) {
      Spec spec = command.spec();
      Stream.concat(spec.operation().params().stream(), spec.flags().stream())
          .map(Param::name)
          .filter(name -> spec.about(name).isEmpty())
          .forEach(name -> missing.add(spec.name() + ": " + name));
      if (spec.about(Spec.RETURNS).isEmpty()) {
        missing.add(spec.name() + ": what it returns");
      }
      if (spec.operation().examples().isEmpty()) {
        missing.add(spec.name() + ": an example");
      }
    }

    assertThat(missing).as("not in the manual").isEmpty();
  }

  @Test
  void everyRowOfATableHasAKeyOfItsOwnOrItWouldBeLost() {
    for (Command command : Examples.builtins()) {
      Spec spec = command.spec();
      long rows = spec.notes().lines().filter(line -> line.startsWith("| ")).count();

      assertThat(spec.table()).as(spec.name()).hasSize((int) rows).doesNotContainKey("");
    }
  }

  @TestFactory
  Stream<DynamicTest> everyExampleRuns() throws IOException {
    Launcher launcher = prepared();
    List<String> examples = new ArrayList<>();
    Examples.builtins()
        .forEach(command -> examples.addAll(command.spec().operation().examples()));
    examples.addAll(ofDevices(launcher));

    assertThat(examples).hasSizeGreaterThan(50);
    return examples.stream()
        .map(example -> dynamicTest(example, () -> {
          Assumptions.assumeFalse(
              Examples.NOT_RUN.containsKey(example), "not run: " + Examples.NOT_RUN.get(example));
          Launcher.Result result = launcher.run("-c", example);
          assertThat(result.exit())
              .as("%s%n%s", example, result)
              .isEqualTo(Examples.FAILS.getOrDefault(example, 0));
        }));
  }

  /** A home with two volumes and a conversation, and a folder with what the examples name. */
  private Launcher prepared() throws IOException {
    Path work = Examples.prepare(scratch.resolve("work"));
    Launcher launcher = Launcher.in(scratch.resolve("home")).at(work).within(Duration.ofMinutes(3));
    Launcher.Result ready = launcher.run("-c", Examples.FIRST);
    assertThat(ready.exit()).as("%s", ready).isZero();
    return launcher;
  }

  private static List<String> ofDevices(Launcher launcher) {
    Launcher.Result pages =
        launcher.run("--jsonl", "-c", "dev | each { man $it.name } | pick name returns examples");
    assertThat(pages.exit()).as("%s", pages).isZero();
    List<String> examples = new ArrayList<>();
    JsonMapper mapper = JsonMapper.builder().build();
    for (String line : pages.out().lines().toList()) {
      JsonNode page = mapper.readTree(line);
      assertThat(page.get("returns").asString()).as("%s: what it returns", page).isNotEmpty();
      assertThat(page.get("examples").size()).as("%s: examples", page).isPositive();
      page.get("examples").forEach(example -> examples.add(example.asString()));
    }
    return examples;
  }
}
