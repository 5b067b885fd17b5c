package llmos.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import llmos.api.PageId;
import llmos.api.Span;
import llmos.api.Trap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
  private static final Set<String> OFFERED = Set.of("calc eval", "clock now", "my_dev read_it");
  private final Decoder decoder = new Decoder((device, op) -> OFFERED.contains(device + " " + op));

  private Syscall decode(String name, String arguments) {
    return decoder.decode(new Trap("1", name, arguments));
  }

  @Test
  void readsALineOfTheToolRun() {
    assertThat(decode("run", "{\"line\":\"calc eval '2 + 2'\"}"))
        .isEqualTo(new Syscall.Call(List.of("calc", "eval", "2 + 2")));
    assertThat(decode("run", "{\"line\":\"recall p42\"}"))
        .isEqualTo(new Syscall.Recall(new PageId(42)));
    assertThat(decode("run", "{\"line\":\"search late fees --in=docs\"}"))
        .isEqualTo(new Syscall.Search("late fees", List.of("docs")));
    assertThat(decode("run", "{\"line\":\"read docs/a.md#12-30\"}"))
        .isEqualTo(new Syscall.Read(new Span("docs/a.md", 12, 30, 0)));
  }

  @Test
  void readsTheNameOfAnOperationWithArguments() {
    assertThat(decode("calc_eval", "{\"expr\":\"2+2\",\"digits\":3}"))
        .isEqualTo(new Syscall.Call(List.of("calc", "eval", "--expr=2+2", "--digits=3")));
    assertThat(decode("calc.eval", "{}")).isEqualTo(new Syscall.Call(List.of("calc", "eval")));
    assertThat(decode("my_dev_read_it", "{}"))
        .isEqualTo(new Syscall.Call(List.of("my_dev", "read_it")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"line\":",
        "[]",
        "{\"lines\":\"x\"}",
        "{\"line\":3}",
        "{\"line\":\"say 'oh\"}",
        "{\"line\":\"\"}"
      })
  void tellsTheCpuWhatItCouldNotRead(String arguments) {
    assertThat(decode("run", arguments)).isInstanceOf(Syscall.Misread.class);
  }

  @Test
  void tellsTheCpuThatAToolIsNotThere() {
    assertThat(decode("rm_rf", "{}")).isInstanceOf(Syscall.Misread.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```json\n{\"name\": \"calc_eval\", \"arguments\": {\"expr\": \"2+2\"}}\n```",
        "{\"name\": \"run\", \"arguments\": {\"line\": \"calc eval 2+2\"}}",
        "{\"name\": \"run\", \"parameters\": {\"line\": \"calc eval 2+2\"}}",
        "<tool_call>\n{\"name\": \"run\", \"arguments\": {\"line\": \"calc eval 2+2\"}}\n</tool_call>",
        "```\ncalc eval 2+2\n```",
        "`calc eval 2+2`",
      })
  void takesATextThatIsExactlyOneCallAsThatCall(String text) {
    assertThat(decoder.asCall(text, "t")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "The sum is 4.",
        "calc eval 2+2",
        "```sh\nrm -rf /\n```",
        "```\ncalc eval 2+2\ncalc eval 3+3\n```",
        "Here you go:\n```\ncalc eval 2+2\n```",
        "{\"name\": \"run\", \"arguments\": {\"line\": \"rm -rf /\"}}",
        "{\"name\": \"calc_eval\", \"arguments\": {}, \"extra\": 1}",
        "{\"answer\": 4}",
      })
  void leavesEveryOtherTextAlone(String text) {
    assertThat(decoder.asCall(text, "t")).isEmpty();
  }

  @Test
  void readsPlacesInDocuments() {
    assertThat(Decoder.span("d/a.pdf#p4")).isEqualTo(new Span("d/a.pdf", 0, Integer.MAX_VALUE, 4));
    assertThat(Decoder.span("d/a.pdf#p4:10-20")).isEqualTo(new Span("d/a.pdf", 10, 20, 4));
    assertThat(Decoder.span("d/c#.md")).isEqualTo(new Span("d/c#.md", 0, Integer.MAX_VALUE, 0));
  }
}
