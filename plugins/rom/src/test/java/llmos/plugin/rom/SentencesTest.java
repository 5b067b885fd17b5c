package llmos.plugin.rom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentencesTest {
  @Test
  void doesNotEndASentenceAtAnAbbreviationOrADecimalPoint() {
    assertThat(Sentences.of("Dr. J. Smith paid 3.50 in the U.S. market, e.g. for tea. He left."))
        .extracting(Sentences.Piece::text)
        .containsExactly("Dr. J. Smith paid 3.50 in the U.S. market, e.g. for tea.", "He left.");
  }

  @Test
  void tellsProseFromHeadingsCodeAndRows() {
    String text =
        "# Title\nSome prose\nover two lines.\n- an item\n| a | b |\n|---|---|\n```sh\nrun it\n```\n";

    assertThat(Sentences.of(text))
        .extracting(p -> p.kind() + ":" + p.text())
        .containsExactly(
            "HEADING:Title",
            "PROSE:Some prose\nover two lines.",
            "PROSE:an item",
            "ROW:| a | b |",
            "CODE:run it");
  }

  @Test
  void cutsALineWithoutEndAtAWord() {
    assertThat(Sentences.of("word ".repeat(10_000)))
        .allSatisfy(p -> assertThat(p.text().length()).isLessThanOrEqualTo(480));
  }

  @Test
  void everyPieceStandsAtItsPlace() {
    String text = "One. \"Two!\" Three?\n\n* Four\n1. Five (really). six";

    assertThat(Sentences.of(text))
        .isNotEmpty()
        .allSatisfy(
            p -> assertThat(text.substring(p.start(), p.start() + p.text().length()))
                .isEqualTo(p.text()));
  }
}
