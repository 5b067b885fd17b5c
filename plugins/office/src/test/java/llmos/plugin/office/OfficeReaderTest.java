package llmos.plugin.office;

import static java.nio.charset.StandardCharsets.UTF_8;
import static llmos.plugin.office.Zips.docx;
import static llmos.plugin.office.Zips.epub;
import static llmos.plugin.office.Zips.open;
import static llmos.plugin.office.Zips.p;
import static llmos.plugin.office.Zips.pptx;
import static llmos.plugin.office.Zips.relations;
import static llmos.plugin.office.Zips.shape;
import static llmos.plugin.office.Zips.xlsx;
import static llmos.plugin.office.Zips.zip;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class OfficeReaderTest extends DocumentReaderContract {
  private static final String ROWS = """
      <w:tbl><w:tblPr/><w:tr><w:tc><w:p><w:r><w:t>part</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>height</w:t></w:r></w:p></w:tc></w:tr>
      <w:tr><w:tc><w:p><w:r><w:t>tower</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>300 m</w:t></w:r></w:p></w:tc></w:tr></w:tbl>""";

  private static final Map<String, String> WORD = docx(p("berschrift1", "The iron tower")
      + "<w:p><w:r><w:t xml:space=\"preserve\">It was </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
      + "<w:r><w:t>opened</w:t><w:tab/><w:t>in 1889.</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>"
      + p("Own", "Parts")
      + p("Deep", "Small parts")
      + p("Loop", "Loops end.") + p("L2", "bolts")
      + "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t>rivets</w:t></w:r></w:p>"
      + ROWS
      + "<w:tbl><w:tr><w:tc>" + p("", "framed one") + p("", "framed two")
      + "</w:tc></w:tr></w:tbl>");

  private static final Map<String, String> TALK = pptx(
      shape("body", "iron", "rivets") + shape("title", "The tower") + shape("sldNum", "1"),
      shape("", "A free text")
          + "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>year</a:t></a:r></a:p></a:txBody></a:tc>"
          + "<a:tc><a:txBody><a:p><a:r><a:t>event</a:t></a:r></a:p></a:txBody></a:tc></a:tr><a:tr><a:tc><a:txBody><a:p><a:r><a:t>1889</a:t></a:r>"
          + "</a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>opened</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>");

  private static final Map<String, String> SHEETS = xlsx(
      "Towns",
      "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>All towns</t></is></c></row>"
          + "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"inlineStr\"><is><t>founded</t></is></c>"
          + "<c r=\"D3\" t=\"str\"><f>A1</f><v>share</v></c></row>"
          + "<row r=\"4\"><c r=\"A4\" t=\"s\"><v>1</v></c><c r=\"B4\" s=\"1\"><v>43831</v></c><c r=\"D4\" s=\"2\"><v>0.125</v></c></row>"
          + "<row r=\"5\"><c r=\"A5\" s=\"4\"><f>1+1</f><v>12345.678</v></c><c r=\"B5\" s=\"3\"><v>43831.5</v></c>"
          + "<c r=\"C5\" t=\"b\"><v>1</v></c><c r=\"D5\" t=\"e\"><v>#N/A</v></c></row>",
      "Empty",
      "",
      "One column",
      "<row><c><v>7</v></c></row><row><c><v>0.1</v></c></row>");

  private static final Map<String, String> ODT = open("text", """
      <text:tracked-changes><text:p>gone</text:p></text:tracked-changes>
      <text:h text:outline-level="2">Harbour</text:h><text:p>Open<text:s text:c="3"/>from <text:span>nine</text:span><text:note>
      <text:note-citation>1</text:note-citation><text:note-body><text:p>Not in winter.</text:p></text:note-body></text:note>.</text:p>
      <text:list><text:list-item><text:p>boats</text:p><text:list><text:list-item><text:p>sails</text:p></text:list-item></text:list>
      </text:list-item></text:list>
      <table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>berth</text:p></table:table-cell>
      <table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>boat</text:p></table:table-cell></table:table-row>
      </table:table-header-rows><table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>7</text:p></table:table-cell>
      </table:table-row></table:table>""");

  private static final Map<String, String> ODS = open("spreadsheet", """
      <table:table table:name="First"><table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row></table:table>
      <table:table table:name="Boats"><table:table-row><table:table-cell><text:p>name</text:p></table:table-cell><table:table-cell>
      <text:p>length</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Ada</text:p></table:table-cell>
      <table:table-cell office:value="7.5"><text:p>7.50 m</text:p></table:table-cell></table:table-row></table:table>""");

  private static final Map<String, String> ODP = open("presentation", """
      <draw:page draw:name="empty"/>
      <draw:page><draw:frame presentation:class="outline"><draw:text-box><text:list><text:list-item><text:p>sails</text:p></text:list-item>
      </text:list></draw:text-box></draw:frame><draw:frame presentation:class="title"><draw:text-box><text:p>Boats</text:p></draw:text-box>
      </draw:frame><presentation:notes><draw:frame presentation:class="notes"><draw:text-box><text:p>Speak slowly.</text:p></draw:text-box>
      </draw:frame></presentation:notes></draw:page>""");

  private static final Map<String, String> BOOK = epub(
      "<h1>Storm</h1><p>The lamp went out.<a id=\"x\"/> Twice.</p>", "<p>A boat&#160;came.</p>");

  @Override
  protected DocumentReader reader() {
    return new OfficeReader();
  }

  @Override
  protected Map<String, byte[]> samples() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    files().forEach((name, entries) -> samples.put(name, zip(entries)));
    return samples;
  }

  private static Map<String, Map<String, String>> files() {
    Map<String, Map<String, String>> files = new LinkedHashMap<>();
    files.put("a.docx", WORD);
    files.put("word.txt", WORD);
    files.put("a.pptx", TALK);
    files.put("a.xlsx", SHEETS);
    files.put("a.odt", ODT);
    files.put("a.ods", ODS);
    files.put("odp", ODP);
    files.put("book", BOOK);
    return files;
  }

  private Document read(String name, Map<String, String> entries) throws Exception {
    return reader().read(name, zip(entries));
  }

  private static List<String> shown(Document document) {
    return document.parts().stream()
        .map(part -> "%s%s %s"
            .formatted(
                part.kind(),
                part.level() == 0 ? "" : " " + part.level(),
                document.text().substring(part.start(), part.end())))
        .toList();
  }

  @Test
  void wordKeepsHeadingsItemsTablesAndFootnotes() throws Exception {
    Document document = read("a.docx", WORD);

    assertThat(document.title()).isEqualTo("The tower");
    assertThat(shown(document))
        .containsExactly(
            "HEADING 1 The iron tower",
            "PARAGRAPH It was opened in 1889.",
            "PARAGRAPH Without the flagpole.",
            "HEADING 1 Parts",
            "HEADING 3 Small parts",
            "PARAGRAPH Loops end.",
            "LIST_ITEM 2 bolts",
            "LIST_ITEM 2 rivets",
            "TABLE_HEADER part | height",
            "TABLE_ROW tower | 300 m",
            "PARAGRAPH framed one",
            "PARAGRAPH framed two");
    assertThat(document.warnings()).isEmpty();
  }

  @Test
  void contentGoesBeforeTheName() throws Exception {
    assertThat(read("notes.txt", WORD).parts()).isEqualTo(read("a.docx", WORD).parts());
    assertThat(read("a.docx", SHEETS).parts()).isEqualTo(read("a.xlsx", SHEETS).parts());
    assertThat(reader().reads("a.zip", zip(Map.of("a.txt", "text")))).isFalse();
    assertThat(reader().reads("a.docx", "%PDF-1.7".getBytes(UTF_8))).isFalse();
  }

  @Test
  void slidesArePagesWithTheirTitleFirst() throws Exception {
    Map<String, String> entries = new LinkedHashMap<>(TALK);
    entries.put(
        "ppt/slides/_rels/slide1.xml.rels", relations("notesSlide", "../notesSlides/n1.xml"));
    entries.put(
        "ppt/notesSlides/n1.xml",
        "<p:notes>" + shape("body", "Do not forget the lift.") + shape("sldNum", "1")
            + "</p:notes>");

    Document document = read("a.pptx", entries);

    assertThat(shown(document))
        .containsExactly(
            "HEADING 1 The tower",
            "LIST_ITEM 1 iron",
            "LIST_ITEM 1 rivets",
            "HEADING 2 Notes",
            "PARAGRAPH Do not forget the lift.",
            "HEADING 1 Slide 2",
            "PARAGRAPH A free text",
            "TABLE_HEADER year | event",
            "TABLE_ROW 1889 | opened");
    assertThat(document.parts()).extracting(Part::page).containsExactly(1, 1, 1, 1, 1, 2, 2, 2, 2);
    assertThat(document.title()).isEqualTo("The tower");
  }

  @Test
  void sheetsAreTablesThatShowWhatTheirCellsShow() throws Exception {
    Document document = read("a.xlsx", SHEETS);

    assertThat(shown(document))
        .containsExactly(
            "HEADING 1 Towns",
            "PARAGRAPH All towns",
            "TABLE_HEADER town | founded | | share",
            "TABLE_ROW Kaldorf | 2020-01-01 | | 12.50%",
            "TABLE_ROW 12,345.68 | 01.01.2020 | TRUE | #N/A",
            "HEADING 1 Empty",
            "HEADING 1 One column",
            "TABLE_HEADER 7",
            "TABLE_ROW 0.1");
    assertThat(document.parts()).extracting(Part::page).containsExactly(1, 1, 1, 1, 1, 2, 3, 3, 3);
    assertThat(document.title()).isEqualTo("a.xlsx");
  }

  @Test
  void openDocumentsKeepTheirStructure() throws Exception {
    assertThat(shown(read("a.odt", ODT)))
        .containsExactly(
            "HEADING 2 Harbour",
            "PARAGRAPH Open from nine.",
            "PARAGRAPH Not in winter.",
            "LIST_ITEM 1 boats",
            "LIST_ITEM 2 sails",
            "TABLE_HEADER berth | | | boat",
            "TABLE_ROW 7 | 7");
    assertThat(shown(read("a.ods", ODS)))
        .containsExactly(
            "HEADING 1 First",
            "HEADING 1 Boats",
            "TABLE_HEADER name | length",
            "TABLE_ROW Ada | 7.50 m");
    Document talk = read("a.odp", ODP);
    assertThat(shown(talk))
        .containsExactly(
            "HEADING 1 Boats", "LIST_ITEM 1 sails", "HEADING 2 Notes", "PARAGRAPH Speak slowly.");
    assertThat(talk.parts()).extracting(Part::page).containsOnly(2);
  }

  @Test
  void booksAreReadInTheOrderOfTheirSpine() throws Exception {
    Document document = read("a.epub", BOOK);

    assertThat(document.title()).isEqualTo("The lighthouse");
    assertThat(shown(document))
        .containsExactly(
            "PARAGRAPH The lighthouse by Ada Falk",
            "HEADING 1 Storm",
            "PARAGRAPH The lamp went out. Twice.",
            "HEADING 1 Chapter 2",
            "PARAGRAPH A boat came.");
  }

  @Test
  void prefixesAndEncodingsAreUpToWhoWroteTheFile() throws Exception {
    Map<String, String> other = new LinkedHashMap<>(WORD);
    other.replaceAll((name, xml) -> name.startsWith("word/d") ? xml.replace("w:", "ns0:") : xml);

    assertThat(read("a.docx", other)).isEqualTo(read("a.docx", WORD));
  }

  @Test
  void entitiesAreNotResolved() throws Exception {
    Map<String, String> entries = docx(p("", "before &x; after"));
    entries.computeIfPresent(
        "word/document.xml",
        (name, xml) -> xml.replace(
            "<w:document", "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:document"));

    Document document = read("a.docx", entries);

    assertThat(document.text()).isEqualTo("before &x; after");
  }

  /** Bytes of an archive seldom survive damage; here the XML is damaged before it is packed. */
  @Test
  void damagedXmlIsReadOrRefused() {
    for (Map.Entry<String, Map<String, String>> file : files().entrySet()) {
      for (int i = 0; i < 100; i++) {
        long seed = 7_000L + i;
        RandomGenerator dice = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<String, String> entries = new LinkedHashMap<>(file.getValue());
        entries.replaceAll((name, xml) -> dice.nextInt(3) == 0 ? damaged(xml, dice) : xml);
        if (dice.nextInt(4) == 0) {
          List<String> names = List.copyOf(entries.keySet());
          entries.remove(names.get(dice.nextInt(names.size())));
        }

        tryToRead(file.getKey(), zip(entries), file.getKey() + ", damaged XML, seed " + seed);
      }
    }
  }

  private static String damaged(String xml, RandomGenerator dice) {
    StringBuilder out = new StringBuilder(xml);
    for (int n = dice.nextInt(1, 5); n > 0 && out.length() > 10; n--) {
      int from = dice.nextInt(out.length());
      int to = Math.min(out.length(), from + dice.nextInt(60));
      String piece = out.substring(from, to);
      switch (dice.nextInt(4)) {
        case 0 -> out.delete(from, to);
        case 1 -> out.insert(dice.nextInt(out.length()), piece.repeat(dice.nextInt(5)));
        case 2 ->
          out.insert(
              from,
              List.of("<", ">", "\"", "&#0;", "]]>", "\uD800", "<!--", "-1").get(dice.nextInt(8)));
        default -> out.replace(from, to, "9".repeat(to - from));
      }
    }
    return out.toString();
  }

  @Test
  void oneDamagedSlideOrSheetDoesNotCostTheOthers() throws Exception {
    Map<String, String> slides = new LinkedHashMap<>(TALK);
    slides.remove("ppt/slides/slide1.xml");
    Map<String, String> sheets = new LinkedHashMap<>(SHEETS);
    sheets.remove("xl/worksheets/sheet1.xml");

    Document talk = read("a.pptx", slides);
    Document workbook = read("a.xlsx", sheets);

    assertThat(talk.text()).startsWith("Slide 2").contains("A free text");
    assertThat(talk.warnings()).containsExactly("slide 1: it is not in the archive");
    assertThat(workbook.text()).contains("One column");
    assertThat(workbook.warnings()).containsExactly("sheet 1 (Towns): it is not in the archive");
  }

  @Test
  void theHeadIsEnoughToKnowAFileWithoutAName() {
    byte[] large = zip(docx(p("", "x".repeat(100_000))));

    assertThat(reader().reads("download", Arrays.copyOf(large, 4096))).isTrue();
  }
}
