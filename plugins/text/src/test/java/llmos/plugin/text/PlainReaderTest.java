package llmos.plugin.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class PlainReaderTest extends DocumentReaderContract {
  private static final byte[] NOTES =
      "Title\n=====\n\nOne line\nand more.\n\n\tTwo\n".getBytes(UTF_8);

  @Override
  protected DocumentReader reader() {
    return new PlainReader();
  }

  @Override
  protected Map<String, byte[]> samples() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("notes.txt", NOTES);
    samples.put("over.txt", "=====\nTitle\n=====\ntext\n".getBytes(UTF_8));
    samples.put("README", "plain\r\n\r\nwords\r\n".getBytes(UTF_8));
    samples.put("utf16.txt", "\uFEFFZwei Wörter\n\nund mehr".getBytes(UTF_16LE));
    return samples;
  }

  @Test
  void decodesEveryEncodingOfTheSameText() throws Exception {
    String text = "Größe: 3 €, naïve\r\nsecond line";

    assertThat(reader().read("a.txt", text.getBytes(UTF_8)).text()).isEqualTo(text);
    assertThat(reader().read("a.txt", ("\uFEFF" + text).getBytes(UTF_8)).text()).isEqualTo(text);
    assertThat(reader().read("a.txt", ("\uFEFF" + text).getBytes(UTF_16LE)).text())
        .isEqualTo(text);
    assertThat(reader().read("a.txt", ("\uFEFF" + text).getBytes(UTF_16BE)).text())
        .isEqualTo(text);
    assertThat(reader().read("a.txt", text.getBytes(UTF_16LE)).text()).isEqualTo(text);
    assertThat(reader().read("a.txt", text.getBytes(UTF_16BE)).text()).isEqualTo(text);
    assertThat(reader()
            .read("a.txt", text.getBytes(Charset.forName("windows-1252")))
            .text())
        .isEqualTo(text);
  }

  @Test
  void aWrongEncodingIsAWarning() throws Exception {
    Document latin = reader().read("a.txt", "déjà vu".getBytes(ISO_8859_1));
    byte[] broken = "über alles und mehr, äöü äöü äöü äöü äöü".getBytes(UTF_8);
    broken[20] = (byte) 0xFF;

    assertThat(latin.text()).isEqualTo("déjà vu");
    assertThat(latin.warnings()).singleElement().asString().contains("windows-1252");
    assertThat(reader().read("a.txt", broken).warnings())
        .singleElement()
        .asString()
        .contains("1 characters");
  }

  @Test
  void aReplacementCharacterOfTheFileItselfIsNoWrongEncoding() throws Exception {
    Document document = new PlainReader().read("a.txt", "a \uFFFD b".getBytes(UTF_8));

    assertThat(document.text()).isEqualTo("a \uFFFD b");
    assertThat(document.warnings()).isEmpty();
  }

  @Test
  void whatIsBinaryIsNotText() {
    byte[] binary = new byte[1000];
    Arrays.fill(binary, 300, 600, (byte) 'a');

    assertThat(reader().reads("data", binary)).isFalse();
    assertThatThrownBy(() -> reader().read("data", binary))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("binary");
  }

  @Test
  void leavesRichFormatsToTheirReaders() {
    assertThat(reader().reads("a.html", "x".getBytes(UTF_8))).isFalse();
    assertThat(reader().reads("a.txt", "%PDF-1.7".getBytes(UTF_8))).isFalse();
    assertThat(reader().reads("page", "\n<!DOCTYPE html><p>".getBytes(UTF_8))).isFalse();
    assertThat(reader().reads("x.unknown", "words".getBytes(UTF_8))).isTrue();
  }

  @Test
  void findsHeadings() throws Exception {
    Document text = reader().read("notes.txt", NOTES);
    Document over = reader().read("over.txt", "=====\nTitle\n=====\ntext\n".getBytes(UTF_8));

    assertThat(text.title()).isEqualTo("Title");
    assertThat(text.parts())
        .extracting(Part::kind)
        .containsExactly(PartKind.HEADING, PartKind.PARAGRAPH, PartKind.PARAGRAPH);
    assertThat(over.title()).isEqualTo("Title");
    assertThat(over.parts())
        .extracting(Part::kind)
        .containsExactly(PartKind.HEADING, PartKind.PARAGRAPH);
  }

  @Test
  void aFileOfTinyParagraphsIsReadWithinTheHeapOfTheTests() throws Exception {
    byte[] bytes = "a\n\n".repeat(8_000_000).getBytes(UTF_8);

    Document document = reader().read("tiny.txt", bytes);

    assertThat(document.parts()).hasSizeBetween(1 << 20, 1_100_000);
  }

  @Test
  void aLineOfFiftyMegabytesIsReadWithinTheHeapOfTheTests() throws Exception {
    byte[] bytes = new byte[50_000_000];
    Arrays.fill(bytes, (byte) 'x');

    Document document = reader().read("line.txt", bytes);

    assertThat(document.parts())
        .containsExactly(new Part(PartKind.PARAGRAPH, 0, bytes.length, 0, 0));
  }
}
