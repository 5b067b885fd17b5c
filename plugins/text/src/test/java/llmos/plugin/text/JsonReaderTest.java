package llmos.plugin.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class JsonReaderTest extends DocumentReaderContract {
  private static final String OBJECT =
      "{\"name\": \"llmos\", \"sizes\": [1, -2.5e3, true],\n \"deep\": {\"a\": {\"b\": null}}}";

  @Override
  protected DocumentReader reader() {
    return new JsonReader();
  }

  @Override
  protected Map<String, byte[]> samples() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("a.json", OBJECT.getBytes(UTF_8));
    samples.put("a.jsonl", "{\"a\": 1}\n\n{\"a\": 2}\r\n[3]".getBytes(UTF_8));
    samples.put("broken.json", "{\"a\": 1,\n\n\"b\": }".getBytes(UTF_8));
    return samples;
  }

  private Document read(String name, String text) throws Exception {
    return reader().read(name, text.getBytes(UTF_8));
  }

  @Test
  void eachMemberAtTheTopIsAPart() throws Exception {
    Document document = read("a.json", OBJECT);

    assertThat(document.text()).isEqualTo(OBJECT);
    assertThat(Shown.parts(document))
        .containsExactly(
            "CODE {\"name\": \"llmos\",",
            "CODE \"sizes\": [1, -2.5e3, true],",
            "CODE \"deep\": {\"a\": {\"b\": null}}}");
    assertThat(document.warnings()).isEmpty();
  }

  @Test
  void whatIsLongIsCutAtItsOwnMembers() throws Exception {
    String record = "{\"text\": \"%s\", \"n\": 1}".formatted("word ".repeat(20));
    String all = "{\"records\": ["
        + String.join(",", List.of(record, record, record, record).reversed()) + ","
        + String.join(",", Collections.nCopies(20, record)) + "], \"end\": {\"x\": 1}}";

    List<String> parts = Shown.parts(read("a.json", all));

    assertThat(parts).hasSize(25);
    assertThat(parts.getFirst()).startsWith("CODE {\"records\": [{\"text\"");
    assertThat(parts.get(5)).isEqualTo("CODE " + record + ",");
    assertThat(parts.getLast()).isEqualTo("CODE \"end\": {\"x\": 1}}");
  }

  @Test
  void commentsAndSeveralValuesAreUnderstood() throws Exception {
    Document document =
        read("a.json", "// settings\n{\"a\": [1, 2,], /* b */ \"c\": 2,}\n{\"d\": 3}");

    assertThat(document.warnings()).isEmpty();
    assertThat(Shown.parts(document))
        .containsExactly(
            "CODE // settings⏎{\"a\": [1, 2,], /* b */", "CODE \"c\": 2,}", "CODE {\"d\": 3}");
  }

  @Test
  void whatIsNoJsonIsReadAsTextWithAWarning() throws Exception {
    for (String broken : List.of(
        "{\"a\": 1",
        "{a: 1}",
        "[1 2]",
        "{\"a\" 1}",
        "[1}",
        "\"open",
        "nul",
        "[,1]",
        "{\"a\": 1}]",
        "[01x]")) {
      Document document = read("a.json", broken);

      assertThat(document.text()).isEqualTo(broken);
      assertThat(document.parts()).as(broken).isNotEmpty();
      assertThat(document.warnings())
          .as(broken)
          .singleElement()
          .asString()
          .contains("not valid JSON");
    }
    assertThat(read("a.jsonl", "{\"a\": 1}\nrubbish\n").warnings())
        .containsExactly("1 of 2 lines are not valid JSON");
  }

  @Test
  void deepAndWideFilesAreReadSoon() {
    List<String> hostile = List.of(
        "[".repeat(1_000_000),
        "[".repeat(900) + "]".repeat(900),
        "[" + "1,".repeat(10_000_000) + "1]",
        "{" + "\"a\":1,".repeat(3_000_000) + "\"b\":2}",
        "\"" + "x".repeat(20_000_000) + "\"");
    for (String text : hostile) {
      Document document = assertTimeoutPreemptively(
          Duration.ofSeconds(30), () -> reader().read("a.json", text.getBytes(UTF_8)));

      assertThat(document.parts()).hasSizeLessThan(1_100_000);
    }
  }
}
