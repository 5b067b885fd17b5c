package llmos.shell.out;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Records as columns, cut to the width of the terminal: the widest columns give way first. Where there are too many of them to be
 * read, each record is a list of its fields.
 */
final class Table {
  private static final int NARROW_SCREEN = 60;
  private static final int MOST_LINES = 4; // of a field in a list

  /** A column: its head and its cells. */
  private record Column(String head, List<String> cells) {
    int width() {
      return Math.max(Width.of(head), cells.stream().mapToInt(Width::of).max().orElse(0));
    }

    boolean isEmpty() {
      return cells.stream().allMatch(String::isEmpty);
    }

    boolean isNumber() {
      return cells.stream().allMatch(cell -> cell.matches("-?[0-9.]*( [a-zA-Z]+)?"));
    }
  }

  private Table() {}

  /** The fields of all records in the order of their first appearance, {@code text} last. */
  static List<String> fields(List<Map<String, Object>> rows) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.keySet()));
    if (names.remove("text")) {
      names.add("text");
    }
    return List.copyOf(names);
  }

  static void print(List<Map<String, Object>> rows, Sink out) {
    Optional<Layout> layout = Layout.of(rows);
    List<Column> columns = new ArrayList<>();
    boolean narrow = out.columns().getAsInt() < NARROW_SCREEN;
    for (String field : layout.map(Layout::columns).orElseGet(() -> shown(rows))) {
      if (narrow && field.endsWith("?")) {
        continue;
      }
      String[] halves = field.replace("?", "").split("!", 2);
      Column column = column(rows, halves[0]);
      boolean quiet = halves.length > 1 && column.cells().stream().allMatch(halves[1]::equals);
      if (!quiet && !column.isEmpty()) {
        columns.add(column);
      }
    }
    draw(columns, rows.size(), out);
  }

  private static Column column(List<Map<String, Object>> rows, String field) {
    return new Column(
        field.equals("current") ? "" : Screen.line(field),
        rows.stream().map(row -> Cell.of(row, field)).toList());
  }

  private static void draw(List<Column> columns, int rows, Sink out) {
    int room = out.columns().getAsInt();
    int[] widths = Columns.share(columns.stream().mapToInt(Column::width).toArray(), room);
    if (widths.length < columns.size()) {
      for (int row = 0; row < rows; row++) {
        fields(columns, row, out);
      }
      return;
    }
    for (int line = -1; line < rows; line++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        Column column = columns.get(i);
        String cell = Width.cut(line < 0 ? column.head() : column.cells().get(line), widths[i]);
        String blank = " ".repeat(Math.max(0, widths[i] - Width.of(cell)));
        text.append(column.isNumber() ? blank + cell : cell + blank).append("  ");
      }
      String whole = text.toString().stripTrailing();
      out.line(line < 0 ? Style.BOLD.of(whole, out) : whole);
    }
  }

  /** A record as a line for each of its fields, after a blank one. */
  private static void fields(List<Column> columns, int row, Sink out) {
    if (row > 0) {
      out.line("");
    }
    WordWrap lines = new WordWrap(out);
    lines.hang(List.of(new Glyph(' ', ""), new Glyph(' ', "")));
    int most = MOST_LINES * out.columns().getAsInt();
    for (Column column : columns) {
      String cell = column.cells().get(row);
      if (!cell.isEmpty()) {
        lines.put(
            column.head() + (column.head().isEmpty() ? "" : ": "),
            out.colour() ? Style.BOLD.on() : "");
        lines.put(Width.cut(cell, most), "");
        lines.newline();
      }
    }
    lines.flush();
  }

  /** The text is left out where the other fields say it all. */
  private static List<String> shown(List<Map<String, Object>> rows) {
    List<String> fields = new ArrayList<>(fields(rows));
    boolean repeats = fields.size() > 2
        && rows.stream()
            .allMatch(row -> fields.stream()
                .filter(f -> !f.equals("text") && !Cell.plain(row, f).isEmpty())
                .allMatch(f -> Cell.plain(row, "text").contains(Cell.plain(row, f))));
    if (repeats) {
      fields.remove("text");
    }
    return fields;
  }
}
