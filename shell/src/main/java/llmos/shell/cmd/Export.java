package llmos.shell.cmd;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.Records;
import llmos.kernel.Transcript;
import llmos.kernel.Transcript.Step;
import llmos.kernel.Transcript.Turn;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.out.Json;

/** A session as markdown, as one JSON value, and as chat messages to train a model with. */
final class Export {
  private Export() {}

  /** For reading: a record for the head and for each turn. */
  static Flow markdown(Transcript session) {
    List<Item> parts = new ArrayList<>();
    String of = session.parent() == 0 ? "" : ", a fork of session " + session.parent();
    String title = session.title().isEmpty() ? "Session " + session.session() : session.title();
    parts.add(said(
        "# %s\n\nSession %d%s, from %s to %s\n"
            .formatted(
                title.replaceAll("\\s+", " "),
                session.session(),
                of,
                time(session.created()),
                time(session.used())),
        session));
    session.turns().forEach(turn -> parts.add(said(markdown(turn), session)));
    return Flow.of(parts);
  }

  private static Item said(String text, Transcript session) {
    return Item.of(Map.of("text", text), session.label());
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String markdown(Turn turn) {
    List<String> parts = new ArrayList<>(List.of("## Turn " + turn.n()));
    if (!turn.said().isEmpty()) {
      parts.add(
          turn.said().lines().map(line -> ("> " + line).strip()).collect(Collectors.joining("\n")));
    }
    for (Step step : turn.steps()) {
      parts.add(
          switch (step.kind()) {
            case "call" -> code(step.text());
            case "result" -> fenced(step.text());
            case "sources" ->
              step.sources().stream()
                  .map(s -> "- [%d] %s".formatted(s.n(), s.place()))
                  .collect(Collectors.joining("\n", "Sources:\n\n", ""));
            case "unsupported" ->
              "Not in the sources: " + String.join("; ", step.text().lines().toList());
            case "fault" -> "**Failed:** " + step.text();
            default -> step.text().strip();
          });
    }
    return String.join("\n\n", parts) + "\n";
  }

  private static String code(String line) {
    String ticks = "`".repeat(longest(line, '`') + 1);
    boolean edge = line.startsWith("`") || line.endsWith("`");
    return ticks + (edge ? " " + line + " " : line) + ticks;
  }

  private static String fenced(String text) {
    String fence = "~".repeat(Math.max(3, longest(text, '~') + 1));
    return fence + "\n" + text.stripTrailing() + "\n" + fence;
  }

  /** The longest run of a character. */
  private static int longest(String text, char of) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == of ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  /** All that there is of a session, as one value. */
  static Flow json(Transcript session, Records pages) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("session", session.session());
    all.put("title", session.title());
    all.put("parent", session.parent());
    all.put("created", session.created());
    all.put("used", session.used());
    all.put("turns", session.turns().stream().map(Export::map).toList());
    all.put("pages", pages.rows());
    return Flow.of(List.of(value(all, session.label().join(pages.label()))));
  }

  private static Map<String, Object> map(Turn turn) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("turn", turn.n());
    map.put("at", turn.at());
    map.put("said", turn.said());
    map.put("answer", turn.answer().orElse(""));
    map.put("accepted", turn.refused().isEmpty());
    map.put("refused", turn.refused().orElse(""));
    map.put("steps", turn.steps().stream().map(Export::map).toList());
    return map;
  }

  private static Map<String, Object> map(Step step) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("at", step.at());
    map.put("kind", step.kind());
    map.put("text", step.text());
    if (!step.sources().isEmpty()) {
      map.put(
          "sources",
          step.sources().stream()
              .map(s -> Map.of("n", s.n(), "page", s.page(), "place", s.place(), "text", s.text()))
              .toList());
    }
    return map;
  }

  /** A record whose text is JSON: {@code save x.jsonl} keeps it as it stands. */
  private static Item value(Map<String, Object> value, Label label) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "json");
    row.put("text", Json.of(value));
    return Item.of(row, label);
  }

  /**
   * Chat messages of accepted answers, a line for each unbroken run of them: what follows an answer that was not accepted may
   * speak of it, so it begins a line of its own.
   */
  static Flow messages(Transcript session) {
    List<Item> lines = new ArrayList<>();
    List<Turn> run = new ArrayList<>();
    Stream.concat(session.turns().stream().map(Optional::of), Stream.of(Optional.<Turn>empty()))
        .forEach(turn -> {
          if (turn.isPresent() && turn.get().refused().isEmpty()) {
            run.add(turn.get());
          } else if (!run.isEmpty()) {
            lines.add(value(Map.of("messages", messages(session.system(), run)), session.label()));
            run.clear();
          }
        });
    if (lines.isEmpty()) {
      throw new FaultException(
          Errno.NOT_FOUND,
          "no answer of session %d is accepted: %s".formatted(session.session(), why(session)),
          "man session export");
    }
    return Flow.of(lines);
  }

  private static String why(Transcript session) {
    String refused = session.turns().stream()
        .flatMap(turn -> turn.refused().map(why -> "turn " + turn.n() + ": " + why).stream())
        .collect(Collectors.joining("; "));
    return refused.isEmpty() ? "nothing was said in it" : refused;
  }

  private static List<Map<String, Object>> messages(String system, List<Turn> turns) {
    List<Map<String, Object>> messages = new ArrayList<>();
    if (!system.isEmpty()) {
      messages.add(message("system", system));
    }
    for (Turn turn : turns) {
      messages.add(message("user", sources(turn) + turn.said()));
      turn.steps().forEach(step -> add(step, messages));
    }
    return messages;
  }

  private static Map<String, Object> message(String role, Object content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  /** What an answer cites stands before the question, under the same numbers, as it did when it was asked. */
  private static String sources(Turn turn) {
    String sources = turn.steps().stream()
        .flatMap(step -> step.sources().stream())
        .map(s -> "\n[%d] (%s) %s".formatted(s.n(), s.place(), s.text()))
        .collect(Collectors.joining());
    return sources.isEmpty() ? "" : "Sources:" + sources + "\n\n";
  }

  private static void add(Step step, List<Map<String, Object>> to) {
    switch (step.kind()) {
      case "assistant" -> to.add(message("assistant", step.text()));
      case "call" -> {
        boolean goesOn =
            "assistant".equals(to.getLast().get("role")) && !to.getLast().containsKey("tool_calls");
        Map<String, Object> calling = goesOn ? to.getLast() : message("assistant", "");
        calling.put("tool_calls", List.of(call("call-" + to.size(), step.text())));
        if (!goesOn) {
          to.add(calling);
        }
      }
      case "result" -> {
        Map<String, Object> result = message("tool", step.text());
        result.put("tool_call_id", id(to.getLast()));
        to.add(result);
      }
      default -> {} // sources stand with the question
    }
  }

  private static Map<String, Object> call(String id, String line) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", "run");
    function.put("arguments", Json.of(Map.of("line", line)));
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("id", id);
    call.put("type", "function");
    call.put("function", function);
    return call;
  }

  private static Object id(Map<String, Object> calling) {
    return calling.get("tool_calls") instanceof List<?> calls
            && calls.getFirst() instanceof Map<?, ?> call
            && call.get("id") instanceof String id
        ? id
        : "";
  }
}
