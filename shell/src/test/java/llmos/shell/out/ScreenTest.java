package llmos.shell.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {

  @Test
  void putsTextOnOneLineAndLeavesNoControlInIt() {
    assertThat(Screen.line("a\u001b[31mb\r\n\tc\u202e\u200bé合😀"))
        .isEqualTo("a␛[31mb  c<U+202E>é合😀");
  }

  @Test
  void breaksLinesBetweenWordsAndKeepsTheIndent() {
    assertThat(Width.wrap("  one two three 合同合同", 12))
        .containsExactly("  one two", "  three 合同", "  合同");
    assertThat(Width.wrap("合同の「条件」。以上", 10)).containsExactly("合同の「条", "件」。以上");
    assertThat(Width.wrap("", 12)).containsExactly("");
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
