package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.kernel.Kernel;
import llmos.kernel.Records;

/** What the window holds, by kind of page: a record for each kind, and one for what is free. */
final class WindowParts {
  private static final List<String> ORDER =
      List.of("system", "standing", "user", "assistant", "tool", "stubs", "recalled", "documents");

  private WindowParts() {}

  /** {@code kind=part part tokens pages percent text}; the last part is {@code free}. */
  static Records of(Kernel kernel) {
    Records pages = kernel.pages(false);
    int budget = number(kernel.memory().rows().getFirst(), "budget");
    Map<String, int[]> sums = new LinkedHashMap<>();
    ORDER.forEach(part -> sums.put(part, new int[2]));
    for (Map<String, Object> page : pages.rows()) {
      if ("resident".equals(page.get("state"))) {
        int[] sum = sums.computeIfAbsent(part(page), part -> new int[2]);
        sum[0] += number(page, "tokens");
        sum[1]++;
      }
    }
    int used = sums.values().stream().mapToInt(sum -> sum[0]).sum();
    List<Map<String, Object>> rows = new ArrayList<>();
    sums.forEach((part, sum) -> {
      if (sum[1] > 0) {
        rows.add(row(part, sum[0], sum[1], budget));
      }
    });
    rows.add(row("free", Math.max(0, budget - used), 0, budget));
    return new Records(rows, pages.label());
  }

  private static Map<String, Object> row(String part, int tokens, int pages, int budget) {
    int percent = budget == 0 ? 0 : (int) (100L * tokens / budget);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "part");
    row.put("part", part);
    row.put("tokens", tokens);
    row.put("pages", pages);
    row.put("percent", percent);
    row.put("text", "%-9s %6d tokens %3d%%".formatted(part, tokens, percent));
    return row;
  }

  /** A page that was brought back from the past has the page that it is as its source. */
  private static String part(Map<String, Object> page) {
    String kind = String.valueOf(page.get("kind"));
    boolean standing = Boolean.TRUE.equals(page.get("pinned"))
        && String.valueOf(page.get("why")).startsWith("kept as ");
    if (standing) {
      return "standing";
    }
    return switch (kind) {
      case "call", "result" -> "tool";
      case "summary" -> "stubs";
      case "block" ->
        String.valueOf(page.get("source")).matches("p[0-9]+") ? "recalled" : "documents";
      default -> kind;
    };
  }

  private static int number(Map<String, Object> row, String field) {
    return row.get(field) instanceof Number number ? number.intValue() : 0;
  }
}
