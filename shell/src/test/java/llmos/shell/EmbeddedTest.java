package llmos.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import llmos.api.Fault;
import llmos.kernel.Boot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedTest {
  private final Embedded llmos = on(Path.of("/dev/null/home"));

  @TempDir
  private Path scratch;

  private static Embedded on(Path home) {
    return Embedded.of(new Boot(
        home, Path.of("").toAbsolutePath(), Map.of(), Clock.systemUTC(), List.of(), List.of()));
  }

  @AfterEach
  void close() {
    llmos.close();
  }

  @Test
  void givesTheRecordsOfEachPipelineAndKeepsVariables() {
    Embedded.Result first = llmos.run("let x = 'a | b' ; say one ; say two");
    Embedded.Result second = llmos.run("say $x");

    assertThat(first)
        .isEqualTo(new Embedded.Result(
            0, List.of(Map.of("text", "one"), Map.of("text", "two")), Optional.empty()));
    assertThat(second.records()).containsExactly(Map.of("text", "a | b"));
    assertThat(second.fault()).isEmpty();
  }

  @Test
  void givesWhatCameAndTheFaultOfALineThatFails() {
    Embedded.Result result = llmos.run("say a ; say b | first x");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.records()).containsExactly(Map.of("text", "a"));
    assertThat(result.fault())
        .map(Fault::message)
        .contains("'x' is not a whole number of at least 0");
  }

  @Test
  void tellsOfAFailureThatWasTakenAndOfACodeThatWasWanted() {
    assertThat(llmos.run("nope || say on")).satisfies(result -> {
      assertThat(result.exit()).isZero();
      assertThat(result.fault()).isEmpty();
    });
    assertThat(llmos.run("say a ; exit 7")).satisfies(result -> {
      assertThat(result.exit()).isEqualTo(7);
      assertThat(result.records()).hasSize(1);
      assertThat(result.fault()).isEmpty();
    });
  }

  @Test
  void hasNobodyAtStandardInputAndEndsAtAnInterrupt() {
    assertThat(llmos.run("cat - | count").records())
        .containsExactly(Map.of("text", "0", "count", 0));

    Thread.currentThread().interrupt();
    Embedded.Result result = llmos.run("sh sleep 60");

    assertThat(result.exit()).isEqualTo(130);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void givesArgumentsThatAreNeverParsed() {
    Embedded.Result result = llmos.run("say $2 $1 ; $@ | count", List.of("a | b", "$c"));

    assertThat(result.records())
        .extracting(record -> record.get("text"))
        .containsExactly("$c a | b", "2");
  }

  @Test
  void givesWhatJobsMakeAndTheFaultOfTheFirstThatFails() {
    try (Embedded machine = on(scratch)) {
      Embedded.Result jobs = machine.run("sh echo late & ; say early");
      Embedded.Result failed = machine.run("no-such-command & ; say a | first x & ; say on");
      Embedded.Result own = machine.run("no-such-command & ; say a | first x");

      assertThat(jobs.records())
          .extracting(record -> record.get("text"))
          .containsExactly("[-1] sh echo late", "early", "late");
      assertThat(List.of(failed, own))
          .allSatisfy(result -> assertThat(result.fault())
              .map(fault -> fault.errno().exit())
              .contains(result.exit()));
      assertThat(failed.exit()).isEqualTo(127);
      assertThat(own.exit()).isEqualTo(2);
    }
  }

  @Test
  void stopsTheJobsOfALineThatLeaves() {
    try (Embedded machine = on(scratch)) {
      Embedded.Result left = machine.run("sh 'sleep 60; echo x' & ; exit 3");
      Embedded.Result next = machine.run("say next");

      assertThat(left.exit()).isEqualTo(3);
      assertThat(next.records()).containsExactly(Map.of("text", "next"));
    }
  }

  @Test
  @Timeout(30)
  void anInterruptWhileItWaitsForJobsEndsAllOfThem() {
    try (Embedded machine = on(scratch)) {
      machine.run("say booted & ; wait");
      Thread runner = Thread.currentThread();
      Thread.ofVirtual().start(() -> {
        LockSupport.parkNanos(1_000_000_000);
        runner.interrupt();
      });

      assertThat(machine.run("sh sleep 60 & ; sh sleep 60 &").exit()).isEqualTo(130);
      assertThat(machine.run("say next").records()).containsExactly(Map.of("text", "next"));
    }
  }

  @Test
  void runsNothingAfterItsEnd() {
    llmos.close();

    assertThatThrownBy(() -> llmos.run("say a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysWhereThereIsNoDistribution() {
    assertThatThrownBy(() -> Embedded.in(scratch, scratch))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Embedded.of");
  }
}
