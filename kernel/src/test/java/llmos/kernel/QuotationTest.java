package llmos.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import llmos.api.Citation;
import llmos.api.Label;
import llmos.api.Span;
import llmos.kernel.disk.Disk;
import org.junit.jupiter.api.Test;

class QuotationTest {
  private static final String TEXT =
      "one two three four ".repeat(30) + "The tower is high." + " five six seven eight".repeat(30);

  private static Map<String, Object> row(String quote, String text) {
    int start = Math.max(0, text.indexOf(quote));
    Span span = new Span("docs/a.md", start, start + quote.length(), 0);
    return Quotation.row(
            new Citation(1, span, quote, true, true),
            new Disk.DocumentText("docs/a.md", "a", text, Label.SYSTEM))
        .map();
  }

  @Test
  void aroundItStandWholeWordsAndAMarkWhereThereAreMore() {
    Map<String, Object> row = row("The tower is high.", TEXT);

    assertThat(row.get("before"))
        .asString()
        .matches("(one|two|three|four) .* four ")
        .hasSizeLessThanOrEqualTo(200);
    assertThat(row.get("after"))
        .asString()
        .matches(" five .* (five|six|seven|eight)")
        .hasSizeLessThanOrEqualTo(200);
    assertThat(row.get("text")).asString().contains("\n…").endsWith("…");
  }

  @Test
  void nothingIsMarkedWhereTheDocumentEnds() {
    Map<String, Object> row = row("The tower is high.", "Look: The tower is high.");

    assertThat(row.get("text")).asString().endsWith("\nLook: »The tower is high.«");
  }

  @Test
  void withoutBlanksNoCharacterIsHalved() {
    Map<String, Object> row =
        row("x", "\ud83d\ude00".repeat(150) + "ax" + "b" + "\ud83d\ude00".repeat(150));

    assertThat(row.get("before")).asString().startsWith("\ud83d\ude00");
    assertThat(row.get("after")).asString().endsWith("\ud83d\ude00");
  }

  @Test
  void ofADocumentThatChangedOnlyTheQuoteIsShown() {
    Map<String, Object> row = row("The tower is high.", "It is low.");

    assertThat(row.get("current")).isEqualTo(false);
    assertThat(row.get("text")).asString().endsWith("\n»The tower is high.«");
  }
}
