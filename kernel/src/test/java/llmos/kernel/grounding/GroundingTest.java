package llmos.kernel.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GroundingTest {
  private static final String TOWER =
      "The Eiffel Tower was designed by Gustave Eiffel. It was completed in 1889 for the World's Fair. "
          + "It cost 7,799,401 francs and is 330 metres high; 3.5 % of the iron rusts. Mr. Smith said it was “a truly tragic street lamp”.";
  private static final String API =
      "Call `open_disk(path)` first. It was added on 14 July 2020 in version 2.3.1 and returns at 12:30. "
          + "Sales grew to $5 million, three times those of Germany. NASA uses it. See https://example.org/docs for more.";
  private static final String CHINESE = "埃菲尔铁塔于1889年3月31日竣工。塔高330米，由Gustave Eiffel设计。";

  private static Page block(String text, int start) {
    Span span = new Span("docs/tower.md", start, start + text.length(), 0);
    Provenance provenance = new Provenance("docs/tower.md", Optional.of(span), "", 0);
    return new Page(new PageId(1), PageKind.BLOCK, text, 100, Label.UNKNOWN, provenance);
  }

  private static final List<Page> BLOCKS =
      List.of(block(TOWER, 100), block(API, 5000), block(CHINESE, 0));

  private static Checked check(String answer) {
    return Grounding.check(
        answer, BLOCKS, "When was the tower in Paris completed, and who is Ada Lovelace?");
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        // dates
        Arguments.of("It was completed on July 14, 1889 [1].", List.of("July 14")),
        Arguments.of("It was completed on 14 July 1889 [1].", List.of("14 July")),
        Arguments.of("It was completed in 1889 [1].", List.of()),
        Arguments.of("It was completed in July 1889 [1].", List.of("July")),
        Arguments.of("It was added on July 14, 2020 [2].", List.of()),
        Arguments.of("It was added on 2020-07-14 [2].", List.of()),
        Arguments.of("It was added on 14.07.2020 [2].", List.of()),
        Arguments.of("It was added on 2020-07-15 [2].", List.of("2020-07-15")),
        Arguments.of("It was added on the 14th of July [2].", List.of()),
        Arguments.of("It was added on July 14, 1889 [1][2].", List.of("July 14, 1889")),
        Arguments.of("It was added in July [2].", List.of()),
        // numbers
        Arguments.of("It is 330 metres high [1].", List.of()),
        Arguments.of("It is 331 metres high [1].", List.of("331")),
        Arguments.of("It is 33 metres high [1].", List.of("33")),
        Arguments.of("It cost 7799401 francs [1].", List.of()),
        Arguments.of("It cost 7,799,402 francs [1].", List.of("7,799,402")),
        Arguments.of("Some 3.50% rusts [1].", List.of()),
        Arguments.of("Some 3.5 percent rusts [1].", List.of()),
        Arguments.of("Some 330 % rusts [1].", List.of("330 %")),
        Arguments.of("Sales grew to $5,000,000 [2].", List.of()),
        Arguments.of("Sales grew to 5 million dollars [2].", List.of()),
        Arguments.of("Sales grew to $5 billion [2].", List.of("$5 billion")),
        Arguments.of("Sales grew to €5 million [2].", List.of("€5 million")),
        Arguments.of("Sales grew 3 times [2].", List.of()),
        Arguments.of("Sales grew four times [2].", List.of("four")),
        Arguments.of("It returns at 12:30 in version 2.3.1 [2].", List.of()),
        Arguments.of("It returns at 12:31 in version 2.3.2 [2].", List.of("12:31", "2.3.2")),
        Arguments.of("It was the 2nd tower [1].", List.of("2nd")),
        Arguments.of("1. It is 330 metres high [1].\n2. It was completed in 1889 [1].", List.of()),
        Arguments.of("The number of its moons is:\n95.", List.of("95")),
        Arguments.of("1. It is 330 metres high [1].\n2. It rusts [1].\n\n3.", List.of()),
        Arguments.of("1. It rusts [1]\n2. It is high [1]\n3.", List.of()),
        Arguments.of("7.", List.of("7")),
        // names
        Arguments.of("The tower was designed by Gustave Eiffel [1].", List.of()),
        Arguments.of(
            "The tower was designed by Stephen Sauvestre [1].", List.of("Stephen Sauvestre")),
        Arguments.of("The tower was designed by Gustave Flaubert [1].", List.of("Flaubert")),
        Arguments.of("Stephen Sauvestre designed it [1].", List.of("Stephen Sauvestre")),
        Arguments.of("Construction ended in 1889 [1].", List.of()),
        Arguments.of("Eiffel's tower stands in Paris [1].", List.of()),
        Arguments.of("It is used by NASA and ESA [2].", List.of("ESA")),
        Arguments.of("The German sales are lower [2].", List.of()),
        Arguments.of("Ada Lovelace is not mentioned [1].", List.of()),
        // identifiers and addresses
        Arguments.of("Call `open_disk(path)` first [2].", List.of()),
        Arguments.of("Call `close_disk(path)` first [2].", List.of("close_disk(path)")),
        Arguments.of("Call close_disk first [2].", List.of("close_disk")),
        Arguments.of("It is in …ery_long_name.txt [2].", List.of()),
        Arguments.of("See https://example.org/docs. [2]", List.of()),
        Arguments.of("See https://example.com/docs. [2]", List.of("https://example.com/docs")),
        // the right passage
        Arguments.of("It is 330 metres high [2].", List.of("330")),
        Arguments.of("It is 330 metres high and was added in 2020 [1, 2].", List.of()),
        Arguments.of("It is 330 metres high. [1] It was added in 2020. [2]", List.of()),
        Arguments.of("It is 330 metres high. It cost 12 francs. [1]", List.of("12")),
        Arguments.of("It is 340 metres high. The rest is plain [1].", List.of("340")),
        Arguments.of("It is 330 metres high [9].", List.of("[9]", "330")),
        Arguments.of("It is 330 metres high [0].", List.of("[0]", "330")),
        // quotes
        Arguments.of("Smith called it \"a truly tragic street lamp\" [1].", List.of()),
        Arguments.of("Smith called it «a truly  tragic\nstreet lamp» [1].", List.of()),
        Arguments.of(
            "Smith called it “a truly magic street lamp” [1].",
            List.of("a truly magic street lamp")),
        Arguments.of(
            "Smith called it “a Truly tragic street lamp” [1].",
            List.of("a Truly tragic street lamp")),
        Arguments.of("“A truly tragic street lamp” is what Smith called it [1].", List.of()),
        Arguments.of("\"the Eiffel Tower\" was designed by Gustave Eiffel [1].", List.of()),
        Arguments.of(
            "Smith called it “truly … A tragic street lamp” [1].",
            List.of("truly … A tragic street lamp")),
        Arguments.of("> It was completed in 1889\n> for the World's Fair. [1]", List.of()),
        Arguments.of(
            "> It was completed in 1890\n> for the fair. [1]",
            List.of("It was completed in 1890\n  for the fair.")),
        Arguments.of("“It was completed in 1889 … and is 330 metres high” [1]", List.of()),
        // other scripts
        Arguments.of("铁塔于1889年竣工[3]。塔高330米[3]。", List.of()),
        Arguments.of("铁塔于1889年4月31日竣工[3]。", List.of("4月31日")),
        Arguments.of("塔高331米，由Gustave Eiffel设计[3]。", List.of("331")),
        Arguments.of("由Stephen设计[3]。", List.of("Stephen")));
  }

  @ParameterizedTest(name = "{0} → {1}")
  @MethodSource("answers")
  void whatIsNotInTheCitedPassagesIsNamedAsItStands(String answer, List<String> unsupported) {
    Checked checked = check(answer);

    assertThat(checked.unsupported()).containsExactlyElementsOf(unsupported);
    assertThat(checked.grounded()).isEqualTo(unsupported.isEmpty());
    for (Citation citation : checked.citations()) {
      assertQuoteIsTheTextAtItsSpan(citation);
    }
  }

  private static void assertQuoteIsTheTextAtItsSpan(Citation citation) {
    Page page = BLOCKS.get(citation.n() - 1);
    int from = page.provenance().span().orElseThrow().start();
    assertThat(page.text()
            .substring(citation.span().start() - from, citation.span().end() - from))
        .isEqualTo(citation.quote());
  }

  @Test
  void aCitationPointsAtTheSentenceThatSupportsIt() {
    Checked checked = check("The tower was completed in 1889 [1].");

    assertThat(checked.citations())
        .containsExactly(new Citation(
            1,
            new Span("docs/tower.md", 149, 195, 0),
            "It was completed in 1889 for the World's Fair.",
            true,
            false));
  }

  @Test
  void aQuoteIsTheCitationsSpan() {
    Checked checked = check("It was “completed in  1889” for a fair [1]. It was completed [1].");

    assertThat(checked.citations())
        .singleElement()
        .extracting(Citation::quote)
        .isEqualTo("completed in 1889");
  }

  @Test
  void aNumberHasAPlaceForEachSentenceThatItSupportsEachCheckedByItself() {
    Checked checked = check(
        "“It was completed in 1889” [1]. “designed by Gustave Eiffel” [1]. It cost 9 francs [1].");

    assertThat(checked.citations()).extracting(Citation::n).containsExactly(1, 1, 1);
    assertThat(checked.citations())
        .extracting(Citation::quote)
        .startsWith("designed by Gustave Eiffel", "It was completed in 1889")
        .last()
        .asString()
        .startsWith("It cost 7,799,401 francs");
    assertThat(checked.citations()).extracting(Citation::exact).containsExactly(true, true, false);
    checked.citations().forEach(GroundingTest::assertQuoteIsTheTextAtItsSpan);
  }

  @Test
  void aNumberInBracketsWithinAQuoteThatStandsSoInTheSourceCitesNothing() {
    String text = "As shown in [4], the valve opens at noon.";

    Checked checked =
        Grounding.check("\"" + text + "\" [1]", List.of(block(text, 0)), "When does it open?");

    assertThat(checked.unsupported()).isEmpty();
    assertThat(checked.citations()).extracting(Citation::n).containsExactly(1);
  }

  @Test
  void aCitationThatCarriesSomethingUnsupportedIsNotExact() {
    Checked checked = check("It is 330 metres high [1]. It was added in 2019 [2].");

    assertThat(checked.citations()).extracting(Citation::n).containsExactly(1, 2);
    assertThat(checked.citations()).extracting(Citation::exact).containsExactly(true, false);
    assertThat(checked.grounded()).isFalse();
  }

  @Test
  void anAnswerThatClaimsNothingIsGrounded() {
    assertThat(check("").grounded()).isTrue();
    assertThat(check("That is not found in the documents.").grounded()).isTrue();
    assertThat(check("I don't know.").grounded()).isTrue();
    assertThat(check("It is a very beautiful tower.").grounded()).isFalse();
    assertThat(check("It is 330 metres high.").grounded()).isFalse();
  }

  @Test
  void withoutBlocksOnlyCitationsAreUnsupported() {
    Checked checked = Grounding.check("Paris has 2 million people [1].", List.of(), "");

    assertThat(checked.unsupported()).containsExactly("[1]");
    assertThat(checked.citations()).isEmpty();
  }

  @Test
  void theWordsOfADocumentsNameAreEvidence() {
    Page page = new Page(
        new PageId(1),
        PageKind.BLOCK,
        "Lovelace wrote the first program.",
        9,
        Label.UNKNOWN,
        new Provenance("people/Ada_Lovelace.txt", Optional.empty(), "", 0));

    Checked checked =
        Grounding.check("It was Ada Lovelace, not Ada Byron [1].", List.of(page), "Who wrote it?");

    assertThat(checked.unsupported()).containsExactly("Byron");
  }

  @Test
  void aHeadingTrailBeforeTheTextOfABlockIsNoPartOfItsSpan() {
    Span span = new Span("a.md", 10, 31, 2);
    Provenance provenance = new Provenance("a.md", Optional.of(span), "", 0);
    Page page = new Page(
        new PageId(1),
        PageKind.BLOCK,
        "Guide › Size\nIt is 330 metres up.\n",
        9,
        Label.UNKNOWN,
        provenance);

    Checked checked = Grounding.check("The size is 330 [1].", List.of(page), "");

    assertThat(checked.citations())
        .containsExactly(
            new Citation(1, new Span("a.md", 10, 30, 2), "It is 330 metres up.", true, false));
  }
}
