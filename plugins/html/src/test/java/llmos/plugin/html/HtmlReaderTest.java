package llmos.plugin.html;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Document;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class HtmlReaderTest extends DocumentReaderContract {
  private static final String PAGE = """
      <!DOCTYPE html><html><head><meta charset="utf-8"><title>A  page</title><style>p {}</style></head>
      <body><nav><a href="/">Home</a></nav><main>
      <h1>Top <em>heading</em></h1><p>One
      two.<br>three</p>loose text<script>alert(1)</script>
      <ul><li>first<ul><li>inner</li></ul></li><li><p>second</p></li></ul>
      <pre><code>if (x) {
        y();
      }</code></pre>
      <table><thead><tr><th>name</th><th>size</th></tr></thead>
      <tr><td>a</td><td><p>1</p></td></tr></table>
      </main><footer>imprint</footer></body></html>
      """;

  @Override
  protected DocumentReader reader() {
    return new HtmlReader();
  }

  @Override
  protected Map<String, byte[]> samples() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("page.html", PAGE.getBytes(UTF_8));
    samples.put("download", "<html><p>a<p>b".getBytes(UTF_8));
    return samples;
  }

  private static List<String> texts(Document document, PartKind kind) {
    return document.parts().stream()
        .filter(part -> part.kind() == kind)
        .map(part -> document.text().substring(part.start(), part.end()))
        .toList();
  }

  @Test
  void keepsTheStructureOfTheMainPart() throws Exception {
    Document document = reader().read("page.html", PAGE.getBytes(UTF_8));

    assertThat(document.title()).isEqualTo("A page");
    assertThat(texts(document, PartKind.HEADING)).containsExactly("Top heading");
    assertThat(texts(document, PartKind.PARAGRAPH)).containsExactly("One two. three", "loose text");
    assertThat(texts(document, PartKind.LIST_ITEM)).containsExactly("first", "inner", "second");
    assertThat(texts(document, PartKind.CODE)).containsExactly("if (x) {\n  y();\n}");
    assertThat(texts(document, PartKind.TABLE_HEADER)).containsExactly("name | size");
    assertThat(texts(document, PartKind.TABLE_ROW)).containsExactly("a | 1");
    assertThat(document.text()).doesNotContain("alert", "Home", "imprint");
  }

  @Test
  void keepsMenusWhereNoMainPartIsMarked() throws Exception {
    Document document = reader().read("a.html", "<nav>menu</nav><p>text".getBytes(UTF_8));

    assertThat(document.text()).isEqualTo("menu\n\ntext");
    assertThat(document.title()).isEqualTo("a.html");
  }

  @Test
  void decodesByMetaAndFallsBackWithAWarning() throws Exception {
    Document named =
        reader().read("a.html", "<meta charset=iso-8859-1><p>déjà".getBytes(ISO_8859_1));
    Document guessed = reader().read("a.html", "<p>déjà".getBytes(ISO_8859_1));

    assertThat(named.text()).isEqualTo("déjà");
    assertThat(named.warnings()).isEmpty();
    assertThat(guessed.text()).isEqualTo("déjà");
    assertThat(guessed.warnings()).hasSize(1);
  }

  @Test
  void deepNestingIsNoProblem() throws Exception {
    byte[] bytes = ("<div><b>".repeat(20_000) + "deep").getBytes(UTF_8);

    assertThat(reader().read("deep.html", bytes).text()).contains("deep");
  }

  @Test
  void aLineOfManyMegabytesIsReadInLinearTime() throws Exception {
    byte[] bytes = ("<p>" + "word &amp; ".repeat(500_000)).getBytes(UTF_8);

    assertThat(reader().read("long.html", bytes).parts()).hasSize(1);
  }
}
