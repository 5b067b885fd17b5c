package llmos.shell.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A small sound file of each format, each with a sentence that stands in no other one. */
final class Samples {
  private static final String RELATION =
      "<Relationships><Relationship Id=\"rId1\" Type=\"x/%s\" Target=\"%s\"/></Relationships>";

  private Samples() {}

  /** What a file says: a sentence with a word that stands in no other one. */
  static String says(String word) {
    return "The %s of the harbour was opened in 1889.".formatted(word);
  }

  static byte[] zip(String... namesAndTexts) {
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

  static byte[] word(String word) {
    return zip(
        "[Content_Types].xml",
        "<Types/>",
        "_rels/.rels",
        RELATION.formatted("officeDocument", "word/document.xml"),
        "word/document.xml",
        "<w:document><w:body><w:p><w:r><w:t>" + says(word)
            + "</w:t></w:r></w:p></w:body></w:document>");
  }

  static byte[] open(String kind, String body) {
    return zip(
        "mimetype",
        "application/vnd.oasis.opendocument." + kind,
        "content.xml",
        "<office:document-content><office:body><office:%s>%s</office:%s></office:body></office:document-content>"
            .formatted(kind, body, kind));
  }

  static Map<String, byte[]> archives() {
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

  static Map<String, String> texts() {
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

  /** A file of one page. */
  static byte[] pdf(String word) {
    String drawn = "BT /F1 12 Tf 72 700 Td (" + says(word) + ") Tj ET";
    String[] objects = {
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
          + " /Resources << /Font << /F1 5 0 R >> >> >>",
      "<< /Length %d >>\nstream\n%s\nendstream".formatted(drawn.length(), drawn),
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    };
    StringBuilder file = new StringBuilder("%PDF-1.4\n");
    StringBuilder places = new StringBuilder("xref\n0 6\n0000000000 65535 f \n");
    for (int i = 0; i < objects.length; i++) {
      places.append("%010d 00000 n \n".formatted(file.length()));
      file.append(i + 1).append(" 0 obj\n").append(objects[i]).append("\nendobj\n");
    }
    int start = file.length();
    file.append(places).append("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n");
    return file.append(start).append("\n%%EOF\n").toString().getBytes(UTF_8);
  }

  /** All of them, by extension. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> files = new LinkedHashMap<>(archives());
    files.put("pdf", pdf("pdf"));
    texts().forEach((extension, text) -> files.put(extension, text.getBytes(UTF_8)));
    return files;
  }
}
