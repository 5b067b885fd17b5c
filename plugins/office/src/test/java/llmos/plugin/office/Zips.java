package llmos.plugin.office;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Documents made of strings: the smallest files that their programs would open. */
final class Zips {
  private static final String RELATION =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

  private Zips() {}

  /** An archive; the entry {@code mimetype} is stored, as its formats want it. The same bytes at each call. */
  static byte[] zip(Map<String, String> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        byte[] content = entry.getValue().getBytes(UTF_8);
        ZipEntry header = new ZipEntry(entry.getKey());
        header.setTime(1_000_000_000_000L);
        if (entry.getKey().equals("mimetype")) {
          CRC32 crc = new CRC32();
          crc.update(content);
          header.setMethod(ZipEntry.STORED);
          header.setSize(content.length);
          header.setCrc(crc.getValue());
        }
        zip.putNextEntry(header);
        zip.write(content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The references of a part: type and target, one after the other; their ids are rId1, rId2, … */
  static String relations(String... typesAndTargets) {
    StringBuilder xml = new StringBuilder(XML + "<Relationships>");
    for (int i = 0; i < typesAndTargets.length; i += 2) {
      xml.append("<Relationship Id=\"rId%d\" Type=\"%s%s\" Target=\"%s\"/>"
          .formatted(i / 2 + 1, RELATION, typesAndTargets[i], typesAndTargets[i + 1]));
    }
    return xml + "</Relationships>";
  }

  private static Map<String, String> office(String main, String content, String title) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("[Content_Types].xml", XML + "<Types/>");
    entries.put("_rels/.rels", relations("officeDocument", main));
    entries.put(main, XML + content);
    entries.put(
        "docProps/core.xml",
        "<cp:coreProperties><dc:title>" + title + "</dc:title></cp:coreProperties>");
    return entries;
  }

  /** A Word document with this body. */
  static Map<String, String> docx(String body) {
    Map<String, String> entries = office(
        "word/document.xml",
        "<w:document xmlns:w=\"w\"><w:body>" + body + "<w:sectPr/></w:body></w:document>",
        "The tower");
    entries.put(
        "word/_rels/document.xml.rels",
        relations("styles", "styles.xml", "footnotes", "footnotes.xml"));
    entries.put("word/styles.xml", """
        <w:styles>
          <w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
          <w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift1"/></w:style>
          <w:style w:type="paragraph" w:styleId="Deep"><w:name w:val="x"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
          <w:style w:type="paragraph" w:styleId="L2"><w:name w:val="List Bullet 2"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
          <w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="y"/><w:basedOn w:val="Loop"/></w:style>
        </w:styles>""");
    entries.put("word/footnotes.xml", """
        <w:footnotes><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote>
        <w:footnote w:id="2"><w:p><w:r><w:t>Without the flagpole.</w:t></w:r></w:p></w:footnote></w:footnotes>""");
    return entries;
  }

  /** A paragraph of Word: its style, or nothing, and its text. */
  static String p(String style, String text) {
    return "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>\n"
        .formatted(style, text);
  }

  /** A presentation; each slide is the XML of its shapes. */
  static Map<String, String> pptx(String... slides) {
    StringBuilder list = new StringBuilder();
    String[] relations = new String[2 * slides.length];
    for (int i = 0; i < slides.length; i++) {
      list.append("<p:sldId id=\"%d\" r:id=\"rId%d\"/>".formatted(256 + i, i + 1));
      relations[2 * i] = "slide";
      relations[2 * i + 1] = "slides/slide" + (i + 1) + ".xml";
    }
    Map<String, String> entries = office(
        "ppt/presentation.xml",
        "<p:presentation><p:sldIdLst>" + list + "</p:sldIdLst></p:presentation>",
        "");
    entries.put("ppt/_rels/presentation.xml.rels", relations(relations));
    for (int i = 0; i < slides.length; i++) {
      entries.put(
          "ppt/slides/slide" + (i + 1) + ".xml",
          XML + "<p:sld><p:cSld><p:spTree>" + slides[i] + "</p:spTree></p:cSld></p:sld>");
    }
    return entries;
  }

  /** A shape of a slide: what it is in the layout, or nothing, and its text, a paragraph a line. */
  static String shape(String place, String... lines) {
    StringBuilder xml = new StringBuilder("<p:sp><p:nvSpPr><p:nvPr>");
    xml.append(place.isEmpty() ? "" : "<p:ph type=\"" + place + "\"/>");
    xml.append("</p:nvPr></p:nvSpPr><p:txBody>");
    for (String line : lines) {
      xml.append("<a:p><a:r><a:t>").append(line).append("</a:t></a:r></a:p>");
    }
    return xml.append("</p:txBody></p:sp>").toString();
  }

  /** A workbook; each sheet is a name and the XML of its rows. */
  static Map<String, String> xlsx(String... namesAndRows) {
    StringBuilder list = new StringBuilder();
    String[] relations = new String[namesAndRows.length + 4];
    for (int i = 0; i < namesAndRows.length; i += 2) {
      list.append("<sheet name=\"%s\" sheetId=\"%d\" r:id=\"rId%d\"/>"
          .formatted(namesAndRows[i], 7 + i, i / 2 + 1));
      relations[i] = "worksheet";
      relations[i + 1] = "worksheets/sheet" + (i / 2 + 1) + ".xml";
    }
    relations[namesAndRows.length] = "sharedStrings";
    relations[namesAndRows.length + 1] = "sharedStrings.xml";
    relations[namesAndRows.length + 2] = "styles";
    relations[namesAndRows.length + 3] = "/xl/styles.xml";
    Map<String, String> entries =
        office("xl/workbook.xml", "<workbook><sheets>" + list + "</sheets></workbook>", "");
    entries.put("xl/_rels/workbook.xml.rels", relations(relations));
    for (int i = 0; i < namesAndRows.length; i += 2) {
      entries.put(
          "xl/worksheets/sheet" + (i / 2 + 1) + ".xml",
          XML + "<worksheet><sheetData>" + namesAndRows[i + 1] + "</sheetData></worksheet>");
    }
    entries.put("xl/sharedStrings.xml", """
        <sst><si><t>town</t></si><si><r><t>Kal</t></r><r><t>dorf</t></r><rPh><t>phonetic</t></rPh></si></sst>""");
    entries.put("xl/styles.xml", """
        <styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy;@"/></numFmts>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="4"/></cellXfs></styleSheet>""");
    return entries;
  }

  /** An OpenDocument file: {@code text}, {@code spreadsheet} or {@code presentation}, and the XML of its body. */
  static Map<String, String> open(String kind, String body) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("mimetype", "application/vnd.oasis.opendocument." + kind);
    entries.put(
        "content.xml",
        XML
            + "<office:document-content><office:body><office:%s>%s</office:%s></office:body></office:document-content>"
                .formatted(kind, body, kind));
    entries.put("META-INF/manifest.xml", "<manifest:manifest/>");
    return entries;
  }

  /** A book of chapters; each is the XML of its body. */
  static Map<String, String> epub(String... chapters) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("mimetype", "application/epub+zip");
    entries.put(
        "META-INF/container.xml",
        "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>");
    StringBuilder items = new StringBuilder();
    StringBuilder spine = new StringBuilder();
    StringBuilder points = new StringBuilder();
    for (int i = chapters.length; i >= 1; i--) {
      items.append(
          "<item id=\"c%d\" href=\"text/c%%20%d.xhtml\" media-type=\"application/xhtml+xml\"/>"
              .formatted(i, i));
    }
    for (int i = 1; i <= chapters.length; i++) {
      spine.append("<itemref idref=\"c%d\"/>".formatted(i));
      points.append(
          "<navPoint><navLabel><text>Chapter %d</text></navLabel><content src=\"text/c%%20%d.xhtml#top\"/></navPoint>"
              .formatted(i, i));
      entries.put(
          "OEBPS/text/c " + i + ".xhtml",
          XML + "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/></head><body>"
              + chapters[i - 1] + "</body></html>");
    }
    items.append("<item id=\"toc\" href=\"toc.ncx\" media-type=\"application/x-dtbncx+xml\"/>");
    entries.put("OEBPS/toc.ncx", "<ncx><navMap>" + points + "</navMap></ncx>");
    entries.put(
        "OEBPS/book.opf",
        XML
            + "<package><metadata><dc:title>The lighthouse</dc:title><dc:creator>Ada Falk</dc:creator></metadata><manifest>"
            + items + "</manifest><spine>" + spine + "</spine></package>");
    return entries;
  }
}
