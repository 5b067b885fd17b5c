package llmos.plugin.office;

import java.util.ArrayList;
import java.util.List;
import llmos.api.Document.PartKind;
import llmos.plugin.markup.Layout;

/**
 * The rows of one table on their way into the text. The first row with two cells is the header, unless one is marked as such; what
 * stands above it is the table's caption. A sheet of one column has a header too, a table of one column in a text is only a frame.
 */
final class Rows {
  /** How many rows of one cell may stand above the header. */
  private static final int MOST_CAPTIONS = 20;

  private final Layout layout;
  private final boolean isSheet;
  private final List<List<String>> captions = new ArrayList<>();
  private boolean hasHeader;

  private Rows(Layout layout, boolean isSheet) {
    this.layout = layout;
    this.isSheet = isSheet;
  }

  static Rows ofSheet(Layout layout) {
    return new Rows(layout, true);
  }

  static Rows ofTable(Layout layout) {
    return new Rows(layout, false);
  }

  /** The next row, if there is something in it. */
  void row(List<String> cells) {
    long filled = cells.stream().filter(cell -> !cell.isBlank()).count();
    if (filled == 0) {
      return;
    }
    if (hasHeader) {
      layout.row(PartKind.TABLE_ROW, cells);
    } else if (filled > 1) {
      captions.forEach(caption -> layout.row(PartKind.PARAGRAPH, caption));
      captions.clear();
      header(cells);
    } else {
      captions.add(cells);
      if (captions.size() > MOST_CAPTIONS) {
        end();
      }
    }
  }

  /** A row that is marked as a header. */
  void header(List<String> cells) {
    layout.row(PartKind.TABLE_HEADER, cells);
    hasHeader = true;
  }

  /** After the last row. */
  void end() {
    for (List<String> cells : captions) {
      if (!isSheet) {
        layout.row(PartKind.PARAGRAPH, cells);
      } else if (hasHeader) {
        layout.row(PartKind.TABLE_ROW, cells);
      } else {
        header(cells);
      }
    }
    captions.clear();
  }
}
