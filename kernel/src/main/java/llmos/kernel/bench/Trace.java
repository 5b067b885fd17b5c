package llmos.kernel.bench;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import llmos.api.FaultException;
import tools.jackson.databind.JsonNode;

/**
 * A recorded conversation: a JSON object a line, in time order. {@code {"event":"conversation","id"}} starts a process,
 * {@code {"event":"turn","id","session","time","speaker","text"}} is said in it, {@code {"event":"ask","id","text"}} is asked.
 *
 * @param kind what it is
 * @param id of the conversation, turn or question
 * @param at milliseconds since the epoch, where the time is told and understood
 * @param text of a turn with its speaker before it, or of a question; empty for a conversation
 */
record Trace(Kind kind, String id, OptionalLong at, String text) {
  private static final String MANUAL = "man bench residency";
  private static final DateTimeFormatter SAID = new DateTimeFormatterBuilder()
      .parseCaseInsensitive()
      .appendPattern("[h:mm a 'on' d MMMM, uuuu][uuuu-MM-dd'T'HH:mm[:ss]]")
      .toFormatter(Locale.ENGLISH);

  /** What a line is. */
  enum Kind {
    CONVERSATION,
    TURN,
    ASK
  }

  /**
   * What a question is measured by.
   *
   * @param id of the question
   * @param category what it is counted under
   * @param evidence the turns that hold its answer
   */
  record Gold(String id, String category, List<String> evidence) {}

  /**
   * Reads a trace.
   *
   * @throws FaultException NO_FILE, or BAD_USAGE with the number of a line that is no event
   */
  static List<Trace> read(Path file) {
    return JsonLines.read(file, MANUAL, Trace::event);
  }

  private static Trace event(JsonNode line) {
    Kind kind = Kind.valueOf(JsonLines.word(line, "event").toUpperCase(Locale.ROOT));
    String text = switch (kind) {
      case CONVERSATION -> "";
      case TURN -> JsonLines.word(line, "speaker") + ": " + JsonLines.word(line, "text");
      case ASK -> JsonLines.word(line, "text");
    };
    return new Trace(kind, JsonLines.word(line, "id"), time(line.path("time").asString("")), text);
  }

  /** Reads the gold of a trace. */
  static List<Gold> gold(Path file) {
    return JsonLines.read(file, MANUAL, line -> {
      List<String> evidence = new ArrayList<>();
      line.path("evidence").forEach(id -> evidence.add(id.asString()));
      return new Gold(JsonLines.word(line, "id"), line.path("category").asString("all"), evidence);
    });
  }

  private static OptionalLong time(String text) {
    try {
      LocalDateTime time = LocalDateTime.parse(text, SAID);
      return OptionalLong.of(time.toInstant(ZoneOffset.UTC).toEpochMilli());
    } catch (DateTimeParseException e) {
      return OptionalLong.empty();
    }
  }
}
