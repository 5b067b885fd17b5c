package llmos.plugin.office;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import llmos.api.Document;
import llmos.api.Document.PartKind;
import llmos.plugin.markup.Layout;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * A Word document. A footnote follows the paragraph that refers to it. Headers, footers and comments are not read; where pages end is
 * not in the file.
 */
final class Word {
  private static final Set<String> BLOCKS = Set.of("p", "tr");

  private final Archive archive;
  private final Layout layout = new Layout();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, String> notes = new HashMap<>();
  private WordStyles styles = WordStyles.none();
  private Rows rows = Rows.ofTable(layout);
  private @Nullable Element table;

  private Word(Archive archive) {
    this.archive = archive;
  }

  static Document read(String fileName, Archive archive, String main, String title)
      throws IOException, InterruptedException {
    Word word = new Word(archive);
    word.settings(Relations.of(archive, main));
    Xml.each(archive, main, BLOCKS, word::block);
    word.rows.end();
    return Titles.titled(word.layout, title, fileName, word.warnings);
  }

  /** What the text refers to. Where it is damaged the text is read without it. */
  private void settings(Relations relations) throws InterruptedException {
    Optional<String> sheet = relations.first(archive, "styles");
    try {
      styles = sheet.isPresent() ? WordStyles.of(archive, sheet.get()) : styles;
    } catch (IOException e) {
      warnings.add("headings may be missing: " + e.getMessage());
    }
    for (String kind : List.of("footnote", "endnote")) {
      try {
        Optional<String> part = relations.first(archive, kind + "s");
        if (part.isPresent()) {
          Xml.each(archive, part.get(), Set.of(kind), note -> note(kind, note));
        }
      } catch (IOException e) {
        warnings.add("%ss are missing: %s".formatted(kind, e.getMessage()));
      }
    }
  }

  private void note(String kind, Element note) {
    if (Xml.attr(note, "type").isEmpty() || Xml.attr(note, "type").equals("normal")) {
      notes.put(kind + " " + Xml.attr(note, "id"), Runs.ofOffice(note).words());
    }
  }

  private void block(Element block) throws IOException {
    if (layout.full()) {
      return;
    }
    if (Xml.name(block).equals("tr")) {
      row(block);
      return;
    }
    rows.end();
    table = null;
    paragraph(block);
  }

  private void row(Element row) throws IOException {
    if (!Objects.equals(row.parent(), table)) {
      rows.end();
      rows = Rows.ofTable(layout);
      table = row.parent();
    }
    List<Element> cells =
        Xml.all(row, "tc").stream().filter(cell -> isOf(cell, row)).toList();
    if (cells.size() == 1) {
      frame(cells.getFirst());
      return;
    }
    List<String> texts = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (Element cell : cells) {
      Runs runs = Runs.ofOffice(cell);
      texts.add(runs.words());
      ids.addAll(runs.noteIds());
    }
    if (Xml.at(row, "trPr", "tblHeader").isPresent()) {
      rows.header(texts);
    } else {
      rows.row(texts);
    }
    notes(ids);
  }

  /** A row of one cell is a frame around paragraphs. */
  private void frame(Element cell) throws IOException {
    rows.end();
    for (Element paragraph : Xml.all(cell, "p")) {
      Optional<Element> outer = Xml.ancestor(paragraph, Set.of("p", "tc"));
      if (outer.isPresent() && Xml.name(outer.get()).equals("tc")) {
        paragraph(paragraph);
      }
    }
  }

  /** Whether the cell is of this row and not of a table in one of its cells. */
  private static boolean isOf(Element cell, Element row) {
    for (Element up = cell.parent(); up != null && !up.equals(row); up = up.parent()) {
      if (Xml.name(up).equals("tr")) {
        return false;
      }
    }
    return true;
  }

  private void paragraph(Element paragraph) {
    Runs runs = Runs.ofOffice(paragraph);
    int heading = styles.heading(paragraph);
    int item = heading > 0 ? 0 : styles.item(paragraph);
    PartKind kind =
        heading > 0 ? PartKind.HEADING : item > 0 ? PartKind.LIST_ITEM : PartKind.PARAGRAPH;
    layout.part(kind, Math.max(heading, item), runs.words());
    notes(runs.noteIds());
  }

  private void notes(List<String> ids) {
    ids.forEach(id -> layout.part(PartKind.PARAGRAPH, 0, notes.getOrDefault(id, "")));
  }
}
