package llmos.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** What a {@link ModelServer} can be told to do with a request. */
final class ModelSteps {
  private static final int PIECE = 6;

  private ModelSteps() {}

  /** Tells a server what words like {@code says:TEXT} tell it. */
  static void script(ModelServer server, List<String> words) {
    for (String word : words) {
      int colon = word.indexOf(':');
      String value = word.substring(colon + 1);
      switch (word.substring(0, Math.max(0, colon))) {
        case "says" -> server.says(value);
        case "calls" -> server.calls(value);
        case "fault" -> server.fault(named(value));
        case "once" -> server.faultOnce(named(value));
        case "window" -> server.window(Integer.parseInt(value));
        default -> throw new IllegalArgumentException("unknown step " + word);
      }
    }
  }

  private static ModelServer.Fault named(String name) {
    return ModelServer.Fault.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Says a text in pieces, with a sign of life in between. */
  static ModelServer.Step says(String text) {
    return (wire, usage) -> {
      begin(wire);
      for (String piece : pieces(text)) {
        wire.text(piece);
      }
      wire.comment();
      wire.finish("stop");
      wire.usage(usage.prompt(), usage.cached(), ModelServer.count(text));
      wire.done();
    };
  }

  /** Makes calls: names first, then the arguments in pieces, those of different calls by turns. */
  static ModelServer.Step calls(List<String> lines) {
    return (wire, usage) -> {
      begin(wire);
      List<List<String>> arguments = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        String id = "call_%d_%d".formatted(System.identityHashCode(wire), i);
        wire.delta(
            "{\"tool_calls\":[{\"index\":%d,\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":\"run\",\"arguments\":\"\"}}]}"
                .formatted(i, id),
            "null");
        arguments.add(pieces("{\"line\":" + Json.quote(lines.get(i)) + "}"));
      }
      int most = arguments.stream().mapToInt(List::size).max().orElse(0);
      for (int piece = 0; piece < most; piece++) {
        for (int i = 0; i < lines.size(); i++) {
          if (piece < arguments.get(i).size()) {
            argument(wire, i, arguments.get(i).get(piece));
          }
        }
      }
      wire.finish("tool_calls");
      wire.usage(usage.prompt(), usage.cached(), 10);
      wire.done();
    };
  }

  /** Sends lines as they are. */
  static ModelServer.Step raw(List<String> lines) {
    return (wire, usage) -> {
      wire.open();
      for (String line : lines) {
        wire.raw(line + "\n\n");
      }
      wire.end();
    };
  }

  /** Fails. */
  static ModelServer.Step fault(ModelServer.Fault fault) {
    return switch (fault) {
      case REFUSED, RESET_BEFORE -> (wire, usage) -> wire.reset();
      case UNAUTHORIZED -> (wire, usage) -> wire.error(401, "Incorrect API key provided");
      case NOT_FOUND -> (wire, usage) -> wire.error(404, "model not found");
      case TOO_MANY -> (wire, usage) -> wire.error(429, "slow down", "Retry-After: 0");
      case TOO_MANY_FOR_LONG -> (wire, usage) -> wire.error(429, "slow down", "Retry-After: 3600");
      case SERVER_ERROR -> (wire, usage) -> wire.error(500, "the model crashed");
      case REDIRECT ->
        (wire, usage) ->
            wire.answer(307, "text/plain", "", "Location: http://127.0.0.1:9/elsewhere");
      case ERROR_BODY -> (wire, usage) -> wire.error(200, "no memory left");
      case HTML ->
        (wire, usage) ->
            wire.answer(200, "text/html", "<!doctype html><html><body>Sign in</body></html>");
      case EMPTY_BODY -> (wire, usage) -> wire.answer(200, "application/json", "");
      case STALLED_BEFORE -> (wire, usage) -> wire.stall();
      case ALIVE_ONLY, ENDLESS -> (wire, usage) -> forever(wire, fault);
      case STALLED_WITHIN, BROKEN_OFF, NO_FINISH, DONE_ONLY, ERROR_INSIDE ->
        (wire, usage) -> within(wire, fault);
      case BROKEN_CALL -> (wire, usage) -> brokenCall(wire);
      case LENGTH -> (wire, usage) -> finished(wire, usage, "length");
      case FILTERED -> (wire, usage) -> finished(wire, usage, "content_filter");
      case TRUNCATED ->
        (wire, usage) -> finished(wire, new ModelServer.Usage(usage.prompt() / 3, 0), "stop");
    };
  }

  private static void begin(Wire wire) throws IOException {
    wire.open();
    wire.comment();
    wire.delta("{\"role\":\"assistant\",\"content\":null}", "null");
  }

  private static void within(Wire wire, ModelServer.Fault fault) throws IOException {
    begin(wire);
    wire.text("The answer ");
    wire.text("is");
    switch (fault) {
      case STALLED_WITHIN -> wire.stall();
      case BROKEN_OFF -> {
        wire.raw("data: {\"choi");
        wire.reset();
      }
      case DONE_ONLY -> wire.done();
      case ERROR_INSIDE -> {
        wire.event("{\"error\":{\"message\":\"the model ran out of memory\",\"code\":500}}");
        wire.done();
      }
      default -> wire.end();
    }
  }

  private static void brokenCall(Wire wire) throws IOException {
    begin(wire);
    wire.delta(
        "{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"run\",\"arguments\":\"\"}}]}",
        "null");
    argument(wire, 0, "{\"line\":\"fs wri");
    wire.reset();
  }

  private static void finished(Wire wire, ModelServer.Usage usage, String reason)
      throws IOException {
    begin(wire);
    wire.text("The answer is");
    wire.finish(reason);
    wire.usage(usage.prompt(), usage.cached(), 3);
    wire.done();
  }

  private static void forever(Wire wire, ModelServer.Fault fault) throws IOException {
    begin(wire);
    String much = "all work and no play ".repeat(2000);
    while (true) {
      if (fault == ModelServer.Fault.ENDLESS) {
        wire.text(much);
      } else {
        wire.comment();
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private static void argument(Wire wire, int index, String piece) throws IOException {
    wire.delta(
        "{\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":%s}}]}"
            .formatted(index, Json.quote(piece)),
        "null");
  }

  /** Pieces of a few characters; a pair of surrogates may be cut in two, as tokenizers do. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); at += PIECE) {
      pieces.add(text.substring(at, Math.min(text.length(), at + PIECE)));
    }
    return pieces;
  }
}
