package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import llmos.api.Label;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Value;
import llmos.shell.out.Json;

/** Makes text of records, a record for each line of it. */
final class RecordWriter {
  private RecordWriter() {}

  static Flow write(Flow in, Formats.Format format) throws InterruptedException {
    return switch (format) {
      case JSONL -> in.map(item -> line(Json.of(item.row()), item.label()));
      case JSON -> json(in.drain());
      case CSV -> columns(in.drain(), ",", RecordWriter::quoted);
      case TSV -> columns(in.drain(), "\t", text -> text.replaceAll("[\t\r\n]+", " "));
      case MD -> markdown(in.drain());
    };
  }

  private static Item line(String text, Label label) {
    return Item.of(Map.of("text", text), label);
  }

  private static Flow json(List<Item> items) {
    return Flow.of(List.of(line(
        Json.of(items.stream().map(Item::row).toList()),
        Label.joinAll(items.stream().map(Item::label).toList()))));
  }

  /** Writes the text of a cell. */
  private interface Cell {
    String of(String text);

    /** A line of one cell without text: a blank line would be none. */
    default String nothing() {
      return "\"\"";
    }
  }

  private static Flow columns(List<Item> items, String between, Cell cell) {
    List<String> names = names(items);
    List<Item> lines = new ArrayList<>();
    if (!names.isEmpty()) {
      lines.add(
          line(names.stream().map(cell::of).collect(Collectors.joining(between)), Label.SYSTEM));
    }
    for (Item item : items) {
      String text = names.stream()
          .map(name -> cell.of(text(item.row(), name)))
          .collect(Collectors.joining(between));
      lines.add(line(text.isEmpty() ? cell.nothing() : text, item.label()));
    }
    return Flow.of(lines);
  }

  /** The fields of all records, in the order of their first appearance. */
  private static List<String> names(List<Item> items) {
    Set<String> names = new LinkedHashSet<>();
    items.forEach(item -> names.addAll(item.row().keySet()));
    return List.copyOf(names);
  }

  private static String text(Map<String, Object> row, String name) {
    return Optional.ofNullable(row.get(name))
        .map(value ->
            value instanceof Map || value instanceof List ? Json.of(value) : Value.show(value))
        .orElse("");
  }

  /** RFC 4180. */
  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private static Flow markdown(List<Item> items) {
    List<String> names = names(items);
    if (names.isEmpty()) {
      return Flow.empty();
    }
    Cell cell =
        text -> text.strip().replace("\\", "\\\\").replace("|", "\\|").replaceAll("\\R", " ");
    List<Item> lines = new ArrayList<>();
    lines.add(line(row(names.stream().map(cell::of).toList()), Label.SYSTEM));
    lines.add(line(row(names.stream().map(name -> "---").toList()), Label.SYSTEM));
    for (Item item : items) {
      List<String> cells =
          names.stream().map(name -> cell.of(text(item.row(), name))).toList();
      lines.add(line(row(cells), item.label()));
    }
    return Flow.of(lines);
  }

  private static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
  }
}
