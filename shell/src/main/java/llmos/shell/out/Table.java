package llmos.shell.out;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llmos.shell.lang.Value;

/** Records as columns, cut to the width of the terminal: the widest columns give way first. */
final class Table {
  private static final int NARROWEST = 6;

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

  /** A cell on one line, safe. */
  static String cell(Map<String, Object> row, String field) {
    Object value = row.get(field);
    if (value instanceof Double number && number % 1 != 0) {
      return "%.3f".formatted(number);
    }
    return value == null ? "" : Screen.line(Value.show(value)).strip();
  }

  static void print(List<Map<String, Object>> rows, Sink out) {
    List<String> fields = shown(rows);
    List<List<String>> lines = new ArrayList<>();
    lines.add(fields.stream().map(Screen::line).toList());
    rows.forEach(row -> lines.add(fields.stream().map(field -> cell(row, field)).toList()));
    int[] widths = widths(lines, fields.size(), out.columns().getAsInt());
    for (int i = 0; i < lines.size(); i++) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = Width.cut(lines.get(i).get(column), widths[column]);
        line.append(column == widths.length - 1 ? cell : Width.pad(cell, widths[column]) + "  ");
      }
      String text = line.toString().stripTrailing();
      out.line(i == 0 ? Style.BOLD.of(text, out) : text);
    }
  }

  /** The text is left out where the other fields say it all. */
  private static List<String> shown(List<Map<String, Object>> rows) {
    List<String> fields = new ArrayList<>(fields(rows));
    boolean repeats = fields.size() > 2
        && rows.stream()
            .allMatch(row -> fields.stream()
                .filter(f -> !f.equals("text") && !cell(row, f).isEmpty())
                .allMatch(f -> cell(row, "text").contains(cell(row, f))));
    if (repeats) {
      fields.remove("text");
    }
    return fields;
  }

  private static int[] widths(List<List<String>> lines, int columns, int room) {
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], Width.of(line.get(i)));
      }
    }
    int free = Math.max(columns * NARROWEST, room - 2 * (columns - 1));
    while (sum(widths) > free) {
      int widest = 0;
      for (int i = 1; i < columns; i++) {
        widest = widths[i] >= widths[widest] ? i : widest;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static int sum(int[] widths) {
    int sum = 0;
    for (int width : widths) {
      sum += width;
    }
    return sum;
  }
}
