package llmos.shell.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import llmos.api.Label;
import llmos.api.Param;
import llmos.kernel.Records;
import llmos.shell.arch.Project;
import llmos.shell.cmd.Builtins;
import llmos.shell.cmd.DeviceCalls;
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
  private static final Map<String, String> NOT_RUN = Map.of(
      "cpu pull smollm2", "it fetches a model; the live tests do",
      "mount https://example.com/guide/ --pages 20", "it needs the network",
      "http get https://example.com/", "it needs the network");

  /** Examples that are about something that a fresh home does not have, with the code that their page names. */
  private static final Map<String, Integer> FAILS = Map.of(
      "kill 3", 1,
      "dev approve notes", 1,
      "mem undo", 1,
      "find 'notice period' --in c | ask 'a row for each contract' --schema 'contract, days int' | sort days",
          3);

  private static final String GUIDE = """
      # Guide

      Paging moves what is cold out of the window. The oldest page leaves the window first.

      ## Late payment

      A late payment costs nothing here.
      """;

  private static final String CHAT = """
      {"event":"conversation","id":"c"}
      {"event":"turn","id":"t1","session":"1","time":"","speaker":"Ann","text":"The key is under the blue pot."}
      {"event":"ask","id":"q1","text":"Where is the key?"}
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path scratch;

  @Test
  void everyBuiltinTellsItsWordsFlagsFieldsAndHasAnExample() {
    List<String> missing = new ArrayList<>();
    for (Command command : builtins()) {
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
    for (Command command : builtins()) {
      Spec spec = command.spec();
      long rows = spec.notes().lines().filter(line -> line.startsWith("| ")).count();

      assertThat(spec.table()).as(spec.name()).hasSize((int) rows).doesNotContainKey("");
    }
  }

  @TestFactory
  Stream<DynamicTest> everyExampleRuns() throws IOException {
    Launcher launcher = prepared();
    List<String> examples = new ArrayList<>();
    builtins().forEach(command -> examples.addAll(command.spec().operation().examples()));
    examples.addAll(ofDevices(launcher));

    assertThat(examples).hasSizeGreaterThan(50);
    return examples.stream()
        .map(example -> dynamicTest(example, () -> {
          Assumptions.assumeFalse(NOT_RUN.containsKey(example), "not run: " + NOT_RUN.get(example));
          Launcher.Result result = launcher.run("-c", example);
          assertThat(result.exit())
              .as("%s%n%s", example, result)
              .isEqualTo(FAILS.getOrDefault(example, 0));
        }));
  }

  private static Collection<Command> builtins() {
    return Builtins.all(
            new DeviceCalls(List::of, () -> new Records(List.of(), Label.SYSTEM), List::of))
        .all();
  }

  /** A home with two volumes and a conversation, and a folder with what the examples name. */
  private Launcher prepared() throws IOException {
    Path work = scratch.resolve("work");
    Files.createDirectories(work.resolve("docs"));
    Files.createDirectories(work.resolve("contracts"));
    Files.writeString(work.resolve("docs/guide.md"), GUIDE);
    Files.writeString(work.resolve("README.md"), GUIDE);
    Files.writeString(work.resolve("chat.trace.jsonl"), CHAT);
    Files.writeString(
        work.resolve("chat.gold.jsonl"),
        "{\"id\":\"q1\",\"category\":\"fact\",\"evidence\":[\"t1\"]}\n");
    Path collection = Files.createDirectories(work.resolve("collection"));
    Files.writeString(
        collection.resolve("corpus.jsonl"),
        "{\"_id\":\"d1\",\"title\":\"The tower\",\"text\":\"It was finished in 1889.\"}\n");
    Files.writeString(
        collection.resolve("queries.jsonl"),
        "{\"_id\":\"q1\",\"text\":\"When was the tower finished?\"}\n");
    Files.writeString(collection.resolve("qrels.tsv"), "query-id\tcorpus-id\tscore\nq1\td1\t1\n");
    Files.writeString(work.resolve("hello.llmos"), "#!/usr/bin/env llmos run\nsay hello $1\n");
    for (String name : List.of("lease.md", "supply.md", "service.md")) {
      Files.copy(
          Project.root().resolve("examples/02-pipeline/contracts").resolve(name),
          work.resolve("contracts").resolve(name));
    }
    Launcher launcher = Launcher.in(scratch.resolve("home")).at(work).within(Duration.ofMinutes(3));
    Launcher.Result ready = launcher.run(
        "-c",
        "mount docs; mount contracts --as c; ask 'what is paging?'; ask 'what leaves first?'");
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
