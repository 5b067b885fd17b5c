package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watched folder: what is written into it is found without another mount. */
class WatchTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir
  private Path scratch;

  @Test
  void atThePromptAJobReadsWhatChangesUntilTheVolumeIsUnmounted() throws Exception {
    Launcher launcher = Launcher.in(scratch);
    Path docs = Files.createDirectories(launcher.folder().resolve("docs"));
    Files.writeString(docs.resolve("a.md"), "# One\n\nThe mill stands.\n");
    try (TmuxTerminal terminal = TmuxTerminal.open(launcher, 110, 30, "llmos")) {
      prompted(terminal);
      terminal.type("/mount docs --watch").press("Enter").await("watching docs");
      prompted(terminal);
      Files.createDirectories(docs.resolve("new"));
      Files.writeString(docs.resolve("new/z.md"), "# Two\n\nThe zeppelin landed.\n");

      shows(terminal, "/ps", "changed 1 times");
      shows(terminal, "/find zeppelin -k 1", "The zeppelin landed");
      shows(terminal, "/umount docs", "unmounted docs");
      shows(terminal, "/ps", "killed");
      Files.writeString(docs.resolve("late.md"), "too late");
      shows(terminal, "/mount", "nothing is mounted");
      terminal.press("C-d").await("[exit 0]");
    }
  }

  private static void prompted(TmuxTerminal terminal) throws InterruptedException {
    terminal.await("shows a prompt", s -> s.stripTrailing().endsWith("›"), LONG);
  }

  /** Types a line again and again until the screen says so. */
  private static void shows(TmuxTerminal terminal, String line, String text)
      throws InterruptedException {
    terminal.await(
        text,
        any -> {
          try {
            terminal.clear().type(line).press("Enter");
            prompted(terminal);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
          }
          return terminal.screen().contains(text);
        },
        LONG);
  }

  @Test
  void elsewhereItGoesOnWithARecordForEachChangeUntilItIsInterrupted() throws Exception {
    Launcher launcher = Launcher.in(scratch);
    Path docs = Files.createDirectories(launcher.folder().resolve("docs"));
    Files.writeString(docs.resolve("a.md"), "# One\n\nThe mill stands.\n");
    Process process = launcher.start("--jsonl", "mount", "docs", "--watch");
    lines(process, 1);

    Files.writeString(docs.resolve("b.md"), "# Two\n\nThe zeppelin landed.\n");
    assertThat(lines(process, 2)).contains("\"documents\":2", "\"changed\":1");
    assertThat(launcher.run("find", "zeppelin", "-k", "1").out()).contains("zeppelin landed");
    Files.delete(docs.resolve("b.md"));
    assertThat(lines(process, 3)).contains("\"gone\":1");

    launcher.bash("kill -INT " + process.pid());
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
  }

  private String lines(Process process, int count) throws Exception {
    String out = "";
    for (int i = 0; i < 3_000 && process.isAlive(); i++) {
      out = Files.readString(scratch.resolve("out"));
      if (out.lines().count() >= count) {
        return out;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError("%d lines of %d: %s".formatted(out.lines().count(), count, out));
  }
}
