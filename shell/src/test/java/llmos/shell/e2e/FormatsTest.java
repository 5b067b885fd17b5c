package llmos.shell.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One file of each format in one folder: mounted at once, and what each of them says is found in it and cited. */
class FormatsTest {
  private static final String RELATION =
      "<Relationships><Relationship Id=\"rId1\" Type=\"x/%s\" Target=\"%s\"/></Relationships>";

  @TempDir
  private Path scratch;

  /** What a file says: a sentence with a word that stands in no other one. */
  private static String says(String word) {
    return "The %s of the harbour was opened in 1889.".formatted(word);
  }

  private static byte[] zip(String... namesAndTexts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
        zip.write(namesAndTexts[i + 1].getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] word(String word) {
    return zip(
        "[Content_Types].xml",
        "<Types/>",
        "_rels/.rels",
        RELATION.formatted("officeDocument", "word/document.xml"),
        "word/document.xml",
        "<w:document><w:body><w:p><w:r><w:t>" + says(word)
            + "</w:t></w:r></w:p></w:body></w:document>");
  }

  private static byte[] open(String kind, String body) {
    return zip(
        "mimetype",
        "application/vnd.oasis.opendocument." + kind,
        "content.xml",
        "<office:document-content><office:body><office:%s>%s</office:%s></office:body></office:document-content>"
            .formatted(kind, body, kind));
  }

  private static Map<String, byte[]> archives() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("docx", word("docx"));
    files.put(
        "pptx",
        zip(
            "_rels/.rels",
            RELATION.formatted("officeDocument", "ppt/presentation.xml"),
            "ppt/presentation.xml",
            "<p:presentation><p:sldId id=\"256\" r:id=\"rId1\"/></p:presentation>",
            "ppt/_rels/presentation.xml.rels",
            RELATION.formatted("slide", "slides/slide1.xml"),
            "ppt/slides/slide1.xml",
            "<p:sld><p:sp><a:p><a:t>" + says("pptx") + "</a:t></a:p></p:sp></p:sld>"));
    files.put(
        "xlsx",
        zip(
            "_rels/.rels",
            RELATION.formatted("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml",
            "<workbook><sheet name=\"Towns\" r:id=\"rId1\"/></workbook>",
            "xl/_rels/workbook.xml.rels",
            RELATION.formatted("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml",
            "<worksheet><row><c t=\"str\"><v>what</v></c></row><row><c t=\"str\"><v>" + says("xlsx")
                + "</v></c></row></worksheet>"));
    files.put("odt", open("text", "<text:p>" + says("odt") + "</text:p>"));
    files.put(
        "ods",
        open(
            "spreadsheet",
            "<table:table table:name=\"T\"><table:table-row><table:table-cell><text:p>"
                + says("ods") + "</text:p></table:table-cell></table:table-row></table:table>"));
    files.put(
        "odp", open("presentation", "<draw:page><text:p>" + says("odp") + "</text:p></draw:page>"));
    files.put(
        "epub",
        zip(
            "mimetype",
            "application/epub+zip",
            "META-INF/container.xml",
            "<container><rootfile full-path=\"book.opf\"/></container>",
            "book.opf",
            "<package><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>",
            "a.xhtml",
            "<html><body><h1>One</h1><p>" + says("epub") + "</p></body></html>"));
    return files;
  }

  private static Map<String, String> texts() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("txt", says("txt"));
    files.put("md", "# Harbour\n\n" + says("md"));
    files.put("html", "<html><body><p>" + says("html") + "</p></body></html>");
    files.put(
        "eml", "From: ada@town.net\nTo: bo@town.net\nSubject: Harbour\n\n" + says("eml") + "\n");
    files.put(
        "mbox",
        "From ada@town.net Mon Jul  7 10:00:00 2025\nFrom: ada@town.net\nSubject: Hi\n\n"
            + says("mbox") + "\n");
    files.put("csv", "what,when\n\"" + says("csv") + "\",1889\n");
    files.put("tsv", "what\twhen\n" + says("tsv") + "\t1889\n");
    files.put("json", "{\"a\": 1, \"b\": \"" + says("json") + "\"}");
    files.put("jsonl", "{\"a\": 1}\n{\"b\": \"" + says("jsonl") + "\"}\n");
    files.put("rst", "Harbour\n=======\n\n" + says("rst") + "\n");
    files.put("adoc", "= Harbour\n\n" + says("adoc") + "\n");
    files.put("org", "* Harbour\n" + says("org") + "\n");
    files.put("tex", "\\section{Harbour}\n" + says("tex") + "\n");
    files.put("1", ".TH HARBOUR 1\n.SH NAME\n" + says("roff") + "\n");
    files.put(
        "ipynb",
        "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": [\"" + says("ipynb")
            + "\"]}], \"nbformat\": 4}");
    files.put("java", "class Harbour {\n  // " + says("java") + "\n}\n");
    return files;
  }

  @Test
  void whatEachFormatSaysIsFoundInItAndCited() throws IOException {
    Launcher launcher = Launcher.in(scratch);
    Path folder = Files.createDirectories(launcher.folder().resolve("all"));
    Map<String, byte[]> files = new LinkedHashMap<>(archives());
    texts().forEach((extension, text) -> files.put(extension, text.getBytes(UTF_8)));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(folder.resolve("a." + file.getKey()), file.getValue());
    }
    Files.write(folder.resolve("disguised.txt"), word("disguised"));
    Map<String, String> wanted = new LinkedHashMap<>();
    files.keySet().forEach(e -> wanted.put(e.equals("1") ? "roff" : e, "all/a." + e));
    wanted.put("disguised", "all/disguised.txt");
    List<String> program = new ArrayList<>(List.of("mount all --as all"));
    wanted.keySet().forEach(word -> program.add("find '%s harbour 1889' -k 1".formatted(word)));

    Launcher.Result result = launcher.run("--json", "-c", String.join("; ", program));

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.err()).as("%s", result).isEmpty();
    List<String> lines = result.out().lines().toList();
    List<String> words = List.copyOf(wanted.keySet());
    assertThat(lines).as("%s", result).hasSize(words.size() + 1);
    for (int i = 0; i < words.size(); i++) {
      JsonNode hit = JsonMapper.shared().readTree(lines.get(i + 1)).path(0);
      assertThat(hit.path("doc").asString()).as(words.get(i)).isEqualTo(wanted.get(words.get(i)));
      assertThat(hit.path("text").asString()).contains(says(words.get(i)));
    }
  }

  @Test
  void anArchiveThatDoesHarmIsNamedAndTheOthersAreMounted() throws IOException {
    Launcher launcher = Launcher.in(scratch).with("LLMOS_JAVA_OPTS", "-Xmx512m");
    Path folder = Files.createDirectories(launcher.folder().resolve("bad"));
    byte[] whole = word("whole");
    Files.write(folder.resolve("cut.docx"), Arrays.copyOf(whole, whole.length / 2));
    Files.write(folder.resolve("empty.xlsx"), zip("a", "b"));
    Files.write(folder.resolve("good.docx"), whole);
    try (OutputStream out = Files.newOutputStream(folder.resolve("bomb.docx"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("word/document.xml"));
      zip.write("<w:document><w:body><w:p><w:r><w:t>".getBytes(UTF_8));
      byte[] filler = new byte[1 << 20];
      Arrays.fill(filler, (byte) 'x');
      for (int i = 0; i < 300; i++) {
        zip.write(filler);
      }
    }

    Launcher.Result result =
        launcher.run("-c", "mount bad --as bad; ask 'When was the whole of the harbour opened?'");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out())
        .contains("failed: cut.docx: damaged", "failed: empty.xlsx: not a document")
        .contains("failed: bomb.docx: refused", "[1] bad/good.docx");
  }
}
