package llmos.shell.lang;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import llmos.api.Label;
import org.jspecify.annotations.Nullable;

/**
 * What a variable, an argument or a sub-program stands for. It is one value and never parsed again.
 *
 * @param data a string, number, boolean, record, list of records, or a {@link Closure}
 * @param label what the guard knows of it
 * @param bare whether it was typed without quotes, so that {@code -} means standard input
 */
public record Value(Object data, Label label, boolean bare) {

  /** A block with the variables it was written among. */
  public record Closure(Node.Program program, Scope scope) {}

  /** A value. */
  public static Value of(Object data, Label label) {
    return new Value(data, label, false);
  }

  /** The words that it is in a line of text. */
  public String text() {
    return show(data);
  }

  /** A bare {@code -}. */
  public boolean isDash() {
    return bare && "-".equals(data);
  }

  /** Its records; a plain value is one record with a text. */
  @SuppressWarnings("unchecked") // maps in values are always records
  public List<Map<String, Object>> rows() {
    if (data instanceof List<?> list) {
      return list.stream().map(Value::row).toList();
    }
    return data instanceof Map<?, ?> map
        ? List.of((Map<String, Object>) map)
        : List.of(Map.of("text", text()));
  }

  @SuppressWarnings("unchecked") // maps in values are always records
  private static Map<String, Object> row(@Nullable Object element) {
    return element instanceof Map<?, ?> map
        ? (Map<String, Object>) map
        : Map.of("text", show(element));
  }

  /** The field of a record; of several records their fields, one a line. Empty text where there is none. */
  Value field(String name) {
    Object found = rows().size() == 1
        ? of(rows().getFirst(), name)
        : rows().stream().map(row -> show(of(row, name))).collect(Collectors.joining("\n"));
    return of(found, label);
  }

  private static Object of(Map<String, Object> row, String name) {
    Object value = row.get(name);
    return value == null ? "" : value;
  }

  /** How a field or value reads in a line of text. */
  public static String show(@Nullable Object data) {
    return switch (data) {
      case null -> "";
      case List<?> list -> list.stream().map(Value::show).collect(Collectors.joining("\n"));
      case Map<?, ?> map
      when map.get("text") != null -> show(Objects.requireNonNull(map.get("text")));
      case Map<?, ?> map ->
        map.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(" "));
      case Closure closure -> "{ … }";
      case Double number
      when number % 1 == 0 && Math.abs(number) < 1e15 -> String.valueOf(number.longValue());
      default -> data.toString();
    };
  }
}
