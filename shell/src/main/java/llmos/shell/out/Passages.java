package llmos.shell.out;

import java.util.List;
import java.util.Map;
import llmos.api.Visible;

/** Passages of documents as a person reads them: where they stand, then their words. */
final class Passages {
  private static final int INDENT = 2;
  private static final int MOST_LINES = 3;

  private Passages() {}

  /** Whether a record is something that was found. */
  static boolean isHit(Map<String, Object> row) {
    return row.keySet().containsAll(List.of("doc", "span", "score", "text"));
  }

  /** What was found: its place and score, then its first lines. */
  static void hit(Map<String, Object> row, Sink out) {
    out.line(Style.BOLD.of(place(row), out) + "  " + Style.DIM.of(Cell.plain(row, "score"), out));
    List<String> lines = wrapped(Cell.plain(row, "text"), out);
    lines.stream().limit(MOST_LINES - 1).forEach(out::line);
    if (lines.size() >= MOST_LINES) {
      String rest = String.join("", lines.subList(MOST_LINES - 1, lines.size()));
      out.line(Width.cut(rest, out.columns().getAsInt() - 1));
    }
  }

  /** Whether a record is a source with what stands around it. */
  static boolean isSource(Map<String, Object> row) {
    return row.keySet().containsAll(List.of("quote", "before", "after", "current"));
  }

  /** A source within its surroundings, the quote marked. */
  static void source(Map<String, Object> row, Sink out) {
    boolean changed = Boolean.FALSE.equals(row.get("current"));
    out.line(Style.BOLD.of(place(row), out)
        + (changed ? "  the document has changed since; this is what it said" : ""));
    String quote = Visible.of(String.valueOf(row.get("quote")));
    String marked = out.colour()
        ? quote
            .lines()
            .map(line -> Style.CYAN.of(line, out))
            .reduce((a, b) -> a + "\n" + b)
            .orElse("")
        : "»" + quote + "«";
    String text = Visible.of(String.valueOf(row.get("before")))
        + marked
        + Visible.of(String.valueOf(row.get("after")));
    text.strip().lines().flatMap(line -> wrapped(line, out).stream()).forEach(out::line);
  }

  /** {@code docs/a.pdf p. 3 #120-310}. */
  private static String place(Map<String, Object> row) {
    String page = Cell.plain(row, "page");
    String doc = Cell.plain(row, "doc");
    String span = Cell.plain(row, "span");
    String range = span.startsWith(doc) ? span.substring(doc.length()) : span;
    return doc + (page.isEmpty() || page.equals("0") ? "" : " p. " + page) + " " + range;
  }

  private static List<String> wrapped(String text, Sink out) {
    return Width.wrap(" ".repeat(INDENT) + text, out.columns().getAsInt() - 1);
  }
}
