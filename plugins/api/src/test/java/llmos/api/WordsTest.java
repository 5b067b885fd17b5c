package llmos.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void splitsAtWhiteSpaceOutsideQuotes() {
    assertThat(Words.split(" fs  write 'a b.txt' \"two\\nlines\" --append=true "))
        .containsExactly("fs", "write", "a b.txt", "two\nlines", "--append=true");
  }

  @Test
  void joinsQuotedAndPlainPiecesOfOneWord() {
    assertThat(Words.split("--name='a b'c")).containsExactly("--name=a bc");
  }

  @Test
  void writesASingleQuoteInsideRawTextTwice() {
    assertThat(Words.split("say 'it''s'")).containsExactly("say", "it's");
  }

  @Test
  void keepsAnEmptyWord() {
    assertThat(Words.split("say '' \"\"")).containsExactly("say", "", "");
  }

  @Test
  void refusesAQuoteThatIsNotClosed() {
    assertThatThrownBy(() -> Words.split("say 'oh"))
        .isInstanceOfSatisfying(FaultException.class, e -> {
          assertThat(e.fault().errno()).isEqualTo(Errno.BAD_USAGE);
          assertThat(e.fault().message()).contains("column 5");
        });
  }

  @Test
  void readsBackWhateverItQuoted() {
    long seed = Long.getLong("seed", 20261122L);
    SplittableRandom dice = new SplittableRandom(seed);
    String letters = "ab '\"\\$|;&(){}#\n\t-é中😀";
    for (int round = 0; round < 5_000; round++) {
      List<String> words = new ArrayList<>();
      for (int w = dice.nextInt(4); w >= 0; w--) {
        words.add(dice.ints(dice.nextInt(8), 0, letters.codePointCount(0, letters.length()))
            .map(i -> letters.codePointAt(letters.offsetByCodePoints(0, i)))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString());
      }

      String line = words.stream().map(Words::quote).collect(Collectors.joining(" "));

      assertThat(Words.split(line)).as("seed %d, line %s", seed, line).isEqualTo(words);
    }
  }
}
