package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import llmos.testkit.ModelServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of an answer, of the window and of what runs; and that a pipe sees the text alone. */
class RenderingTest {
  private static final String ANSWER = """
      # The *plan*

      1. First **this**, which is told in a sentence that no line of forty columns can hold.
         - nested `code` [1]
      2. 合同的条件必须在三十天之内以书面形式通知对方,否则视为同意。

      > Said before.

      | Name | Price |
      |------|-------|
      | Basic | 12 |
      | 团队 | 1,049 |

      ```java
      int x = 1; // one
      ```
      """;

  @TempDir
  private Path scratch;

  @Test
  void drawsAnAnswerAtEightyAndAtFortyColumnsAndGivesAPipeTheText()
      throws InterruptedException, IOException {
    Launcher launcher =
        Launcher.in(scratch).with("TERM", "xterm-256color").with("LLMOS_AOT", "off");
    try (ModelServer server =
        ModelServer.start().cut(7).says(ANSWER).says(ANSWER).says(ANSWER).says(ANSWER)) {
      ready(launcher, server);

      try (TmuxTerminal wide = TmuxTerminal.open(launcher, 80, 50, "llmos ask plan")) {
        assertThat(wide.await("[exit 0]"))
            .startsWith("The plan\n\n1. First this, which is told in a sentence")
            .contains("\n   ◦ nested code [1]\n2. 合同")
            .contains("\n│ Said before.\n")
            .contains("\nName   Price\n────────────\nBasic     12\n团队   1,049\n")
            .contains("\n```java\nint x = 1; // one\n```\n");
        assertThat(wide.screenWithColours())
            .containsPattern("\u001b\\[35m(\u001b\\[49m)?int")
            .contains("\u001b[2m// one");
      }
      try (TmuxTerminal narrow = TmuxTerminal.open(launcher, 40, 50, "llmos ask plan")) {
        assertThat(narrow.await("[exit 0]"))
            .contains(
                "1. First this, which is told in a\n   sentence that no line of forty\n   columns can hold.\n")
            .contains("2. 合同的条件必须在三十天之内以书面形式\n   通知对方,否则视为同意。\n");
      }
      try (TmuxTerminal plain = TmuxTerminal.open(launcher, 80, 50, "TERM=dumb llmos ask plan")) {
        assertThat(plain.await("[exit 0]")).startsWith("# The *plan*\n\n1. First **this**, which");
        assertThat(plain.screenWithColours()).doesNotContain("\u001b[");
      }
      Path trace = scratch.resolve("classes");
      Launcher.Result piped =
          launcher.with("LLMOS_JAVA_OPTS", "-Xlog:class+load:file=" + trace).run("ask", "plan");
      assertThat(piped.out()).as("%s", piped).startsWith(ANSWER);
      assertThat(Files.readString(trace))
          .contains("llmos.shell.out.AnswerStream ")
          .doesNotContain("llmos.shell.out.Markdown", "llmos.shell.out.WordWrap", "org.jline")
          .as("no program was run")
          .doesNotContain("jdk.internal.event.ProcessStartEvent ");
    }
  }

  @Test
  void topDrawsInItsPlaceUntilAKeyAndTheMapFitsTheScreen() throws InterruptedException {
    Launcher launcher = Launcher.in(scratch).with("TERM", "xterm-256color");
    assertThat(
            launcher.run("ask", "From now on say yes.", "--read-ahead", "never").exit())
        .isBetween(0, 5);

    try (TmuxTerminal top =
        TmuxTerminal.open(launcher, 60, 40, "echo before; llmos top; llmos --no-color mem --map")) {
      top.await("q ends");
      TimeUnit.MILLISECONDS.sleep(2_500); // it draws itself two times more
      String screen = top.screen();
      assertThat(screen).startsWith("before\nwindow  session 1, CPU rom: ");
      assertThat(screen.lines().filter(line -> line.startsWith("window "))).hasSize(1);
      assertThat(screen.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(60));

      top.press("q");
      String ended = top.await("[exit 0]");
      assertThat(ended)
          .as("the last picture stays")
          .contains("q ends")
          .containsPattern("\nS+[!ua]");
    }
    try (TmuxTerminal dumb = TmuxTerminal.open(launcher, 40, 40, "TERM=dumb llmos top")) {
      assertThat(dumb.await("[exit 0]")).startsWith("window  session 1").doesNotContain("q ends");
    }
    Launcher.Result piped = launcher.run("--jsonl", "top");
    assertThat(piped.out().lines().toList().getFirst()).startsWith("{\"kind\":\"window\",");
    assertThat(piped.out()).contains("\"part\":\"free\"").contains("\"part\":\"system\"");
  }

  @Test
  void aTerminalThatNobodyKnowsAndOneWithoutColoursHaveAPromptAllTheSame()
      throws InterruptedException {
    Launcher launcher = Launcher.in(scratch);

    try (TmuxTerminal odd =
        TmuxTerminal.open(launcher, 80, 30, "TERM=no-such-terminal NO_COLOR=1 llmos")) {
      odd.await("0% ›");
      odd.type("/say hello").press("Enter").await("\nhello\n");

      assertThat(odd.screen()).doesNotContain("infocmp", "Exception");
      assertThat(odd.screenWithColours()).doesNotContainPattern("\u001b\\[[0-9;]*3[0-7]m");
      odd.press("C-d").await("[exit 0]");
    }
    try (TmuxTerminal dumb = TmuxTerminal.open(launcher, 80, 30, "TERM=dumb llmos")) {
      dumb.await("0% ›");
      dumb.type("/say one").press("Enter").await("\none\n");
      dumb.type("/say two").press("Enter").await("\ntwo\n");
      dumb.press("C-d").await("[exit 0]");
    }
  }

  private static void ready(Launcher launcher, ModelServer server) {
    Launcher.Result result =
        launcher.run("-c", "cpu add fake --url '" + server.url() + "' --model fake; cpu use fake");
    assertThat(result.exit()).as("%s", result).isZero();
  }
}
