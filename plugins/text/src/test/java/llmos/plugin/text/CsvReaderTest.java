package llmos.plugin.text;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class CsvReaderTest extends DocumentReaderContract {
  private static final String TABLE =
      "name,note\n\"Ada, B.\",\"two\nlines \"\"quoted\"\"\"\n5\" pipe,x\n\nlast,\"\"\n";

  @Override
  protected DocumentReader reader() {
    return new CsvReader();
  }

  @Override
  protected Map<String, byte[]> samples() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("a.csv", TABLE.getBytes(UTF_8));
    samples.put("windows.csv", TABLE.replace("\n", "\r\n").replace(',', ';').getBytes(UTF_8));
    samples.put("a.tsv", TABLE.replace(',', '\t').getBytes(UTF_8));
    samples.put("excel.csv", ("\uFEFF" + TABLE.replace(',', '\t')).getBytes(UTF_16LE));
    return samples;
  }

  private Document read(String name, String text) throws Exception {
    return reader().read(name, text.getBytes(UTF_8));
  }

  @Test
  void aRecordIsARowAndTheFirstOneIsTheHeader() throws Exception {
    Document document = read("a.csv", TABLE);

    assertThat(document.text()).isEqualTo(TABLE);
    assertThat(Shown.parts(document))
        .containsExactly(
            "TABLE_HEADER name,note",
            "TABLE_ROW \"Ada, B.\",\"two⏎lines \"\"quoted\"\"\"",
            "TABLE_ROW 5\" pipe,x",
            "TABLE_ROW last,\"\"");
    assertThat(document.warnings()).isEmpty();
  }

  @Test
  void theDelimiterIsFoundByLooking() {
    assertThat(CsvReader.delimiter("a;b,c;d\n1;2,5;3\n1;2;3\n", ',')).isEqualTo(';');
    assertThat(CsvReader.delimiter("a\tb\n1,2\t3\n", ',')).isEqualTo('\t');
    assertThat(CsvReader.delimiter("a|b|c\n\n1|2|3\n", ',')).isEqualTo('|');
    assertThat(CsvReader.delimiter("\"a;b;c\",d\n1,2\n", ';')).isEqualTo(',');
    assertThat(CsvReader.delimiter("one\ntwo\n", '\t')).isEqualTo('\t');
  }

  @Test
  void aLineThatNamesTheDelimiterIsNoHeader() throws Exception {
    assertThat(Shown.parts(read("a.csv", "sep=;\na;b\n1;2\n")))
        .containsExactly("PARAGRAPH sep=;", "TABLE_HEADER a;b", "TABLE_ROW 1;2");
  }

  @Test
  void aQuoteThatIsNotClosedCostsOneRecord() throws Exception {
    String rest = "1,2\n".repeat(50_000);

    Document document = read("a.csv", "a,b\n\"x,1\n" + rest);

    assertThat(Shown.parts(document))
        .hasSize(50_002)
        .startsWith("TABLE_HEADER a,b", "TABLE_ROW \"x,1");
    assertThat(document.warnings()).hasSize(1);
  }

  @Test
  void millionsOfShortRowsAreReadInBoundedTimeAndMemory() throws Exception {
    byte[] bytes = "1\n".repeat(20_000_000).getBytes(UTF_8);

    Document document =
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> reader().read("a.csv", bytes));

    assertThat(document.parts()).hasSizeBetween(1 << 20, 1_100_000);
  }
}
