package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prompt in a real terminal, with the CPU that needs no model. One machine serves all tests: a start takes a while. */
class PromptTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir
  private static Path scratch;

  private static Launcher launcher;
  private static TmuxTerminal terminal;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    launcher = Launcher.in(scratch);
    Path notes = Files.createDirectories(launcher.folder().resolve("notes"));
    Files.writeString(
        notes.resolve("pricing.md"),
        "# Pricing\n\nThe basic plan costs 12 euros a month.\nThe team plan costs 49 euros a month.\n");
    Files.writeString(
        notes.resolve("evil.md"),
        "# Evil\n\nThe rocket \u001b]0;owned\u0007 starts \u001b[31mon\u202e Monday\u009b2J.\n");
    terminal = TmuxTerminal.open(launcher, 100, 30, "llmos");
    terminal.await("shows a prompt", screen -> atPrompt(screen), LONG);
    run("/mount notes", "notes: 2 documents, ");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (terminal != null) {
      try (TmuxTerminal last = terminal) {
        last.press("C-c");
        TimeUnit.MILLISECONDS.sleep(
            500); // a signal that is late would meet a terminal that is closed
        last.press("C-d").await("[exit 0]");
      }
    }
  }

  @BeforeEach
  void clear() throws InterruptedException {
    terminal.resize(100, 30).press("C-c");
    TimeUnit.MILLISECONDS.sleep(300); // Ctrl-C throws away what is typed right behind it
    terminal.clear();
  }

  @Test
  void aCommandFromAnotherShellIsAsWideAsItsTerminal() throws InterruptedException {
    try (TmuxTerminal narrow = TmuxTerminal.open(launcher, 46, 60, "llmos mem policy")) {
      String screen = narrow.await("[exit 0]");

      assertThat(screen).contains("\n  fifo     the page that came first leaves\n           first");
    }
  }

  @Test
  void aBenchStopsAtCtrlC() throws InterruptedException {
    terminal.type("/bench memory --pages 3000000").press("Enter");
    TimeUnit.SECONDS.sleep(2);
    terminal.press("C-c").await("130›");
  }

  @Test
  void answersTalkWithItsSourceBelow() throws InterruptedException {
    terminal.type("how much is the team plan?").press("Enter");

    String screen = answered();

    assertThat(screen)
        .contains("The team plan costs 49 euros a month")
        .contains("[1] notes/pricing.md #");
    run("/cite 1", "# Pricing");
  }

  @Test
  void completesCommandsOperationsAndDocuments() throws InterruptedException {
    terminal.type("/moun").press("Tab").await("/mount");
    terminal.press("C-u").type("/calc ").press("Tab").await("/calc eval");
    terminal.press("C-u").type("/cat notes/pri").press("Tab").await("/cat notes/pricing.md");
    terminal.press("C-u").type("/mem ").press("Tab").await("Keeps pages in the window.");
  }

  @Test
  void paintsAnUnknownCommandRedAndNeverSendsIt() throws InterruptedException {
    terminal.type("/eixt");
    terminal.await("/eixt");

    assertThat(terminal.screenWithColours()).containsPattern("\u001b\\[[0-9;]*31m/eixt");
    terminal.press("Enter").await("did you mean 'exit'?");
    terminal.await("127›");
  }

  @Test
  void leavesAPasteOfSeveralLinesToBeSent() throws InterruptedException {
    terminal.paste("how much is\nthe team plan?\n");
    terminal.await("the team plan?");

    assertThat(terminal.screen()).doesNotContain("49 euros");
    terminal.press("Enter");
    assertThat(answered()).contains("49 euros");
  }

  @Test
  void asksBeforeAPastedCommandOfSeveralLinesWrites() throws InterruptedException {
    terminal.paste("/say pasted\nfs write pasted.txt hello");
    terminal.await("fs write pasted.txt");
    terminal.press("Enter").await("[no] / once");
    terminal.press("Enter").await("4›");

    assertThat(launcher.folder().resolve("pasted.txt")).doesNotExist();
    assertThat(terminal.screen()).contains("paste");
  }

  @Test
  void breaksALineAndGoesOnWhereAQuoteIsOpen() throws InterruptedException {
    terminal.type("/say one").press("C-j").type("/say two").press("Enter");
    terminal.await("shows both", s -> s.contains("\none\n") && s.contains("\ntwo\n"), LONG);
    terminal.type("/say 'a").press("Enter").type("b'").press("Enter");
    terminal.await("shows the text of both lines", s -> s.contains("\na\nb\n"), LONG);
  }

  @Test
  void takesWhatIsTypedWhileACommandRunsAsTheNextLine() throws InterruptedException {
    terminal.type("/mount notes").press("Enter").type("/say early").press("Enter");

    terminal.await("runs it", s -> s.contains("\nearly\n"), LONG);
  }

  @Test
  void takesWhatIsTypedWhileTheHostsShellRunsAsTheNextLine() throws InterruptedException {
    terminal.type("!echo started; sleep 2").press("Enter").await("\nstarted\n");
    terminal.type("/say hasty").press("Enter");

    terminal.await("runs it", s -> s.lines().filter("hasty"::equals).count() == 1, LONG);
  }

  @Test
  void keepsControlSequencesOfDocumentsFromTheTerminal() throws InterruptedException {
    run("/cat notes/evil.md", "owned");
    terminal.type("when does the rocket start?").press("Enter");
    answered();
    run("/find rocket", "#");

    String raw = terminal.screenWithColours();
    assertThat(raw).contains("␛]0;owned␇").doesNotContain("\u001b]0;", "\u202e", "\u009b");
  }

  @Test
  void tellsTheEndOfAJobAboveTheLineThatIsTyped() throws InterruptedException, IOException {
    Path folder = launcher.folder();
    Files.writeString(folder.resolve("wait.sh"), "until [ -e go ]; do sleep .1; done; echo made\n");
    run("/sh 'sh wait.sh' &", "[-");
    terminal.await("counts it in the prompt", s -> s.contains("% 1j ›"), LONG);
    terminal.type("half a line").await("half a line");
    Files.createFile(folder.resolve("go"));

    String screen =
        terminal.await("tells the end", s -> s.contains("': done; 1 records: fg"), LONG);

    assertThat(screen.stripTrailing()).endsWith("half a line");
    terminal.press("C-u").type("/fg").press("Enter");
    terminal.await("shows what it made", s -> s.contains("\nmade\n"), LONG);
  }

  @Test
  void ctrlCInTheForegroundStopsTheJob() throws InterruptedException {
    run("/sh sleep 60 &", "[-");
    terminal.type("/fg").press("Enter");
    TimeUnit.SECONDS.sleep(1);
    terminal.press("C-c").await("130›");
    run("/ps | where what ~ 'sleep 60' | pick state", "killed");
  }

  @Test
  void knowsTheCommandsThatAreDefined() throws InterruptedException {
    run("/def twice(x) { say $x ; say $x }", "›");
    terminal.type("/twi").press("Tab").await("/twice");
    terminal.type(" hey").press("Enter");
    terminal.await("runs it", s -> s.contains("\nhey\nhey\n"), LONG);
  }

  @Test
  void fitsFortyColumns() throws InterruptedException {
    terminal.resize(40, 24);
    terminal.type("how much is the team plan?").press("Enter");
    answered();
    run("/mem ls", "resident");
    run("/ls notes", "notes/pricing.md");
    run("/help", "devices");

    assertThat(terminal.screen().lines())
        .allSatisfy(
            line -> assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(40));
    assertThat(terminal.screen()).doesNotContain("\n…");
  }

  private static String answered() throws InterruptedException {
    return terminal.await(
        "shows an answer and a prompt", s -> s.contains("[1] ") && atPrompt(s), LONG);
  }

  private static void run(String line, String expected) throws InterruptedException {
    terminal.type(line).press("Enter");
    terminal.await(
        "shows '" + expected + "' and a prompt after " + line,
        s -> {
          int typed = s.lastIndexOf(line);
          return typed >= 0 && s.indexOf(expected, typed + line.length()) >= 0 && atPrompt(s);
        },
        LONG);
  }

  private static boolean atPrompt(String screen) {
    return screen.stripTrailing().endsWith("›");
  }
}
