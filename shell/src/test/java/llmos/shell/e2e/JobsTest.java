package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run in the background of a run without a prompt. */
class JobsTest {
  @TempDir
  private Path scratch;

  private Launcher.Result run(String program) {
    return Launcher.in(scratch).within(Duration.ofMinutes(1)).run("-c", program);
  }

  @Test
  void aRunEndsWithItsJobsAndShowsWhatTheyMade() {
    Launcher.Result result = run("sh 'sleep 1; echo late' & ; say early");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).isEqualTo("[-1] sh 'sleep 1; echo late'\nearly\nlate\n");
  }

  @Test
  void waitingTakesWhatAJobMade() {
    Launcher.Result result =
        run("let n = 2 ; sh \"echo $n\" & ; wait | each { say \"got $it.text\" }; ps | pick state");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).isEqualTo("[-1] sh \"echo $n\"\ngot 2\nstate=done\n");
  }

  @Test
  void commandsAndBlocksOfTheUserSeeTheVariablesAsTheyWereWhenTheJobBegan() {
    Launcher.Result result = run(
        "let n = 1 ; def f { say \"f $n\" } ; let b = { say \"b $n\" } ; sh sleep 1 && f && say x | each $b & ; let n = 2 ; wait | pick text ; f");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).endsWith("f 1\nb 1\nf 2\n");
  }

  @Test
  void theCodeOfAJobThatFailsIsThatOfTheRun() {
    Launcher.Result result = run("cat nowhere/a.md & ; say on");
    Launcher.Result taken = run("cat nowhere/a.md & ; wait || say taken ; say on");

    assertThat(result.exit()).as("%s", result).isEqualTo(1);
    assertThat(result.out()).endsWith("\non\n");
    assertThat(result.err()).contains("nowhere");
    assertThat(taken.exit()).as("%s", taken).isZero();
    assertThat(taken.out()).endsWith("\ntaken\non\n");
  }

  @Test
  void aJobThatIsStoppedEndsItsPrograms() {
    Launcher.Result result = run(
        "sh sleep 347 & ; sh sleep 1 ; kill -1 ; wait -1 || say stopped ; sh 'pgrep -ax sleep | grep -c 347 || true'");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).contains("stopped -1", "\nstopped\n0\n");
  }

  @Test
  void aJobAsksInAConversationOfItsOwn() {
    Launcher.Result result =
        run("ask 'my name is Ada' ; ask 'and mine is Bob' & ; wait ; session | pick title");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).contains("title=my name is Ada", "title=and mine is Bob");
  }

  @Test
  void aJobDoesNotWaitForItself() {
    Launcher.Result result = run("say a & ; wait & ; fg -2");
    Launcher.Result itself = run("wait -1 &");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).endsWith("\na\n");
    assertThat(itself.exit()).as("%s", itself).isEqualTo(2);
  }

  @Test
  void thereIsNothingToWaitForThatDoesNotExist() {
    Launcher.Result result = run("wait -7");

    assertThat(result.exit()).as("%s", result).isEqualTo(1);
    assertThat(result.err()).contains("there is no process -7");
    assertThat(run("fg").exit()).isEqualTo(1);
    assertThat(run("wait").exit()).isZero();
  }
}
