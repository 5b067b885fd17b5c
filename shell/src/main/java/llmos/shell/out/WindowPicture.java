package llmos.shell.out;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A picture of the window: each cell is a share of it, coloured by the kind of page that stands there, and a legend. Where there are no
 * colours, a letter tells the kind.
 */
final class WindowPicture {
  private static final int MOST_COLUMNS = 64;
  private static final int ROWS = 4;
  private static final String FREE = "free";

  /** How a part looks: its letter, and its colour. */
  private record Look(char letter, Style style) {
    static Look of(String part) {
      return switch (part) {
        case "system" -> new Look('S', Style.MAGENTA);
        case "standing" -> new Look('!', Style.RED);
        case "user" -> new Look('u', Style.GREEN);
        case "assistant" -> new Look('a', Style.CYAN);
        case "tool" -> new Look('t', Style.BLUE);
        case "stubs" -> new Look('=', Style.DIM);
        case "recalled" -> new Look('r', Style.YELLOW);
        case "documents" -> new Look('d', Style.PLAIN);
        case FREE -> new Look('.', Style.DIM);
        default -> new Look('?', Style.PLAIN);
      };
    }

    String sign(String part, Sink out) {
      if (!out.colour()) {
        return String.valueOf(letter);
      }
      return part.equals(FREE) ? "░" : "█";
    }
  }

  private WindowPicture() {}

  /** Whether a record is a part of the window. */
  static boolean isPart(Map<String, Object> row) {
    return "part".equals(row.get("kind"))
        && row.keySet().containsAll(List.of("part", "tokens", "percent"));
  }

  /** Draws the parts, and the legend below. */
  static void draw(List<Map<String, Object>> parts, Sink out) {
    int width = Math.clamp(out.columns().getAsInt() - 1L, 1, MOST_COLUMNS);
    List<String> cells = cells(parts, width * ROWS);
    for (int from = 0; from < cells.size(); from += width) {
      out.line(row(cells.subList(from, Math.min(cells.size(), from + width)), out));
    }
    legend(parts, out);
  }

  /** The part that each cell shows: what is there has one at least, the rest goes to the largest. */
  private static List<String> cells(List<Map<String, Object>> parts, int count) {
    long all =
        Math.max(1, parts.stream().mapToLong(part -> number(part, "tokens")).sum());
    List<String> cells = new ArrayList<>();
    long before = 0;
    for (Map<String, Object> part : parts) {
      long tokens = number(part, "tokens");
      before += tokens;
      long end = Math.max(before * count / all, cells.size() + (tokens > 0 ? 1L : 0L));
      while (cells.size() < Math.min(end, count)) {
        cells.add(name(part));
      }
    }
    return cells;
  }

  /** A row of cells, equal ones in one style. */
  private static String row(List<String> cells, Sink out) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < cells.size(); ) {
      int end = i;
      while (end < cells.size() && cells.get(end).equals(cells.get(i))) {
        end++;
      }
      Look look = Look.of(cells.get(i));
      row.append(look.style().of(look.sign(cells.get(i), out).repeat(end - i), out));
      i = end;
    }
    return row.toString();
  }

  private static void legend(List<Map<String, Object>> parts, Sink out) {
    int name = parts.stream().mapToInt(part -> Width.of(name(part))).max().orElse(0);
    int digits = parts.stream()
        .mapToInt(part -> String.valueOf(number(part, "tokens")).length())
        .max()
        .orElse(0);
    int width = name + digits + 11;
    int perLine = Math.max(1, (out.columns().getAsInt() - 1) / width);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      Map<String, Object> part = parts.get(i);
      Look look = Look.of(name(part));
      String text = " %s %s %3d%%"
          .formatted(
              Width.pad(name(part), name),
              " ".repeat(digits - String.valueOf(number(part, "tokens")).length())
                  + number(part, "tokens"),
              number(part, "percent"));
      line.append(look.style().of(look.sign(name(part), out), out)).append(text);
      if ((i + 1) % perLine == 0 || i == parts.size() - 1) {
        out.line(line.toString());
        line.setLength(0);
      } else {
        line.append("   ");
      }
    }
  }

  private static String name(Map<String, Object> part) {
    return Screen.line(String.valueOf(part.get("part")));
  }

  private static long number(Map<String, Object> row, String field) {
    return row.get(field) instanceof Number number ? Math.max(0, number.longValue()) : 0;
  }
}
