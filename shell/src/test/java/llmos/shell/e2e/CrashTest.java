package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import llmos.testkit.ModelServer;
import llmos.testkit.ModelServer.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed, stopped and run beside each other: what was acknowledged stays. */
class CrashTest {
  private static final int KILLS = Integer.getInteger("llmos.kills", 20);
  private static final long SEED = 20_260_101;

  @TempDir
  private Path scratch;

  private final ModelServer server = ModelServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  private String useServer() {
    return "cpu add m --url " + server.url() + " --model x; cpu use m; ";
  }

  private String output() throws IOException {
    return Files.readString(scratch.resolve("out")) + Files.readString(scratch.resolve("err"));
  }

  private void awaitOutput(Process process, String text) throws Exception {
    for (int i = 0; i < 1500 && !output().contains(text); i++) {
      assertThat(process.isAlive()).as("still running: %s", output()).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(output()).contains(text);
  }

  /** The launcher becomes the JVM, so a kill of it is a kill of all there is. */
  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  /** A program of many lines, each acknowledged by what is printed after it, over a folder that grew by a file. */
  private static String lines(Launcher launcher, int round) throws IOException {
    Files.writeString(
        launcher.folder().resolve("n" + round + ".md"), "Note %d of many.\n".formatted(round));
    String asked = IntStream.range(0, 40)
        .mapToObj(i -> "ask 'calc eval %d*1000+%d' ; say ack-%d-%d".formatted(round, i, round, i))
        .collect(Collectors.joining(" ; "));
    return "session new s%d ; mount . --as d ; %s".formatted(round, asked);
  }

  @Test
  void killingItAtAnyMomentLosesNoAcknowledgedLine() throws Exception {
    Launcher launcher = Launcher.in(scratch);
    Files.writeString(launcher.folder().resolve("a.md"), "The bridge was opened in 1889.\n");
    assertThat(launcher.run("mount", ".", "--as", "d").exit()).isZero();
    Random random = new Random(SEED);
    List<String> acknowledged = new ArrayList<>();
    int kills = 0;
    int round = 0;
    // A kill counts when a line had been acknowledged. Every third comes at any moment, also before
    // the first line; the others wait for that line, however busy the machine is.
    for (; kills < KILLS && round < 2 * KILLS; round++) {
      Process process = launcher.start("-c", lines(launcher, round));
      if (round % 3 == 0) {
        TimeUnit.MILLISECONDS.sleep(300 + random.nextInt(1500));
      } else {
        awaitOutput(process, "ack-%d-0".formatted(round));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(600));
      }
      kill(process);
      List<String> printed =
          output().lines().filter(line -> line.startsWith("ack-")).toList();
      printed.forEach(line -> acknowledged.add(
          line.substring(4).replaceFirst("(\\d+)-(\\d+)", "calc eval $1*1000+$2")));
      kills += printed.isEmpty() ? 0 : 1;
    }
    assertThat(kills).as("kills after an acknowledged line, of %d", round).isEqualTo(KILLS);

    Launcher.Result sessions = launcher.run("--jsonl", "session", "ls");
    assertThat(sessions.exit()).as("%s", sessions).isZero();
    String all = IntStream.rangeClosed(1, (int) sessions.out().lines().count())
        .mapToObj(i -> "session resume %d ; log -k 400".formatted(i))
        .collect(Collectors.joining(" ; "));
    Launcher.Result log = launcher.run("-c", all + " ; mem ; mem ls");
    assertThat(log.exit()).as("%s", log).isZero();
    assertThat(log.out().lines().toList())
        .as("the journal has every acknowledged line")
        .satisfies(lines -> assertThat(acknowledged)
            .allSatisfy(line -> assertThat(lines).anyMatch(l -> l.endsWith("user  " + line))));
    Launcher.Result after = launcher.run(
        "-c",
        "mount . --as d ; find 'Note 3 of many' | first 1 ; ask 'When was the bridge opened?'");
    assertThat(after.exit()).as("the index catches up: %s", after).isZero();
    assertThat(after.out()).contains("[1] d/a.md");
  }

  @Test
  void anEffectThatAKillCutOffIsToldAndNotRunAgain() throws Exception {
    Launcher launcher = Launcher.in(scratch);
    Path devices = Files.createDirectories(launcher.home().resolve("devices"));
    Path runs = launcher.folder().resolve("runs");
    Files.writeString(devices.resolve("Slow.java"), """
        import java.nio.file.*;
        import llmos.api.*;
        @Device("slow")
        public class Slow {
          @Op(help = "Takes long.", effect = Effect.WRITE, example = "slow go x")
          public String go(@Arg(help = "file") Path file) throws Exception {
            Files.writeString(file, "run\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Thread.sleep(60_000);
            return "done";
          }
        }
        """);
    server.calls("slow go runs").says("It seems to have run.");
    Process process = launcher.start("-c", useServer() + "allow slow go ; ask 'please go'");
    for (int i = 0; i < 1500 && !Files.exists(runs) && process.isAlive(); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(runs).as("%s", output()).exists();
    kill(process);

    Launcher.Result after =
        launcher.run("-c", "session resume 1 ; log ; mem ls ; ask 'how did it go?'");

    assertThat(after.exit()).as("%s", after).isZero();
    assertThat(after.out())
        .contains("outcome unknown", "slow go")
        .endsWith("It seems to have run.\n");
    assertThat(Files.readString(runs)).as("run once").isEqualTo("run\n");
    assertThat(server.problems()).as("a call without its result").isEmpty();
  }

  @Test
  void aSignalWithinAnAnswerKeepsWhatCameAndLeavesNoProcess() throws Exception {
    server.fault(Fault.STALLED_WITHIN);
    int round = 0;
    for (String signal : List.of("TERM", "INT")) {
      round++;
      Launcher launcher = Launcher.in(scratch);
      Process process = launcher.start("-c", useServer() + "ask 'signal " + signal + "'");
      awaitOutput(process, "The answer is");
      List<ProcessHandle> children = process.descendants().toList();
      launcher.bash("kill -" + signal + " " + process.pid());
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

      assertThat(process.exitValue()).as(signal).isEqualTo(signal.equals("TERM") ? 143 : 130);
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      Launcher.Result log = launcher.run("-c", "session resume " + round + " ; log ; mem ls");
      assertThat(log.out())
          .as(signal)
          .contains("The answer is [interrupted]", "user  signal " + signal);
      assertThat(log.exit()).isZero();
    }
  }

  @Test
  void eightRunsAtOnceOnAFreshHomeGiveEightAnswers() {
    Launcher launcher = Launcher.in(scratch).within(Duration.ofMinutes(2));

    Launcher.Result result = launcher.bash("""
        mkdir a b; echo 'The bridge was opened in 1889.' >a/a.md; echo 'The tower fell in 1703.' >b/b.md
        for i in 1 2 3 4 5 6 7 8; do
          (llmos ask "calc eval $i*1000+1" >out$i 2>err$i; echo "$i exit $?") &
        done
        wait
        cat out? err?
        llmos mount a --as a & one=$!
        llmos mount b --as b & two=$!
        wait $one; echo "mount a $?"; wait $two; echo "mount b $?"
        llmos ask 'When was the bridge opened?'; llmos ask 'When did the tower fall?'
        """);

    for (int i = 1; i <= 8; i++) {
      assertThat(result.out()).as("%s", result).contains(i + " exit 0", i + "001");
    }
    assertThat(result.out()).contains("mount a 0", "mount b 0", "[1] a/a.md", "[1] b/b.md");
  }
}
