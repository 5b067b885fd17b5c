package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Mounts that are killed and stopped in the middle: nothing is lost, nothing is done twice, and no process is left. */
class IngestCrashTest {
  private static final int FILES = 600;
  private static final int KILLS = Integer.getInteger("llmos.kills", 4);
  private static final long SEED = 20_260_401;

  @TempDir
  private Path scratch;

  /** Half of them rich, so that the process that reads these is there for most of a mount. */
  private static void files(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < FILES; i++) {
      if (i % 2 == 0) {
        Files.write(folder.resolve("f%03d.docx".formatted(i)), Samples.word("thing" + i));
      } else {
        Files.writeString(
            folder.resolve("f%03d.md".formatted(i)),
            "# Part %d\n\n%s\n"
                .formatted(
                    i, "%s Words follow. ".formatted(Samples.says("thing" + i)).repeat(30)));
      }
    }
  }

  private static JsonNode mount(Launcher launcher) {
    Launcher.Result result = launcher.run("--json", "mount", "docs");
    assertThat(result.exit()).as("%s", result).isZero();
    JsonNode rows = JsonMapper.shared().readTree(result.out());
    assertThat(rows).as("%s", result).hasSize(1);
    return rows.path(0);
  }

  private static int documents(Launcher launcher) {
    Launcher.Result result = launcher.run("--jsonl", "ls");
    return (int)
        result.out().lines().filter(line -> line.contains("\"status\":\"ok\"")).count();
  }

  @Test
  void aMountThatIsKilledGoesOnWhereItWas() throws Exception {
    Launcher launcher = Launcher.in(scratch.resolve("killed"));
    files(launcher.folder().resolve("docs"));
    Random dice = new Random(SEED);
    int kept = 0;
    for (int i = 0; i < KILLS; i++) {
      Process process = launcher.start("mount", "docs");
      process.waitFor(700 + dice.nextInt(1_500), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      int now = documents(launcher);
      assertThat(now).as("nothing is lost").isGreaterThanOrEqualTo(kept);
      kept = now;
    }

    JsonNode after = mount(launcher);

    assertThat(after.path("unchanged").asInt()).as("%s", after).isEqualTo(kept);
    assertThat(after.path("documents").asInt()).as("%s", after).isEqualTo(FILES);
    Launcher fresh = Launcher.in(scratch.resolve("fresh")).at(launcher.folder());
    assertThat(after.path("blocks").asInt())
        .as("nothing is there twice")
        .isEqualTo(mount(fresh).path("blocks").asInt());
    for (String word : List.of("thing0", "thing301", "thing598", "thing599")) {
      Launcher.Result found = launcher.run("--json", "find", word, "-k", "1");
      assertThat(found.out())
          .as("%s", found)
          .contains("docs/f%3s".formatted(word.substring(5)).replace(' ', '0'));
    }
  }

  @Test
  void noReaderIsLeftWhateverEndsTheMachine() throws Exception {
    Launcher launcher = Launcher.in(scratch);
    files(launcher.folder().resolve("docs"));
    for (String signal : List.of("INT", "TERM", "KILL")) {
      Process process =
          launcher.with("LLMOS_HOME", scratch.resolve(signal).toString()).start("mount", "docs");
      ProcessHandle reader = reader(process);
      launcher.bash("kill -" + signal + " " + process.pid());

      assertThat(process.waitFor(10, TimeUnit.SECONDS)).as(signal).isTrue();
      reader.onExit().get(10, TimeUnit.SECONDS);
      assertThat(reader.isAlive()).as(signal).isFalse();
    }
  }

  @Test
  void aReaderThatIsKilledCostsItsFileAndNoOther() throws Exception {
    Launcher launcher = Launcher.in(scratch);
    files(launcher.folder().resolve("docs"));
    Process process = launcher.start("--json", "mount", "docs");
    reader(process).destroyForcibly();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    JsonNode rows = JsonMapper.shared().readTree(Files.readString(scratch.resolve("out")));
    assertThat(rows.path(0).path("documents").asInt()).isGreaterThanOrEqualTo(FILES - 1);
    for (int i = 1; i < rows.size(); i++) {
      assertThat(rows.path(i).path("reason").asString()).contains("its reader ended with code 137");
    }
    assertThat(mount(launcher).path("documents").asInt()).as("tried again").isEqualTo(FILES);
  }

  @Test
  void aFolderOfTextNeedsNoReader() throws Exception {
    Launcher launcher = Launcher.in(scratch);
    Path docs = Files.createDirectories(launcher.folder().resolve("docs"));
    for (int i = 0; i < 300; i++) {
      Files.writeString(docs.resolve("a%d.md".formatted(i)), "# Text\n\nwords " + i);
    }
    Process process = launcher.start("mount", "docs");
    while (process.isAlive()) {
      assertThat(process.descendants().filter(IngestCrashTest::isReader)).isEmpty();
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(process.exitValue()).isZero();
  }

  private static boolean isReader(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("ReaderMain");
  }

  private static ProcessHandle reader(Process machine) throws InterruptedException {
    for (int i = 0; i < 6_000 && machine.isAlive(); i++) {
      List<ProcessHandle> found =
          machine.descendants().filter(IngestCrashTest::isReader).toList();
      if (!found.isEmpty()) {
        return found.getFirst();
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    throw new AssertionError("no reader was started");
  }
}
