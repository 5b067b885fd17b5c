package llmos.kernel.grounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import llmos.api.Citation;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.kernel.grounding.Grounding.Checked;
import org.junit.jupiter.api.Test;

class GroundingRandomTest {
  private static final long SEED = 77;
  private static final int LONG = Integer.getInteger("llmos.long", 50_000); // characters
  private static final List<String> PIECES = List.of(
      "[1]",
      "[2, 1]",
      "[",
      "]",
      "“",
      "”",
      "\"",
      "«",
      "> ",
      "\n",
      "\n\n",
      ". ",
      ".",
      "July 14",
      "1,200",
      "$",
      "%",
      "`",
      "the tower ",
      "Gustave Eiffel ",
      "…",
      "年",
      "月",
      "日",
      "12",
      "-",
      "https://",
      "\uD83D",
      "\u0000",
      " ",
      "- ",
      "1. ",
      "_",
      "million",
      "'s",
      "。");

  private static RandomGenerator dice(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static Page block(String text) {
    Span span = new Span("a.txt", 0, text.length(), 0);
    return new Page(
        new PageId(1),
        PageKind.BLOCK,
        text,
        1,
        Label.UNKNOWN,
        new Provenance("a.txt", Optional.of(span), "", 0));
  }

  @Test
  void aCorruptedDigitOfASupportedSentenceIsFlagged() {
    for (long seed = SEED; seed < SEED + 500; seed++) {
      RandomGenerator dice = dice(seed);
      int number = dice.nextInt(100, 10_000_000);
      String shown = dice.nextBoolean() ? String.valueOf(number) : "%,d".formatted(number);
      String sentence = "The bridge carries %s cars a day".formatted(shown);
      int at = sentence.indexOf(shown) + dice.nextInt(shown.length());
      char old = sentence.charAt(at);
      if (!Character.isDigit(old)) {
        continue;
      }
      char other = (char) ('1' + (old - '1' + 1 + dice.nextInt(8) + 9) % 9);
      String corrupted = sentence.substring(0, at) + other + sentence.substring(at + 1);
      List<Page> blocks = List.of(block("Intro. " + sentence + ". The end."));

      Checked sound = Grounding.check(sentence + " [1].", blocks, "");
      Checked wrong = Grounding.check(corrupted + " [1].", blocks, "");

      assertThat(sound.grounded()).as("seed %d: %s", seed, sentence).isTrue();
      if (other != old) {
        assertThat(wrong.unsupported()).as("seed %d: %s", seed, corrupted).hasSize(1);
        assertThat(wrong.citations()).extracting(Citation::exact).containsExactly(false);
      }
    }
  }

  @Test
  void anyTextIsCheckedWithoutAnException() {
    for (long seed = SEED; seed < SEED + 2_000; seed++) {
      RandomGenerator dice = dice(seed);
      String answer = mix(dice, dice.nextInt(40));
      String passage = mix(dice, dice.nextInt(1, 40));
      List<Page> blocks = List.of(block(passage), block("The tower is high."));

      Checked checked = Grounding.check(answer, blocks, mix(dice, 5));

      for (Citation citation : checked.citations()) {
        String text = blocks.get(citation.n() - 1).text();
        assertThat(text.substring(citation.span().start(), citation.span().end()))
            .as("seed %d", seed)
            .isEqualTo(citation.quote());
      }
      for (String piece : checked.unsupported()) {
        assertThat(piece).as("seed %d", seed).isNotEmpty();
      }
    }
  }

  private static String mix(RandomGenerator dice, int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(dice.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  @Test
  void aLongAnswerOfAnyShapeIsCheckedInTime() {
    List<Page> blocks = List.of(
        block("The tower was completed in 1889. ".repeat(30)), block("It is 330 metres high."));
    List<String> units = new ArrayList<>(PIECES);
    units.addAll(List.of(
        "The tower was completed in 1889 [1]. ",
        "x",
        "1",
        "A",
        "> x\n",
        "“a b c”[1] ",
        "“a ",
        "12. ",
        "1, ",
        "[1",
        "a\n",
        "Jan "));
    for (String unit : units) {
      String answer = unit.repeat(LONG / unit.length());

      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> Grounding.check(answer, blocks, "When?"),
          () -> "repeated: " + unit);
    }
  }
}
