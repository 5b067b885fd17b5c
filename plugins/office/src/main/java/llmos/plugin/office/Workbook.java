package llmos.plugin.office;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llmos.api.Document;
import llmos.api.Document.PartKind;
import llmos.plugin.markup.Layout;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/**
 * A workbook: a heading and a page for each sheet, a row of the table for each of its rows. Of a formula the value counts that was
 * stored with it. Comments and charts are not read.
 */
final class Workbook {
  /** Empty cells between two filled ones: more than these are not shown. */
  private static final int MOST_EMPTY = 50;

  private final Archive archive;
  private final Layout layout = new Layout();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> strings = new ArrayList<>();
  private CellStyles styles = CellStyles.none();
  private Rows rows = Rows.ofSheet(layout);

  private Workbook(Archive archive) {
    this.archive = archive;
  }

  static Document read(String fileName, Archive archive, String main, String title)
      throws IOException, InterruptedException {
    Workbook workbook = new Workbook(archive);
    Element tree = Xml.tree(archive, main);
    Relations relations = Relations.of(archive, main);
    workbook.settings(relations, tree);
    List<Element> sheets = Xml.all(tree, "sheet");
    int unread = 0;
    for (int i = 0; i < sheets.size() && !workbook.layout.full(); i++) {
      unread += workbook.sheet(sheets.get(i), i + 1, relations) ? 0 : 1;
    }
    if (unread > 0 && unread == sheets.size()) {
      throw new IOException("damaged: none of %d sheets can be read; the first: %s"
          .formatted(unread, workbook.warnings.getLast()));
    }
    return workbook.layout.document(title.isEmpty() ? fileName : title, workbook.warnings);
  }

  private void settings(Relations relations, Element tree) throws InterruptedException {
    try {
      Optional<String> shared = relations.first(archive, "sharedStrings");
      if (shared.isPresent()) {
        Xml.each(archive, shared.get(), Set.of("si"), this::string);
      }
    } catch (IOException e) {
      warnings.add("texts of cells are missing: " + e.getMessage());
    }
    try {
      Optional<String> part = relations.first(archive, "styles");
      boolean since1904 = Xml.all(tree, "workbookPr").stream()
          .anyMatch(e -> Xml.attr(e, "date1904").matches("1|true"));
      styles = part.isPresent() ? CellStyles.of(Xml.tree(archive, part.get()), since1904) : styles;
    } catch (IOException e) {
      warnings.add("dates are shown as numbers: " + e.getMessage());
    }
  }

  private void string(Element string) {
    strings.add(Runs.ofOffice(string).words());
  }

  /** Whether it could be read; one that cannot does not cost the others. */
  private boolean sheet(Element sheet, int number, Relations relations)
      throws InterruptedException {
    String name = Xml.attr(sheet, "name");
    try {
      String id = sheet.attributes().asList().stream()
          .filter(a -> a.getKey().endsWith(":id"))
          .map(a -> a.getValue())
          .findFirst()
          .orElse("");
      Optional<String> part = relations.part(archive, id);
      if (part.isEmpty()) {
        throw new IOException("it is not in the archive");
      }
      layout.page(number);
      layout.part(PartKind.HEADING, 1, name.isBlank() ? "Sheet " + number : name);
      rows = Rows.ofSheet(layout);
      Xml.each(archive, part.get(), Set.of("row"), row -> rows.row(cells(row)));
      rows.end();
      return true;
    } catch (IOException e) {
      warnings.add("sheet %d (%s): %s".formatted(number, name, e.getMessage()));
      return false;
    }
  }

  private List<String> cells(Element row) {
    List<String> cells = new ArrayList<>();
    int next = 0;
    for (Node node : row.childNodes()) {
      if (!(node instanceof Element cell) || !Xml.name(cell).equals("c")) {
        continue;
      }
      String text = value(cell);
      int column = column(Xml.attr(cell, "r"), next);
      if (!text.isBlank()) {
        for (int i = next; i < column && i < next + MOST_EMPTY; i++) {
          cells.add("");
        }
        cells.add(text);
        next = column + 1;
      }
    }
    return cells;
  }

  /** The number of the column of {@code AB12}, from 0, or {@code otherwise}. */
  private static int column(String reference, int otherwise) {
    int column = 0;
    int i = 0;
    while (i < reference.length() && i < 4 && Character.isLetter(reference.charAt(i))) {
      column = column * 26 + Character.toUpperCase(reference.charAt(i)) - 'A' + 1;
      i++;
    }
    return i == 0 || column < 0 ? otherwise : column - 1;
  }

  private String value(Element cell) {
    String raw = Xml.child(cell, "v").map(Element::wholeText).orElse("").strip();
    return switch (Xml.attr(cell, "t")) {
      case "s" -> shared(raw);
      case "inlineStr" ->
        Xml.child(cell, "is").map(is -> Runs.ofOffice(is).words()).orElse("");
      case "str", "e", "d" -> raw;
      case "b" -> raw.equals("1") ? "TRUE" : raw.equals("0") ? "FALSE" : raw;
      default -> raw.isEmpty() ? formula(cell) : styles.show(raw, Xml.number(cell, "s", 0));
    };
  }

  /** A formula that nothing was stored with stands for itself. */
  private static String formula(Element cell) {
    String formula = Xml.child(cell, "f").map(Element::wholeText).orElse("").strip();
    return formula.isEmpty() ? "" : "=" + formula;
  }

  private String shared(String raw) {
    int index = raw.matches("\\d{1,9}") ? Integer.parseInt(raw) : Integer.MAX_VALUE;
    return index < strings.size() ? strings.get(index) : "";
  }
}
