package llmos.plugin.office;

import java.util.ArrayList;
import java.util.List;
import llmos.api.Document.PartKind;
import llmos.plugin.markup.Layout;

/** One slide while it is read: in the file the title may stand anywhere, in the text it comes first. */
final class Slide {
  private final List<String> title = new ArrayList<>();
  private final List<Runnable> body = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Layout layout;

  Slide(Layout layout) {
    this.layout = layout;
  }

  void title(String words) {
    title.add(words.strip());
  }

  void item(int level, String words) {
    body.add(() -> layout.part(PartKind.LIST_ITEM, level, words));
  }

  void paragraph(String words) {
    body.add(() -> layout.part(PartKind.PARAGRAPH, 0, words));
  }

  void note(String words) {
    if (!words.isBlank()) {
      notes.add(words);
    }
  }

  /** The rows of a table, which end up where they stand among the other texts. */
  void row(Rows rows, List<String> cells) {
    body.add(() -> rows.row(cells));
  }

  void endOfTable(Rows rows) {
    body.add(rows::end);
  }

  /** Writes it as a page. One without a title gets its number for a heading, so that it is not taken for part of the one before. */
  void write(int number) {
    layout.page(number);
    String heading = String.join(" ", title).strip();
    layout.part(PartKind.HEADING, 1, heading.isEmpty() ? "Slide " + number : heading);
    body.forEach(Runnable::run);
    if (!notes.isEmpty()) {
      layout.part(PartKind.HEADING, 2, "Notes");
      notes.forEach(note -> layout.part(PartKind.PARAGRAPH, 0, note));
    }
  }
}
