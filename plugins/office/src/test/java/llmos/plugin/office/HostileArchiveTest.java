package llmos.plugin.office;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static llmos.plugin.office.Zips.docx;
import static llmos.plugin.office.Zips.epub;
import static llmos.plugin.office.Zips.open;
import static llmos.plugin.office.Zips.p;
import static llmos.plugin.office.Zips.relations;
import static llmos.plugin.office.Zips.xlsx;
import static llmos.plugin.office.Zips.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import llmos.api.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were made or broken to do harm: each ends soon, with a message that says which it is. */
class HostileArchiveTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static Document read(String name, byte[] bytes) throws IOException {
    List<IOException> refused = new ArrayList<>();
    Document document = assertTimeoutPreemptively(SOON, () -> {
      try {
        return new OfficeReader().read(name, bytes);
      } catch (IOException e) {
        refused.add(e);
        return new Document(name, "", List.of(), List.of());
      }
    });
    if (!refused.isEmpty()) {
      throw refused.getFirst();
    }
    return document;
  }

  private static void refused(String name, byte[] bytes, String... says) {
    assertThatThrownBy(() -> read(name, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(says);
  }

  /** An entry of one byte over and over, between what comes before and after. */
  private static byte[] bomb(String name, String before, char filler, long times, String after)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("_rels/.rels"));
      zip.write(relations("officeDocument", name).getBytes(UTF_8));
      zip.putNextEntry(new ZipEntry(name));
      zip.write(before.getBytes(UTF_8));
      byte[] chunk = new byte[1 << 16];
      Arrays.fill(chunk, (byte) filler);
      for (long left = times; left > 0; left -= chunk.length) {
        zip.write(chunk, 0, (int) Math.min(left, chunk.length));
      }
      zip.write(after.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void aFileThatIsCutOffIsSaidToBeDamaged(int tenths) {
    for (byte[] whole : new byte[][] {
      zip(docx(p("", "words"))),
      zip(open("text", "<text:p>words</text:p>")),
      zip(epub("<p>words</p>"))
    }) {
      byte[] cut = Arrays.copyOf(whole, whole.length * tenths / 10);

      refused("a.docx", cut, tenths == 0 ? "no zip archive" : "damaged", "");
    }
  }

  @Test
  void aBombIsRefusedWhileItIsUnpacked() throws IOException {
    byte[] bytes =
        bomb("word/document.xml", "<w:document><w:body><w:p><w:r><w:t>", 'x', 100L << 20, "</w:t>");

    assertThat(bytes.length).isLessThan(200_000);
    refused("a.docx", bytes, "refused", "zip bomb");
  }

  @Test
  void aBookThatIsTooLongIsCutWithAWarning() throws IOException {
    StringBuilder noise = new StringBuilder();
    for (int i = 0; noise.length() < 9_000_000; i++) {
      noise.append(i * 7919L % 1_000_003).append(' ');
    }
    String[] chapters = new String[9];
    Arrays.fill(chapters, "<p>" + noise + "</p>");

    Document document = read("a.epub", zip(epub(chapters)));

    assertThat(document.warnings()).isNotEmpty().anyMatch(w -> w.contains("more than 64 million"));
  }

  @Test
  void anAbsurdNumberOfEntriesIsRefused() {
    Map<String, String> entries = docx(p("", "words"));
    for (int i = 0; i < 70_000; i++) {
      entries.put("x/" + i, "");
    }

    refused("a.docx", zip(entries), "refused", "70,0", "entries");
  }

  @Test
  void anArchiveInAnArchiveIsNotOpened() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("inner.docx", new String(zip(docx(p("", "words"))), ISO_8859_1));
    entries.put("../../../etc/cron.d/x", "* * * * * root");

    refused("a.docx", zip(entries), "not a document", "2 entries");
  }

  @Test
  void deepNestingIsReadOrRefusedSoon() throws IOException {
    String deep = "<w:p>".repeat(300_000) + "<w:r><w:t>words";
    String frames = "<w:tbl><w:tr><w:tc>".repeat(50_000) + p("", "words");
    String lists = "<text:list><text:list-item>".repeat(50_000) + "<text:p>words";

    for (byte[] bytes : new byte[][] {
      zip(docx(deep)),
      zip(docx(frames)),
      zip(docx(deep + "</w:p>".repeat(300_000))),
      zip(open("text", lists))
    }) {
      try {
        assertThat(read("a.docx", bytes).parts()).hasSizeLessThan(10);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("refused");
      }
    }
  }

  @Test
  void elementsWithoutEndAreRefused() {
    refused("a.docx", zip(docx("<w:x/>".repeat(1_000_000))), "refused", "elements");
  }

  @Test
  void aSheetOfAMillionCellsIsReadInBoundedTimeAndMemory() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int row = 1; row <= 20_000; row++) {
      rows.append("<row r=\"").append(row).append("\">");
      for (int column = 0; column < 50; column++) {
        rows.append("<c s=\"4\"><v>").append(row * column).append("</v></c>");
      }
      rows.append("</row>\n");
    }
    byte[] bytes = zip(xlsx("Big", rows.toString()));

    Document document = read("a.xlsx", bytes);

    assertThat(document.parts()).hasSize(20_001);
    assertThat(document.text()).endsWith("980,000.00");
    assertThat(document.warnings()).isEmpty();
  }

  @Test
  void whatIsEncryptedIsSaidToBe() {
    byte[] office = Arrays.copyOf(
        "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1".getBytes(ISO_8859_1), 4096);
    byte[] name = "EncryptedPackage".getBytes(UTF_16LE);
    byte[] old = office.clone();
    System.arraycopy(name, 0, office, 1000, name.length);
    Map<String, String> open = open("text", "<text:p>x</text:p>");
    open.put(
        "META-INF/manifest.xml",
        "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>");
    Map<String, String> book = epub("<p>x</p>");
    book.put(
        "META-INF/encryption.xml",
        "<EncryptedData><CipherReference URI=\"OEBPS/c1.xhtml\"/></EncryptedData>");
    byte[] locked = zip(docx(p("", "words")));
    for (int i = 0; i + 4 < locked.length; i++) {
      if (locked[i] == 'P' && locked[i + 1] == 'K' && locked[i + 2] == 1 && locked[i + 3] == 2) {
        locked[i + 8] |= 1;
      }
    }

    refused("a.docx", office, "encrypted", "password");
    refused("a.doc", old, "before 2007", ".docx");
    refused("a.odt", zip(open), "encrypted", "password");
    refused("a.epub", zip(book), "encrypted", "copy protection");
    refused("a.docx", locked, "encrypted", "password");
    assertThat(new OfficeReader().reads("a.docx", office)).isTrue();
  }

  @Test
  void wrongTypesAreNamed() {
    refused("a.docx", "Dear all,\n".getBytes(UTF_8), "no zip archive");
    refused("a.xlsx", zip(Map.of("readme.txt", "words")), "not a document", "1 entries");
    refused(
        "a.xlsx",
        zip(Map.of("_rels/.rels", relations("officeDocument", "xl/workbook.bin"))),
        "binary workbook",
        ".xlsx");
  }

  @Test
  void missingPartsAndWrongReferencesAreSaid() throws IOException {
    Map<String, String> noBody = docx(p("", "words"));
    noBody.remove("word/document.xml");
    Map<String, String> wrongType = docx(p("", "words"));
    wrongType.put("_rels/.rels", relations("officeDocument", "docProps/core.xml"));
    Map<String, String> noReferences = docx(p("Heading1", "Title") + p("", "words"));
    noReferences.keySet().removeIf(name -> name.endsWith(".rels"));
    Map<String, String> outside = docx(p("", "words"));
    outside.put("_rels/.rels", relations("officeDocument", "../../../../etc/passwd"));

    refused("a.docx", zip(noBody), "damaged", "word/document.xml");
    assertThat(read("a.docx", zip(wrongType)).text()).isEqualTo("words");
    assertThat(read("a.docx", zip(noReferences)).text()).isEqualTo("Title\n\nwords");
    assertThat(read("a.docx", zip(outside)).text()).isEqualTo("words");
    refused("a.epub", zip(Map.of("mimetype", "application/epub+zip")), "damaged", ".opf");
  }

  @Test
  void aWrongChecksumIsDamage() {
    byte[] bytes = zip(open("text", "<text:p>words</text:p>"));
    int at = new String(bytes, ISO_8859_1).indexOf("opendocument.text");
    bytes[at] ^= 1;

    refused("a.odt", bytes, "damaged", "checksum", "mimetype");
  }
}
