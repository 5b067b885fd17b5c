package llmos.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class VisibleTest {
  @Test
  void leavesOrdinaryTextAsItIs() {
    String text = "Grüße,\n\t日本 🎉 ❤️ — done";

    assertThat(Visible.of(text)).isEqualTo(text);
  }

  @Test
  void showsEscapeSequencesAndControls() {
    assertThat(Visible.of("\u001b[31mred\u001b]0;t\u0007\u007f\u009b2J\r"))
        .isEqualTo("␛[31mred␛]0;t␇␡<U+009B>2J␍");
    assertThat(Visible.of("a\r\nb")).isEqualTo("a\nb");
  }

  @Test
  void showsBidiControlsAndDropsWhatNobodySees() {
    assertThat(Visible.of("a\u202eb\u2066c")).isEqualTo("a<U+202E>b<U+2066>c");
    assertThat(Visible.of("ex\u200bam\ufeffple" + Character.toString(0xe0041)))
        .isEqualTo("example");
  }

  @Test
  void leavesNoControlInAnyString() {
    int unsafe = 0;
    for (int c = 0; c <= 0x10ffff; c++) {
      String safe = Visible.of("x" + new String(new int[] {c}, 0, 1) + "y");
      unsafe +=
          safe.chars().anyMatch(i -> Character.isISOControl(i) && i != '\n' && i != '\t') ? 1 : 0;
    }

    assertThat(unsafe).isZero();
  }

  @Test
  void drawsHalfACharacterAsUnknown() {
    assertThat(Visible.of("a\ud83cb")).isEqualTo("a\ufffdb");
  }

  @Test
  void keepsALineOnOneLine() {
    assertThat(Visible.line("a\nb\tc")).isEqualTo("a␊b␉c");
  }
}
