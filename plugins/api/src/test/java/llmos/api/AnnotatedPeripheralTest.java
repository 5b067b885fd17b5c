package llmos.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnnotatedPeripheralTest {
  private final CallContext context =
      new CallContext(Path.of("/"), Clock.systemUTC(), Duration.ofSeconds(1));

  /** A device with one operation of each kind of result. */
  @Device(value = "probe", help = "For tests.")
  public static class Probe {
    /** Returns a text. */
    @Op(help = "Repeats.", example = "probe echo hi 2")
    public String echo(@Arg(help = "what") String text, @Arg(help = "times", def = "1") int times) {
      return text.repeat(times);
    }

    /** Throws. */
    @Op(help = "Fails.", effect = Effect.WRITE)
    public Map<String, Object> fail(@Arg(help = "where") Path path) {
      throw new IllegalStateException("no luck with " + path);
    }

    /** Returns records. */
    @Op(help = "Lists.")
    public List<String> list(CallContext around) {
      return List.of(around.workspace().toString(), "b");
    }
  }

  @Test
  void describesItsOperationsFromTheAnnotations() {
    Peripheral probe = Peripheral.of(new Probe());

    assertThat(probe.name()).isEqualTo("probe");
    assertThat(probe.operations())
        .extracting(Operation::usage)
        .containsExactly("echo text [times]", "fail path", "list");
    assertThat(probe.operations().get(1).params().getFirst().role()).isEqualTo(Param.Role.TARGET);
    assertThat(probe.operations().get(1).idempotent()).isFalse();
    assertThat(probe.operations().get(0).idempotent()).isTrue();
  }

  @Test
  void makesRecordsOfWhatAMethodReturns() throws InterruptedException {
    Peripheral probe = Peripheral.of(new Probe());

    assertThat(probe.call("echo", Map.of("text", "ab", "times", 2L), context))
        .isEqualTo(Reply.text("abab"));
    assertThat(probe.call("list", Map.of(), context))
        .isEqualTo(Reply.of(List.of(Map.of("text", "/"), Map.of("text", "b"))));
  }

  @Test
  void makesAFailedReplyOfAnException() throws InterruptedException {
    Reply reply = Peripheral.of(new Probe()).call("fail", Map.of("path", Path.of("x")), context);

    assertThat(reply).isEqualTo(Reply.failed(Errno.FAILED, "no luck with x"));
  }

  @Test
  void refusesAClassWithoutAnnotations() {
    assertThatThrownBy(() -> Peripheral.of("a string"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("@Device");
  }
}
