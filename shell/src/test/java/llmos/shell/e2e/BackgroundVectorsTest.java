package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real embedder behind the prompt: vectors fill while one works, a kill loses none of them, and a question waits for none. */
class BackgroundVectorsTest {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final Pattern PROGRESS = Pattern.compile("vectors (\\d+) of (\\d+)");
  private static final int FILES = 30;

  @TempDir
  private Path scratch;

  @Test
  void fillWhileOneWorksAndGoOnAfterAKill() throws Exception {
    Launcher launcher = Launcher.in(scratch);
    files(launcher.folder());
    int killed;
    try (TmuxTerminal terminal =
        TmuxTerminal.open(launcher, 100, 30, "sh -c 'echo $$ > pid; exec llmos'")) {
      prompted(terminal);
      terminal.type("/mount notes").press("Enter").await("notes: 30 documents");
      prompted(terminal);
      killed = progress(terminal, 16);
      terminal.clear().type("When was the mill of Obera opened?").press("Enter");
      terminal.await("answers", s -> s.contains("1817") && s.contains("[1] notes/"), LONG);
      assertThat(progress(terminal, 16)).as("it was still filling").isLessThan(blocks(launcher));

      kill(launcher.folder().resolve("pid"));
    }
    int kept = vectors(launcher);
    assertThat(kept).isGreaterThanOrEqualTo(killed).isLessThan(blocks(launcher));

    try (TmuxTerminal terminal = TmuxTerminal.open(launcher, 100, 30, "llmos")) {
      prompted(terminal);
      assertThat(progress(terminal, 1)).as("nothing is embedded twice").isGreaterThan(kept);
      terminal.press("C-d").await("[exit 0]");
    }
    assertThat(vectors(launcher)).isGreaterThanOrEqualTo(kept);
  }

  /** Asks ps until at least so many vectors are there; how many are. */
  private static int progress(TmuxTerminal terminal, int least) throws InterruptedException {
    int[] done = {0};
    terminal.await(
        "tells of " + least + " vectors",
        any -> {
          try {
            terminal.clear().type("/ps").press("Enter");
            prompted(terminal);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
          }
          Matcher matcher = PROGRESS.matcher(terminal.screen());
          done[0] = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
          return done[0] >= least;
        },
        LONG);
    return done[0];
  }

  private static void kill(Path pid) throws Exception {
    ProcessHandle process =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    process.onExit().get();
  }

  private static void prompted(TmuxTerminal terminal) throws InterruptedException {
    terminal.await("shows a prompt", s -> s.stripTrailing().endsWith("›"), LONG);
  }

  private static int vectors(Launcher launcher) {
    return number(launcher, "vectors");
  }

  private static int blocks(Launcher launcher) {
    return number(launcher, "blocks");
  }

  private static int number(Launcher launcher, String field) {
    Launcher.Result volumes = launcher.run("--json", "mount");
    JsonNode first = JsonMapper.shared().readTree(volumes.out()).path(0);
    assertThat(first.has(field)).as("%s", volumes).isTrue();
    return first.path(field).asInt();
  }

  private static void files(Path work) throws IOException {
    Path notes = Files.createDirectories(work.resolve("notes"));
    Random dice = new Random(11);
    for (int i = 0; i < FILES; i++) {
      StringBuilder text = new StringBuilder("# Place ").append(i).append('\n');
      for (int part = 0; part < 14; part++) {
        text.append("\n## Part ").append(part).append("\n\n");
        for (int sentence = 0; sentence < 8; sentence++) {
          String[] words = new String[9];
          Arrays.setAll(words, w -> "w" + dice.nextInt(4000));
          text.append("Here ").append(String.join(" ", words)).append(". ");
        }
      }
      text.append(i == 17 ? "\n\nThe mill of Obera was opened in 1817.\n" : "\n");
      Files.writeString(notes.resolve("f" + i + ".md"), text);
    }
  }
}
