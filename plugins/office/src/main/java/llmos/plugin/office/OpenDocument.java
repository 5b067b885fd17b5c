package llmos.plugin.office;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llmos.api.Document;
import llmos.api.Document.PartKind;
import llmos.plugin.markup.Layout;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * An OpenDocument text, sheet or presentation; which of them it is shows in what stands around a paragraph. Cells hold the text that
 * they show. What was deleted and is still kept, and comments, are not read.
 */
final class OpenDocument {
  private static final String CONTENT = "content.xml";
  private static final Set<String> BLOCKS = Set.of("h", "p", "table-row");
  private static final Set<String> HIDDEN = Set.of("tracked-changes", "annotation");
  private static final Set<String> PAGE = Set.of("page");
  private static final Set<String> SHEETS = Set.of("spreadsheet");
  private static final Set<String> TABLE = Set.of("table");
  private static final Set<String> HEADER = Set.of("table-header-rows");
  private static final int MOST_REPEATED = 50;
  private static final int LARGEST_MANIFEST = 4 << 20;

  private final Layout layout = new Layout();
  private Rows rows = Rows.ofTable(layout);
  private Slide slide = new Slide(layout);
  private boolean isWorkbook;
  private @Nullable Element page;
  private @Nullable Element table;

  private OpenDocument() {}

  static Document read(String fileName, Archive archive) throws IOException, InterruptedException {
    refuseEncrypted(archive);
    OpenDocument document = new OpenDocument();
    Xml.each(archive, CONTENT, BLOCKS, document::block);
    document.endTable();
    document.endPage();
    String title = Titles.ofProperties(archive, "meta.xml");
    boolean named = !title.isEmpty() || document.isWorkbook;
    String ofSheets = title.isEmpty() ? fileName : title;
    return Titles.titled(document.layout, named ? ofSheets : "", fileName, List.of());
  }

  private static void refuseEncrypted(Archive archive) throws IOException {
    String manifest = "META-INF/manifest.xml";
    if (archive.has(manifest)
        && new String(archive.small(manifest, LARGEST_MANIFEST), UTF_8)
            .contains("encryption-data")) {
      throw new IOException("encrypted: it opens only with a password");
    }
  }

  private void block(Element block) throws IOException {
    if (layout.full() || Xml.ancestor(block, HIDDEN).isPresent()) {
      return;
    }
    Optional<Element> onPage = Xml.ancestor(block, PAGE);
    if (onPage.isPresent() && !onPage.get().equals(page)) {
      endTable();
      endPage();
      page = onPage.get();
    }
    if (Xml.name(block).equals("table-row")) {
      row(block);
      return;
    }
    endTable();
    if (page != null) {
      onSlide(block);
    } else {
      paragraph(block);
    }
  }

  private void endPage() {
    if (page != null) {
      slide.write(Xml.place(page));
      slide = new Slide(layout);
    }
  }

  private void endTable() {
    if (page != null && table != null) {
      slide.endOfTable(rows);
    } else {
      rows.end();
    }
    table = null;
  }

  private void paragraph(Element paragraph) throws IOException {
    Runs runs = Runs.ofOpen(paragraph);
    int items = Xml.depth(paragraph, "list");
    if (Xml.name(paragraph).equals("h")) {
      layout.part(
          PartKind.HEADING, Math.max(1, Xml.number(paragraph, "outline-level", 1)), runs.words());
    } else if (items > 0) {
      layout.part(PartKind.LIST_ITEM, items, runs.words());
    } else {
      layout.part(PartKind.PARAGRAPH, 0, runs.words());
    }
    for (Element note : runs.notes()) {
      layout.part(PartKind.PARAGRAPH, 0, Runs.ofOpen(note).words());
    }
  }

  private void onSlide(Element paragraph) throws IOException {
    String words = Runs.ofOpen(paragraph).words();
    String frame =
        Xml.ancestor(paragraph, Set.of("frame")).map(e -> Xml.attr(e, "class")).orElse("");
    int items = Xml.depth(paragraph, "list");
    if (Xml.depth(paragraph, "notes") > 0) {
      slide.note(frame.equals("page") ? "" : words);
    } else if (frame.equals("title")) {
      slide.title(words);
    } else if (items > 0) {
      slide.item(items, words);
    } else {
      slide.paragraph(words);
    }
  }

  private void row(Element row) throws IOException {
    Optional<Element> of = Xml.ancestor(row, TABLE);
    if (of.isEmpty()) {
      return;
    }
    if (!of.get().equals(table)) {
      endTable();
      table = of.get();
      begin(table);
    }
    List<String> cells = cells(row);
    if (page != null) {
      slide.row(rows, cells);
    } else if (Xml.ancestor(row, HEADER).isPresent() && !String.join("", cells).isBlank()) {
      rows.header(cells);
    } else {
      rows.row(cells);
    }
  }

  private void begin(Element begun) throws IOException {
    boolean isSheet = Xml.ancestor(begun, SHEETS).isPresent();
    rows = isSheet ? Rows.ofSheet(layout) : Rows.ofTable(layout);
    isWorkbook |= isSheet;
    if (isSheet) {
      int number = Xml.place(begun);
      String name = Xml.attr(begun, "name");
      layout.page(number);
      layout.part(PartKind.HEADING, 1, name.isBlank() ? "Sheet " + number : name);
    }
  }

  private static List<String> cells(Element row) {
    List<String> cells = new ArrayList<>();
    int empty = 0;
    for (Element cell : row.children()) {
      if (!Xml.name(cell).endsWith("table-cell")) {
        continue;
      }
      String text = Runs.ofOpen(cell).words();
      int times = Math.min(Xml.number(cell, "number-columns-repeated", 1), MOST_REPEATED);
      if (text.isBlank()) {
        empty = Math.min(MOST_REPEATED, empty + times);
        continue;
      }
      for (int i = 0; i < empty; i++) {
        cells.add("");
      }
      empty = 0;
      for (int i = 0; i < times; i++) {
        cells.add(text);
      }
    }
    return cells;
  }
}
