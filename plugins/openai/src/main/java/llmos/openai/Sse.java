package llmos.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a stream of bytes into server-sent events, wherever the bytes are split: within a line, a line end or a character.
 * Lines end with CR, LF or both; a line that starts with a colon is a sign of life. Some servers send an error as a field
 * {@code error:}; it is taken as an event of that name.
 */
final class Sse {
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private boolean afterCr;
  private String name = "";

  /** An event: its name (empty for most) and its data, lines joined by LF. */
  record Event(String name, String data) {}

  /** Takes the next bytes, gives the events that they complete. */
  List<Event> feed(byte[] bytes) {
    List<Event> events = new ArrayList<>();
    for (byte b : bytes) {
      if (b == '\n' && afterCr) {
        afterCr = false;
        continue;
      }
      afterCr = b == '\r';
      if (b == '\n' || b == '\r') {
        line().ifPresent(events::add);
      } else {
        line.write(b);
      }
    }
    return events;
  }

  /** The stream is over: an event whose blank line is missing counts as well. */
  Optional<Event> end() {
    if (line.size() > 0) {
      Optional<Event> event = line();
      if (event.isPresent()) {
        return event;
      }
    }
    return dispatch();
  }

  private Optional<Event> line() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    if (text.isEmpty()) {
      return dispatch();
    }
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    if (value.startsWith(" ")) {
      value = value.substring(1);
    }
    switch (field) {
      case "data" -> append(value);
      case "event" -> name = value;
      case "error" -> {
        name = "error";
        append(value);
      }
      default -> {
        // Comments, ids and what is not known say nothing about the reply.
      }
    }
    return Optional.empty();
  }

  private void append(String value) {
    if (hasData) {
      data.append('\n');
    }
    data.append(value);
    hasData = true;
  }

  private Optional<Event> dispatch() {
    Optional<Event> event =
        hasData ? Optional.of(new Event(name, data.toString())) : Optional.empty();
    data.setLength(0);
    hasData = false;
    name = "";
    return event;
  }
}
