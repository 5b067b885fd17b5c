package llmos.shell.out;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import llmos.shell.lang.Value;

/** How a field of a record reads in a table. */
final class Cell {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private static final int DECIMALS = 6;

  private Cell() {}

  /** A field on one line, safe, as it is. */
  static String plain(Map<String, Object> row, String field) {
    Object value = row.get(field);
    if (value instanceof Double number && number % 1 != 0) {
      return String.format(Locale.ROOT, "%.3f", number);
    }
    return value == null ? "" : Screen.line(Value.show(value)).strip();
  }

  /** A field of dollars, which may be few: without the zeros behind up to six decimals. */
  static String money(Map<String, Object> row, String field) {
    return row.get(field) instanceof Number dollars
        ? new BigDecimal(dollars.toString())
            .setScale(DECIMALS, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        : plain(row, field);
  }

  /** A field for people: times by the clock on the wall, yes for true and nothing for false. */
  static String of(Map<String, Object> row, String field) {
    return switch (row.get(field)) {
      case Double dollars when field.equals("cost") -> money(row, field);
      case Boolean flag -> !flag ? "" : field.equals("current") ? "*" : "yes";
      case Long millis
      when isTime(field) ->
        MINUTE.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
      case Number seconds when field.equals("age") -> span(seconds.longValue());
      case Number bytes when field.equals("bytes") -> size(bytes.longValue());
      case List<?> list
      when field.equals("operations") ->
        list.stream()
            .map(usage -> Screen.line(String.valueOf(usage)).split(" ", 3))
            .map(words -> words.length > 1 ? words[1] : words[0])
            .collect(Collectors.joining(" "));
      case null, default -> withoutId(row, field);
    };
  }

  /** The line of a record often begins with its number, or with what became of it, for readers of a pipe. */
  private static String withoutId(Map<String, Object> row, String field) {
    String text = plain(row, field);
    String change = plain(row, "change");
    String id = (change.isEmpty() ? "" : change + " ") + plain(row, "id") + "  ";
    return field.equals("text") && text.startsWith(id)
        ? text.substring(id.length()).strip()
        : text;
  }

  private static boolean isTime(String field) {
    return List.of("at", "used", "created").contains(field);
  }

  private static String span(long seconds) {
    return seconds < 120
        ? seconds + " s"
        : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }

  private static String size(long bytes) {
    return bytes < 10_000
        ? bytes + " B"
        : bytes < 10_000_000 ? bytes / 1000 + " kB" : bytes / 1_000_000 + " MB";
  }
}
