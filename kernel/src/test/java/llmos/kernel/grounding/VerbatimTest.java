package llmos.kernel.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import llmos.api.Citation;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.kernel.grounding.Grounding.Checked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Citations that a model left out, and that its words give away. */
class VerbatimTest {
  private static final String COAST =
      "The old lighthouse on the northern cape was built in 1932 by Ada Holm. It is 41 metres high.";
  private static final String BREAD = "The oven is heated to 230 degrees for half an hour.";

  private static Page block(String doc, String text) {
    Span span = new Span(doc, 0, text.length(), 0);
    Provenance provenance = new Provenance(doc, Optional.of(span), "", 0);
    return new Page(new PageId(1), PageKind.BLOCK, text, 100, Label.UNKNOWN, provenance);
  }

  private static final List<Page> BLOCKS =
      List.of(block("bread.md", BREAD), block("coast.md", COAST));

  private static Checked check(String answer) {
    return Grounding.check(answer, BLOCKS, "When was it built?");
  }

  @Test
  void aSentenceThatStandsWordForWordInABlockGetsItAsItsSource() {
    Checked checked =
        check("the old lighthouse on the northern cape was built in 1932 by Ada Holm.");

    assertThat(checked.citations())
        .containsExactly(new Citation(
            2,
            new Span("coast.md", 0, 69, 0),
            "The old lighthouse on the northern cape was built in 1932 by Ada Holm",
            true,
            true));
    assertThat(checked.grounded()).isTrue();
  }

  @Test
  void eightWordsOfALongerSentenceAreEnoughIfItsFactsStandThereToo() {
    assertThat(check("So the old lighthouse on the northern cape was built back then.")
            .citations())
        .extracting(Citation::quote)
        .containsExactly("The old lighthouse on the northern cape was built".substring(4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The old lighthouse on the northern cape was built in 1933 by Ada Holm.",
        "The old lighthouse on the northern cape was built by Eva Holm.",
        "The old lighthouse on the northern cape was built 230 years ago.",
        "The lighthouse of the northern cape is old.",
        "It is 14 metres high.",
        "The oven is heated to 230.5 degrees for half an hour."
      })
  void whatIsOnlySimilarOrHasAnotherFactGetsNone(String answer) {
    Checked checked = check(answer);

    assertThat(checked.citations()).isEmpty();
    assertThat(checked.grounded()).isFalse();
  }

  @Test
  void aClaimBesideItThatStandsNowhereIsNotGrounded() {
    Checked checked =
        check("The oven is heated to 230 degrees for half an hour. It smells of wonderful spices.");

    assertThat(checked.citations()).extracting(Citation::n).containsExactly(1);
    assertThat(checked.grounded()).isFalse();
  }

  @Test
  void whatTheModelCitesItselfIsNotMarked() {
    assertThat(check("The oven is heated to 230 degrees for half an hour [1].").citations())
        .extracting(Citation::found)
        .containsExactly(false);
  }

  @Test
  void wordsOfTheQuestionAreNoSource() {
    Checked checked =
        Grounding.check("The oven is heated to 230 degrees for half an hour.", BLOCKS, BREAD);

    assertThat(checked.citations()).isEmpty();
  }

  @Test
  void scriptsWithoutSpacesNeedTwiceAsMany() {
    Page tower = block("t.md", "埃菲尔铁塔于1889年3月31日竣工，由居斯塔夫设计。");

    assertThat(Grounding.check("埃菲尔铁塔于1889年3月31日竣工。", List.of(tower), "").citations())
        .hasSize(1);
    assertThat(Grounding.check("埃菲尔铁塔于竣工。", List.of(tower), "").citations()).isEmpty();
  }
}
