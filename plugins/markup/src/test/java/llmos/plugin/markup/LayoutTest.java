package llmos.plugin.markup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private final Layout layout = new Layout();

  @Test
  void partsHaveABlankLineBetweenThemAndKnowTheirPage() {
    layout.page(3);
    layout.part(PartKind.HEADING, 2, " Two \n words ");
    layout.row(PartKind.TABLE_ROW, List.of("a", "", "c"));
    layout.part(PartKind.PARAGRAPH, 0, " \n");

    Document document = layout.document("title", List.of());

    assertThat(document.text()).isEqualTo("Two words\n\na | | c");
    assertThat(document.parts())
        .containsExactly(
            new Part(PartKind.HEADING, 0, 9, 2, 3), new Part(PartKind.TABLE_ROW, 11, 18, 0, 3));
  }

  @Test
  void plainTextKeepsItsLines() {
    layout.plain("\n one\ntwo\n \t\n\nthree");

    assertThat(layout.document("t", List.of()).text()).isEqualTo(" one\ntwo\n\nthree");
  }

  @Test
  void headingsStandUnderTheOneThatTheyBelongTo() {
    layout.part(PartKind.HEADING, 1, "mail");
    layout.under(1);
    Markup.add(Jsoup.parse("<h1>inner</h1><p>text").body(), layout);

    assertThat(layout.document("t", List.of()).parts())
        .extracting(Part::level)
        .containsExactly(1, 2, 0);
  }

  @Test
  void whatIsTooMuchIsLeftOutWithAWarning() {
    String half = "x".repeat(40 << 20);
    layout.part(PartKind.PARAGRAPH, 0, half);
    layout.part(PartKind.PARAGRAPH, 0, half);
    layout.part(PartKind.PARAGRAPH, 0, "short");

    assertThat(layout.full()).isTrue();
    Document document = layout.document("t", List.of());
    assertThat(document.parts()).hasSize(1);
    assertThat(document.warnings()).singleElement().asString().contains("left out");
  }
}
