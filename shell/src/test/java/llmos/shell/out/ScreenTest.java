package llmos.shell.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {

  @Test
  void makesControlsVisibleOrDropsThem() {
    assertThat(Screen.safe(
            "a\u001b[31mb\u0007\u007f\u009b2J\r\n\tc\u202e\u200b\u2066\udb40\udc41é合😀"))
        .isEqualTo("a␛[31mb␇␡<U+009B>2J\n\tc<U+202E><U+2066>é合😀");
  }

  @Test
  void leavesNoControlOfAnyKind() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String safe = Screen.safe(Character.toString(c));
      for (int d : safe.codePoints().toArray()) {
        assertThat(Character.isISOControl(d) && d != '\n' && d != '\t')
            .as("U+%04X", c)
            .isFalse();
        assertThat(d >= 0x202a && d <= 0x202e).as("U+%04X", c).isFalse();
      }
    }
  }

  @Test
  void writesJsonThatATerminalDoesNotActOn() {
    String json =
        Json.of(Map.of("a", List.of("\u001b]0;x\u0007\u202e\udb40\udc41\ud800", 1, 1.5, true)));

    assertThat(json)
        .isEqualTo("{\"a\":[\"\\u001b]0;x\\u0007\\u202e\\udb40\\udc41\\ud800\",1,1.5,true]}");
    assertThat(Json.of(Map.of())).isEqualTo("{}");
    assertThat(Json.of(List.of())).isEqualTo("[]");
    assertThat(Json.of("合😀\"\\\n")).isEqualTo("\"合😀\\\"\\\\\\n\"");
    assertThat(Json.of(Double.NaN)).isEqualTo("null");
  }
}
