package llmos.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import llmos.api.Fault;
import llmos.kernel.Boot;
import org.junit.jupiter.api.Test;

class EmbeddedTest {
  private final Embedded llmos = Embedded.of(new Boot(
      Path.of("/dev/null/home"),
      Path.of("").toAbsolutePath(),
      Map.of(),
      Clock.systemUTC(),
      List.of(),
      List.of()));

  @Test
  void givesTheRecordsOfEachPipelineAndKeepsVariables() {
    Embedded.Result first = llmos.run("let x = 'a | b' ; say one ; say two");
    Embedded.Result second = llmos.run("say $x");

    assertThat(first)
        .isEqualTo(new Embedded.Result(
            0, List.of(Map.of("text", "one"), Map.of("text", "two")), first.fault()));
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
}
