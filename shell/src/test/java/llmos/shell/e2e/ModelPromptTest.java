package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import llmos.testkit.ModelServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prompt in a real terminal, with a model that makes calls, stalls and is interrupted; and with what outlives it. */
class ModelPromptTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir
  private Path scratch;

  @Test
  void asksBeforeTheModelWritesAndTakesOnlyAnAnswerTypedAfterTheQuestion()
      throws InterruptedException {
    Launcher launcher = Launcher.in(scratch);
    Path written = launcher.folder().resolve("out.txt");
    try (ModelServer server = ModelServer.start()
            .calls("fs write out.txt hello")
            .says("Not done.")
            .calls("fs write out.txt hello")
            .says("Done.");
        TmuxTerminal terminal = opened(launcher, server)) {

      terminal.type("write it").press("Enter").type("once").press("Enter");
      terminal.await("[no] / once");
      assertThat(written).as("what was typed too early is no answer").doesNotExist();
      terminal.press("Enter").await("Not done.");
      assertThat(written).doesNotExist();

      prompted(terminal);
      terminal.clear().type("write it now").press("Enter").await("[no] / once");
      String question = terminal.screen();
      terminal.type("once").press("Enter").await("Done.");

      assertThat(question).contains("fs write out.txt hello").contains(written.toString());
      assertThat(written).hasContent("hello");
      prompted(terminal);
      terminal.press("C-d").await("[exit 0]");
    }
  }

  @Test
  void keepsWhatCameOfAnAnswerAtCtrlCAndRemembersItAfterARestart() throws InterruptedException {
    Launcher launcher = Launcher.in(scratch);
    try (ModelServer server =
        ModelServer.start().faultOnce(ModelServer.Fault.STALLED_WITHIN).says("The rest.")) {
      try (TmuxTerminal terminal = opened(launcher, server)) {
        terminal.type("tell me").press("Enter").await("The answer is");
        terminal.press("C-c").await("130›");
        assertThat(terminal.screen()).contains("The answer is").contains("interrupted");

        terminal.type("go on").press("Enter").await("The rest.");
        assertThat(server.requests().getLast().body()).contains("The answer is");
        prompted(terminal);
        terminal.press("C-d").await("[exit 0]");
      }
      try (TmuxTerminal again = TmuxTerminal.open(launcher, 100, 30, "llmos")) {
        prompted(again);
        again.press("Up").await("› go on");
        again.press("Up").await("› tell me");
        again.press("C-c").type("/session ls").press("Enter").await("tell me");
        prompted(again);
        again.press("C-d").await("[exit 0]");
      }
    }
  }

  @Test
  void goesOnAfterTheTerminalWasResizedInTheMiddleOfAnAnswer() throws InterruptedException {
    Launcher launcher = Launcher.in(scratch);
    try (ModelServer server = ModelServer.start()
            .faultOnce(ModelServer.Fault.STALLED_WITHIN)
            .says("It goes on in words that no line of forty columns could hold, to the end.");
        TmuxTerminal terminal = opened(launcher, server)) {
      terminal.type("tell me").press("Enter").await("The answer is");
      terminal.resize(40, 24);
      terminal.press("C-c").await("130›");

      terminal.clear().type("go on").press("Enter").await("to the end.");

      prompted(terminal);
      assertThat(terminal.screen().lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThan(41));
      assertThat(terminal.screen()).containsPattern("in words that[^\\n]*\\n");
      terminal.press("C-d").await("[exit 0]");
    }
  }

  @Test
  void sumsUpWhatLeftTheWindowWhileNobodyWaits() throws InterruptedException {
    Launcher launcher = Launcher.in(scratch);
    try (ModelServer server = ModelServer.start()
            .window(2_000)
            .saysTo("Sum them up", "Ada counts lamps, one each day.");
        TmuxTerminal terminal = opened(launcher, server)) {
      terminal.type("/mem summaries on").press("Enter").await("summaries are on");
      prompted(terminal);

      int turns = talk(terminal, server, "Sum them up");
      terminal
          .clear()
          .type("/mem ls | where source == fake | where kind == summary | pick id why")
          .press("Enter")
          .await("summary of p");
      prompted(terminal);
      turns += talk(terminal, server, ": Ada counts lamps, one each day.; recall p");

      assertThat(turns).isLessThan(40);
      assertThat(server.problems()).isEmpty();
      terminal.clear().type("/mem").press("Enter").await("; summaries on");
      prompted(terminal);
      terminal.press("C-d").await("[exit 0]");
    }
    Launcher.Result kept = launcher.run(
        "--jsonl", "-c", "mem ls | where source == fake | where kind == summary | pick text why");
    assertThat(kept.out()).contains("Ada counts lamps, one each day.").contains("written by fake");
  }

  /** Talks until the server was sent this text; returns the turns that it took. */
  private static int talk(TmuxTerminal terminal, ModelServer server, String until)
      throws InterruptedException {
    int turns = 0;
    while (server.requests().stream().noneMatch(request -> request.body().contains(until))) {
      terminal
          .clear()
          .type("On day %d I saw %s.".formatted(turns, "a lamp, ".repeat(40)))
          .press("Enter");
      terminal.await("answers", s -> s.contains("\nok"), LONG);
      prompted(terminal);
      turns++;
    }
    return turns;
  }

  private static TmuxTerminal opened(Launcher launcher, ModelServer server)
      throws InterruptedException {
    TmuxTerminal terminal = TmuxTerminal.open(launcher, 100, 30, "llmos");
    prompted(terminal);
    terminal
        .type("/cpu add fake --url " + server.url() + " --model fake")
        .press("Enter")
        .await("added fake");
    prompted(terminal);
    terminal.type("/cpu use fake").press("Enter").await("using fake");
    prompted(terminal);
    terminal.clear();
    return terminal;
  }

  private static void prompted(TmuxTerminal terminal) throws InterruptedException {
    terminal.await("shows a prompt", s -> s.stripTrailing().endsWith("›"), LONG);
  }
}
