package llmos.plugin.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Document;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class MarkdownReaderTest extends DocumentReaderContract {
  private static final String GUIDE = """
      ---
      title: "The guide"
      ---

      # Mounting #

      A volume is a *mounted* set
      of documents.

      Setext
      ------

      > A quote
      > of two lines

      - one
        - nested
      - two

      1. first

      ```sh
      mount docs

      find x
      ```

          indented code

      | name | size |
      |------|------|
      | a    | 1    |
      | b    | 2    |

      ***
      <div>raw</div>

      [ref]: https://example.org
      """;

  @Override
  protected DocumentReader reader() {
    return new MarkdownReader();
  }

  @Override
  protected Map<String, byte[]> samples() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("guide.md", GUIDE.getBytes(UTF_8));
    samples.put("windows.markdown", GUIDE.replace("\n", "\r\n").getBytes(UTF_8));
    samples.put("old-mac.md", "# Title\r\rText\rmore".getBytes(UTF_8));
    return samples;
  }

  private static List<String> texts(Document document, PartKind kind) {
    return document.parts().stream()
        .filter(part -> part.kind() == kind)
        .map(part -> document.text().substring(part.start(), part.end()))
        .toList();
  }

  @Test
  void theTextIsTheSourceAndPartsAreItsLines() throws Exception {
    Document document = reader().read("guide.md", GUIDE.getBytes(UTF_8));

    assertThat(document.text()).isEqualTo(GUIDE);
    assertThat(document.title()).isEqualTo("The guide");
    assertThat(texts(document, PartKind.HEADING)).containsExactly("# Mounting #", "Setext\n------");
    assertThat(texts(document, PartKind.LIST_ITEM))
        .containsExactly("- one", "- nested", "- two", "1. first");
    assertThat(texts(document, PartKind.TABLE_HEADER))
        .containsExactly("| name | size |\n|------|------|");
    assertThat(texts(document, PartKind.TABLE_ROW))
        .containsExactly("| a    | 1    |", "| b    | 2    |");
    assertThat(texts(document, PartKind.CODE))
        .containsExactly("```sh\nmount docs\n\nfind x\n```", "indented code");
    assertThat(texts(document, PartKind.PARAGRAPH))
        .contains("A volume is a *mounted* set\nof documents.", "> A quote\n> of two lines");
    assertThat(document.warnings()).isEmpty();
  }

  @Test
  void headingsAndItemsKnowTheirLevel() throws IOException, InterruptedException {
    Document document = reader().read("a.md", "### Deep\n\n- a\n  - b\n".getBytes(UTF_8));

    assertThat(document.parts()).extracting(Document.Part::level).containsExactly(3, 1, 2);
    assertThat(document.title()).isEqualTo("Deep");
  }

  @Test
  void aLineOfManyMegabytesIsReadInLinearTime() throws Exception {
    byte[] bytes = "*[a](b) `c` ".repeat(700_000).getBytes(UTF_8);

    Document document = reader().read("long.md", bytes);

    assertThat(document.parts()).hasSize(1);
  }

  @Test
  void deepNestingIsNoProblem() throws Exception {
    byte[] bytes = ("> ".repeat(20_000) + "x\n" + "- ".repeat(20_000) + "y\n").getBytes(UTF_8);

    assertThat(reader().read("deep.md", bytes).parts()).isNotEmpty();
  }
}
