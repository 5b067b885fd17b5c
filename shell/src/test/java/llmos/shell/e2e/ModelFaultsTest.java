package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import llmos.testkit.ModelServer;
import llmos.testkit.ModelServer.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that fail while nobody watches: each run ends by itself, says why, keeps what came, and never says that all is well. */
class ModelFaultsTest {
  private static final int MOST_REQUESTS = 4;

  @TempDir
  private Path scratch;

  private final ModelServer server = ModelServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  /** The CPU is added and asked in one process, so that a fault costs one start. */
  private String program() {
    return "cpu add m --url %s --model x --set timeout=4 && cpu use m && ask 'hi'"
        .formatted(server.url());
  }

  private Launcher launcher() {
    return Launcher.in(scratch).with("LLMOS_IDLE_TIMEOUT", "1").within(Duration.ofSeconds(40));
  }

  /** A short prompt is not cut: that has a test of its own. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TRUNCATED"})
  void everyFaultEndsByItselfAndSaysWhatToDo(Fault fault) {
    server.fault(fault);

    Launcher.Result result = launcher().run("-c", program());

    assertThat(result.exit()).as("%s: %s", fault, result).isEqualTo(fault == Fault.LENGTH ? 6 : 3);
    List<String> said =
        result.err().lines().filter(line -> !line.startsWith("· ")).toList();
    assertThat(said.getFirst()).as("%s: %s", fault, result).startsWith("llmos: ");
    assertThat(said.size()).as("a message and a hint: %s", result).isBetween(2, 6);
    assertThat(result.err().lines().reduce("", (a, b) -> b)).as("what to do").startsWith("  ");
    assertThat(server.requests()).as("%s", fault).hasSizeLessThanOrEqualTo(MOST_REQUESTS);
    assertThat(result.err()).doesNotContain("internal error", "Exception", "\u001b");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"STALLED_WITHIN", "BROKEN_OFF", "NO_FINISH", "DONE_ONLY", "ERROR_INSIDE", "LENGTH"})
  void whatCameIsShownKeptAndNeverAskedForAgain(Fault fault) {
    server.fault(fault);

    Launcher.Result result = launcher().run("-c", program() + " || log ; log ; mem ls");

    assertThat(server.requests()).as("none is repeated after the first token").hasSize(1);
    String name = fault.name().toLowerCase(Locale.ROOT);
    assertThat(result.out()).as(name).startsWith("added m\nusing m\nThe answer is\n");
    assertThat(result.out())
        .as("%s: in the journal and in memory", name)
        .contains("assistant  The answer is");
    assertThat(result.out().lines().filter(l -> l.matches("p\\d+  The answer is.*")))
        .as("%s", result)
        .hasSize(1);
    assertThat(result.exit()).as("the failure was taken by ||: %s", result).isZero();
  }

  @Test
  void aPromptThatTheServerCutIsAFailureWithTheRemedy() {
    server.fault(Fault.TRUNCATED);

    Launcher.Result result =
        launcher().run("-c", program().replace("'hi'", "'" + "word ".repeat(700) + "'"));

    assertThat(result.exit()).as("%s", result).isEqualTo(3);
    assertThat(result.err()).contains("cut the prompt", "--window");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aReplyWithoutAWordIsNoAnswer() {
    server.says("").says("");

    Launcher.Result result = launcher().run("-c", program());
    Launcher.Result record = launcher().run("--json", "ask", "and now?");

    assertThat(result.exit()).as("%s", result).isEqualTo(3);
    assertThat(result.err()).contains("llmos: the CPU m ended its reply without a word", "cpu use");
    assertThat(record.exit()).as("%s", record).isEqualTo(3);
    assertThat(record.out()).contains("\"kind\":\"error\"", "\"exit\":3");
  }

  @Test
  void aCallThatBrokeOffIsNotMade() {
    server.fault(Fault.BROKEN_CALL);

    Launcher.Result result = launcher().run("-c", program());

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.out() + result.err()).doesNotContain("fs wri");
    assertThat(launcher().run("log", "--audit").out()).doesNotContain("fs");
  }

  @Test
  void aProgramReadsTheErrorAsARecord() {
    server.fault(Fault.UNAUTHORIZED);

    Launcher.Result one = launcher().run("--json", "-c", program());
    server.fault(Fault.BROKEN_OFF);
    Launcher.Result half = launcher().run("--jsonl", "ask", "again");

    assertThat(one.out()).contains("\"kind\":\"error\"", "\"exit\":3", "\"message\":", "\"hint\":");
    assertThat(half.out()).contains("The answer is", "\"kind\":\"error\"", "\"exit\":3");
    assertThat(half.exit()).isEqualTo(3);
  }

  @Test
  void afterTooManyRequestsOrAResetItIsTriedAgain() {
    server.faultOnce(Fault.TOO_MANY).faultOnce(Fault.RESET_BEFORE).says("Here I am.");

    Launcher.Result result = launcher().run("-c", program());

    assertThat(result.out()).as("%s", result).endsWith("Here I am.\n");
    assertThat(result.exit()).isZero();
  }
}
