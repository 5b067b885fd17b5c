package llmos.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import llmos.api.Burst;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.testkit.ModelServer;
import llmos.testkit.ModelServer.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class ServerFaultsTest {

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(Fault.REFUSED, 0, "refused", ""),
        Arguments.of(Fault.UNAUTHORIZED, 1, "401", ""),
        Arguments.of(Fault.NOT_FOUND, 1, "no model 'fake'", ""),
        Arguments.of(Fault.TOO_MANY, 4, "429", ""),
        Arguments.of(Fault.TOO_MANY_FOR_LONG, 1, "wait 3600 s", ""),
        Arguments.of(Fault.SERVER_ERROR, 4, "the model crashed", ""),
        Arguments.of(Fault.STALLED_BEFORE, 1, "no answer within 1 s", ""),
        Arguments.of(Fault.STALLED_WITHIN, 1, "nothing came for 1 s", "The answer is"),
        Arguments.of(Fault.ALIVE_ONLY, 1, "not finished within 3 s", ""),
        Arguments.of(Fault.RESET_BEFORE, 4, "broke off", ""),
        Arguments.of(Fault.BROKEN_OFF, 1, "interrupted", "The answer is"),
        Arguments.of(Fault.BROKEN_CALL, 1, "interrupted", ""),
        Arguments.of(Fault.NO_FINISH, 1, "without a finish reason", "The answer is"),
        Arguments.of(Fault.DONE_ONLY, 1, "without a finish reason", "The answer is"),
        Arguments.of(Fault.FILTERED, 1, "content filter", "The answer is"),
        Arguments.of(Fault.ERROR_INSIDE, 1, "ran out of memory", "The answer is"),
        Arguments.of(Fault.ERROR_BODY, 1, "no memory left", ""),
        Arguments.of(Fault.HTML, 1, "web page (HTML)", ""),
        Arguments.of(Fault.EMPTY_BODY, 1, "empty body", ""),
        Arguments.of(Fault.REDIRECT, 1, "307", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void endsByItselfWithoutAskingTwiceForWhatHasBegun(
      Fault fault, int requests, String message, String text) throws Exception {
    StringBuilder pieces = new StringBuilder();
    try (ModelServer server = ModelServer.start().fault(fault);
        Cpu cpu = Fixture.open(server.url(), "idle", "1", "timeout", "3")) {

      Burst burst = cpu.run(Fixture.says("What is it?"), pieces::append);

      assertThat(burst.stop()).isEqualTo(Burst.Stop.FAILED);
      assertThat(burst.fault().orElseThrow().errno()).isEqualTo(Errno.CPU_FAILED);
      assertThat(burst.fault().orElseThrow().message())
          .contains(message, "cpu 'test'", server.url());
      assertThat(burst.text()).isEqualTo(text).isEqualTo(pieces.toString());
      assertThat(burst.traps()).isEmpty();
      assertThat(server.requests()).hasSize(requests);
      assertThat(server.problems()).isEmpty();
    }
  }

  @Test
  void everyFaultOfTheTestKitIsTried() {
    List<Object> tried = faults().map(a -> a.get()[0]).toList();

    assertThat(Fault.values())
        .allSatisfy(fault -> assertThat(tried.contains(fault)
                || List.of(Fault.LENGTH, Fault.TRUNCATED, Fault.ENDLESS).contains(fault))
            .isTrue());
  }

  @Test
  void aReplyCutAtTheLimitIsNotAFailure() throws Exception {
    try (ModelServer server = ModelServer.start().fault(Fault.LENGTH);
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(Fixture.says("What is it?"), piece -> {});

      assertThat(burst.stop()).isEqualTo(Burst.Stop.LENGTH);
      assertThat(burst.text()).isEqualTo("The answer is");
    }
  }

  @Test
  void aPromptThatWasCutWithoutAWordIsAFailure() throws Exception {
    try (ModelServer server = ModelServer.start().fault(Fault.TRUNCATED);
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(Fixture.says("What is this? ".repeat(500)), piece -> {});

      assertThat(burst.stop()).isEqualTo(Burst.Stop.FAILED);
      assertThat(burst.fault().orElseThrow().message()).contains("cut the prompt");
      assertThat(burst.fault().orElseThrow().hint()).contains("--window");
    }
  }

  @Test
  void aStreamWithoutEndIsBounded() throws Exception {
    try (ModelServer server = ModelServer.start().fault(Fault.ENDLESS);
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(Fixture.says("Go."), piece -> {});

      assertThat(burst.fault().orElseThrow().message()).contains("larger than 16 MiB");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aServerThatRecoversAnswers() throws Exception {
    try (ModelServer server = ModelServer.start()
            .faultOnce(Fault.SERVER_ERROR)
            .faultOnce(Fault.RESET_BEFORE)
            .faultOnce(Fault.TOO_MANY)
            .says("There you are.");
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(Fixture.says("Hello?"), piece -> {});

      assertThat(burst.text()).isEqualTo("There you are.");
      assertThat(server.requests()).hasSize(4);
    }
  }
}
