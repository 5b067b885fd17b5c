package llmos.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SplitterTest {
  private final Splitter splitter = new Splitter(text -> (text.length() + 2) / 3);

  private List<String> split(String text, int most) {
    List<String> pieces = splitter.split(text, most, most);
    assertThat(String.join("", pieces)).isEqualTo(text);
    return pieces;
  }

  @Test
  void keepsAShortTextWhole() {
    assertThat(split("short", 10)).containsExactly("short");
    assertThat(split("", 10)).containsExactly("");
  }

  @Test
  void cutsBetweenParagraphs() {
    assertThat(split("one one one\n\ntwo two two\n\nthree three", 7))
        .containsExactly("one one one\n\n", "two two two\n\n", "three three");
  }

  @Test
  void keepsACodeBlockTogether() {
    String code = "```\nint a;\n\nint b;\n```\n";

    assertThat(
            split("Look at this code:\n" + code + "That was it, and more text follows here.\n", 20))
        .contains("Look at this code:\n" + code);
  }

  @Test
  void cutsBetweenLinesOrElseWords() {
    assertThat(split("a,b,c\nd,e,f\ng,h,i\n", 4)).allMatch(piece -> piece.endsWith("\n"));
    assertThat(split("many words in one line", 4)).containsExactly("many words", " in one line");
  }

  @Test
  void cutsALongLineButNoCharacter() {
    List<String> pieces = split("😀".repeat(1_000), 7);

    assertThat(pieces).allMatch(piece -> piece.length() % 2 == 0);
  }

  @Test
  void cutsAnyTextIntoPiecesThatFit() {
    Random dice = new Random(7);
    String alphabet = "ab \n\r\t`é漢";
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = dice.nextInt(400); i > 0; i--) {
        text.append(dice.nextInt(9) == 0 ? "😀" : alphabet.charAt(dice.nextInt(alphabet.length())));
      }
      int most = 2 + dice.nextInt(20);

      assertThat(split(text.toString(), most)).allMatch(piece -> (piece.length() + 2) / 3 <= most);
    }
  }
}
