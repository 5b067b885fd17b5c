package llmos.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llmos.api.Burst;
import llmos.api.BurstSink;
import llmos.api.Fault;
import llmos.api.Trap;
import llmos.api.Usage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Puts a reply together from the events of its stream, or from a whole completion. Text goes to the sink as it comes.
 * Calls are gathered by index, their arguments as raw text, and are only handed over when the model said that it is done.
 */
final class Assembly {
  private final BurstSink sink;
  private final String idPrefix;
  private final StringBuilder text = new StringBuilder();
  private final List<String> pieces = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private String finish = "";
  private String error = "";
  private boolean done;
  private boolean anything;
  private Usage usage = Usage.NONE;

  /** A call that is being received. */
  private static final class Slot {
    final int index;
    String id = "";
    final StringBuilder name = new StringBuilder();
    final StringBuilder arguments = new StringBuilder();

    Slot(int index) {
      this.index = index;
    }
  }

  /**
   * A reply with nothing in it yet.
   *
   * @param idPrefix makes ids of calls that come without one; the same within a burst, never the same in two
   */
  Assembly(BurstSink sink, String idPrefix) {
    this.sink = sink;
    this.idPrefix = idPrefix;
  }

  /** Takes an event. */
  void take(Sse.Event event) {
    String data = event.data().strip();
    if (data.equals("[DONE]")) {
      done = true;
    } else if (!data.isEmpty()) {
      try {
        take(Json.MAPPER.readTree(data), event.name().equals("error"));
      } catch (JacksonException e) {
        error = event.name().equals("error") ? data : "an event that is not JSON: " + data;
      }
    }
  }

  /** Takes a chunk of a stream, or a whole completion. */
  void take(JsonNode node, boolean isError) {
    JsonNode failure = node.path("error");
    if (isError || (!failure.isMissingNode() && !failure.isNull())) {
      error = Trouble.said(node);
      return;
    }
    usage(node.path("usage"), node.path("timings").path("cache_n").asInt(0));
    for (JsonNode choice : node.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        JsonNode delta = choice.has("delta") ? choice.path("delta") : choice.path("message");
        delta(delta);
        JsonNode reason = choice.path("finish_reason");
        finish = reason.isString() && !reason.asString().isEmpty() ? reason.asString() : finish;
      }
    }
  }

  /** llama.cpp of before the protocol had a field for it tells what its cache held among its timings. */
  private void usage(JsonNode node, int timed) {
    if (node.isObject()) {
      usage = new Usage(
          node.path("prompt_tokens").asInt(0),
          node.path("prompt_tokens_details").path("cached_tokens").asInt(timed),
          node.path("completion_tokens").asInt(0));
    }
  }

  private void delta(JsonNode delta) {
    String thought = string(delta.path("reasoning_content"));
    if (thought.isEmpty()) {
      thought = string(delta.path("reasoning"));
    }
    if (!thought.isEmpty()) {
      anything = true;
      sink.reasoning(thought);
    }
    say(string(delta.path("content")));
    say(string(delta.path("refusal")));
    for (JsonNode call : delta.path("tool_calls")) {
      anything = true;
      call(call);
    }
  }

  private void say(String piece) {
    if (!piece.isEmpty()) {
      anything = true;
      text.append(piece);
      pieces.add(piece);
      sink.text(piece);
    }
  }

  /** A string, or the texts of a list of parts. */
  private static String string(JsonNode node) {
    if (!node.isArray()) {
      return node.isString() ? node.asString() : "";
    }
    StringBuilder all = new StringBuilder();
    for (JsonNode part : node) {
      all.append(string(part.path("text")));
    }
    return all.toString();
  }

  private void call(JsonNode call) {
    String id = string(call.path("id"));
    Slot slot = slot(call.path("index"), id);
    if (slot.id.isEmpty()) {
      slot.id = id;
    }
    String name = string(call.path("function").path("name"));
    if (!name.contentEquals(slot.name)) {
      slot.name.append(name);
    }
    JsonNode arguments = call.path("function").path("arguments");
    slot.arguments.append(arguments.isObject() ? arguments.toString() : string(arguments));
  }

  /** The slot of an index. Servers that leave the index out, or say 0 for each, tell calls apart by their ids. */
  private Slot slot(JsonNode index, String id) {
    boolean known = index.isNumber();
    for (Slot slot : slots.reversed()) {
      boolean same = known ? slot.index == index.asInt() : id.isEmpty() || slot.id.equals(id);
      if (same && (id.isEmpty() || slot.id.isEmpty() || slot.id.equals(id))) {
        return slot;
      }
    }
    Slot slot = new Slot(known ? index.asInt() : slots.size());
    slots.add(slot);
    return slot;
  }

  /** True once a token of text, reasoning or a call came: the request must not be made again. */
  boolean started() {
    return anything;
  }

  /** True if nothing more is expected. */
  boolean done() {
    return done || !error.isEmpty();
  }

  /** True once the model said why it stopped. */
  boolean finished() {
    return !finish.isEmpty();
  }

  String text() {
    return text.toString();
  }

  /** The text as it came; a server sends a piece for each token. */
  List<String> pieces() {
    return pieces;
  }

  Usage usage() {
    return usage;
  }

  /** The burst that came, seen when the stream is over. */
  Burst burst(Trouble trouble) {
    if (!error.isEmpty()) {
      return failed(trouble.inStream(error));
    }
    return switch (finish) {
      case "" -> failed(trouble.interrupted("the stream ended without a finish reason"));
      case "length", "max_tokens" ->
        new Burst(text(), List.of(), Burst.Stop.LENGTH, usage, Optional.empty());
      case "content_filter" -> failed(trouble.filtered());
      case "error", "abort", "insufficient_system_resource" ->
        failed(trouble.interrupted("the server stopped with finish reason '" + finish + "'"));
      default -> slots.isEmpty() ? Burst.end(text(), usage) : Burst.traps(text(), traps(), usage);
    };
  }

  private List<Trap> traps() {
    List<Trap> traps = new ArrayList<>();
    for (Slot slot : slots) {
      String id = slot.id.isEmpty() ? idPrefix + traps.size() : slot.id;
      traps.add(new Trap(id, slot.name.toString(), slot.arguments.toString()));
    }
    return traps;
  }

  /** The text so far, and why it failed. */
  Burst failed(Fault fault) {
    return Burst.failed(text(), fault, usage);
  }
}
