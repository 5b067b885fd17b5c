package llmos.shell.out;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Visible;
import llmos.shell.lang.Failure;

/** Failures as lines for people and as records for programs. */
public final class Faults {
  private static final int LEAST_SHOWN = 20;
  private static final int MOST_SHOWN = 240;
  private static final int MOST_TOLD = 2_000;

  private Faults() {}

  /** {@code {"kind":"error","exit":3,"message":…,"hint":…,"stage":2}}. */
  public static Map<String, Object> row(Failure failure) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "error");
    row.put("exit", failure.fault().errno().exit());
    row.put("message", failure.fault().message());
    row.put("hint", failure.fault().hint());
    row.put("stage", failure.stage());
    if (failure.start() >= 0) {
      row.put("line", failure.line());
      row.put("column", failure.column());
    }
    return row;
  }

  /** Prints what went wrong, the place underlined, and what to do. */
  public static void print(Failure failure, Sink out) {
    boolean several = failure.source().strip().indexOf('\n') >= 0;
    String place = failure.start() >= 0 && several
        ? "line %d, column %d: ".formatted(failure.line(), failure.column())
        : "";
    List<String> message = wrapped("llmos: " + place + shorter(failure.fault().message()), out);
    out.line(Style.RED.of("llmos:", out) + message.getFirst().substring("llmos:".length()));
    message.stream().skip(1).forEach(out::line);
    if (isPlaceWorthShowing(failure)) {
      place(failure, out);
    }
    if (!failure.fault().hint().isEmpty()) {
      wrapped("  " + shorter(failure.fault().hint()), out)
          .forEach(line -> out.line(Style.DIM.of(line, out)));
    }
  }

  /** A message may hold what was typed, and that may be as long as a file. */
  private static String shorter(String text) {
    int half = MOST_TOLD / 2;
    return text.length() <= MOST_TOLD
        ? text
        : "%s … %,d more characters … %s"
            .formatted(
                text.substring(0, half),
                text.length() - MOST_TOLD,
                text.substring(text.length() - half));
  }

  /** The line with its place underlined; of a long line only what stands around the place. */
  private static void place(Failure failure, Sink out) {
    String text = failure.text();
    int at = failure.column() - 1;
    int room = out.terminal() ? Math.max(LEAST_SHOWN, out.columns().getAsInt() - 5) : MOST_SHOWN;
    boolean whole = Width.of(Screen.line(text)) <= room;
    int from = whole || at < room / 2 ? 0 : at - room / 4;
    int to = whole ? text.length() : Math.min(text.length(), from + room / 2);
    String before = (from > 0 ? "…" : "") + Screen.line(text.substring(from, at));
    int end = Math.min(to, at + markedLength(failure));
    String marked = Screen.line(text.substring(at, end));
    out.line("  " + before + Screen.line(text.substring(at, to)) + (to < text.length() ? "…" : ""));
    out.line("  "
        + " ".repeat(Width.of(before))
        + Style.RED.of("^".repeat(Math.max(1, Width.of(marked))), out));
  }

  private static List<String> wrapped(String text, Sink out) {
    String safe = Visible.of(text);
    return out.terminal()
        ? safe.lines()
            .flatMap(l -> Width.wrap(l, out.columns().getAsInt() - 1).stream())
            .toList()
        : List.of(safe);
  }

  private static int markedLength(Failure failure) {
    return Math.min(failure.width(), failure.text().length() - failure.column() + 1);
  }

  /** A program of one stage that is wrong as a whole needs no line under it. */
  private static boolean isPlaceWorthShowing(Failure failure) {
    String text = failure.text();
    return failure.start() >= 0
        && !text.isBlank()
        && failure.column() - 1 <= text.length()
        && !(failure.column() == 1 && failure.width() >= text.strip().length());
  }
}
