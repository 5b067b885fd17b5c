package llmos.shell.out;

import java.util.List;
import java.util.Map;

/** What the machine does now: the window, its tokens, what runs. */
final class TopPicture {
  private static final List<String> MEMORY =
      List.of("used", "budget", "resident", "swapped", "faults", "requests");

  private TopPicture() {}

  /** Whether records are such a picture: one of the window, its parts, then processes. */
  static boolean isPicture(List<Map<String, Object>> rows) {
    return isWindow(rows.getFirst())
        && rows.stream().skip(1).allMatch(row -> WindowPicture.isPart(row) || isProcess(row));
  }

  /** Whether a record tells of the window. */
  static boolean isWindow(Map<String, Object> row) {
    return "window".equals(row.get("kind")) && row.keySet().containsAll(MEMORY);
  }

  private static boolean isProcess(Map<String, Object> row) {
    return row.keySet().containsAll(List.of("kind", "state", "age", "what"));
  }

  /** Draws it. */
  static void draw(List<Map<String, Object>> rows, Sink out) {
    List<Map<String, Object>> windows =
        rows.stream().filter(TopPicture::isWindow).toList();
    if (windows.isEmpty()) {
      out.line("nothing was said yet");
    }
    windows.forEach(window -> window(window, out));
    List<Map<String, Object>> parts =
        rows.stream().filter(WindowPicture::isPart).toList();
    if (!parts.isEmpty()) {
      WindowPicture.draw(parts, out);
    }
    windows.forEach(window -> tokens(window, out));
    List<Map<String, Object>> processes =
        rows.stream().filter(TopPicture::isProcess).toList();
    if (!processes.isEmpty()) {
      Table.print(processes, out);
    } else if (!parts.isEmpty()) {
      out.line("nothing is running");
    }
  }

  private static void window(Map<String, Object> row, Sink out) {
    line(
        "window",
        "session %s, CPU %s: %s of %s tokens (%s%%); %s pages, %s on disk, %s pinned, %s faults",
        row,
        out,
        "session",
        "cpu",
        "used",
        "budget",
        "percent",
        "resident",
        "swapped",
        "pinned",
        "faults");
  }

  private static void tokens(Map<String, Object> row, Sink out) {
    line(
        "tokens",
        "%s sent, of which %s as in the request before and %s kept by the server; requests: %s"
            + (row.containsKey("cost") ? "; $" + Cell.money(row, "cost") : ""),
        row,
        out,
        "sent",
        "cached",
        "kept",
        "requests");
  }

  private static void line(
      String head, String text, Map<String, Object> row, Sink out, String... fields) {
    Object[] values =
        List.of(fields).stream().map(field -> Cell.plain(row, field)).toArray();
    String whole = head + "  " + text.formatted(values);
    List<String> lines = Width.wrap(whole, out.columns().getAsInt() - 1);
    out.line(Style.BOLD.of(head, out) + lines.getFirst().substring(head.length()));
    lines.stream().skip(1).forEach(out::line);
  }
}
