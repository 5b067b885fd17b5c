package llmos.testkit;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chat-completions request as the strictest servers and chat templates do, and refuses it with an {@link
 * IllegalArgumentException}: unknown fields, two system messages, roles that do not take turns, results that do not follow
 * their calls, calls without results, more tokens than the window.
 */
final class ChatCheck {
  private static final Set<String> FIELDS = Set.of(
      "model",
      "messages",
      "stream",
      "stream_options",
      "max_tokens",
      "max_completion_tokens",
      "tools",
      "temperature",
      "response_format");

  private final Set<String> pending = new HashSet<>();
  private String previous = "";
  private int tokens;

  private ChatCheck() {}

  /** Checks a request and gives its size in tokens. */
  static int tokens(String body, int window) {
    ChatCheck check = new ChatCheck();
    Map<?, ?> request = map(Json.read(body), "the body");
    for (Object field : request.keySet()) {
      require(FIELDS.contains(field), "unknown field " + field);
    }
    require(!text(request.get("model")).isEmpty(), "model is missing");
    List<?> messages = list(request.get("messages"), "messages");
    require(!messages.isEmpty(), "messages are missing");
    for (int i = 0; i < messages.size(); i++) {
      check.message(map(messages.get(i), "message " + i), i);
    }
    require(check.pending.isEmpty(), "calls without results: " + check.pending);
    require(!check.previous.equals("system"), "nobody spoke");
    if (request.get("tools") != null) {
      check.tools(list(request.get("tools"), "tools"));
    }
    if (request.get("response_format") != null) {
      format(map(request.get("response_format"), "response_format"));
    }
    require(
        check.tokens <= window,
        "the request has %d tokens and exceeds the context size of %d"
            .formatted(check.tokens, window));
    return check.tokens;
  }

  private static void format(Map<?, ?> format) {
    require(text(format.get("type")).equals("json_schema"), "type of response_format");
    Map<?, ?> named = map(format.get("json_schema"), "json_schema");
    require(!text(named.get("name")).isEmpty(), "a schema has a name");
    Map<?, ?> schema = map(named.get("schema"), "schema");
    require(text(schema.get("type")).equals("object"), "a schema is an object at its top");
  }

  private void message(Map<?, ?> message, int index) {
    String role = text(message.get("role"));
    boolean calls = message.get("tool_calls") != null;
    Object content = whole(message.get("content"));
    require(
        content instanceof String || (calls && Json.NULL.equals(content)),
        "message %d has no text".formatted(index));
    switch (role) {
      case "system" -> require(index == 0, "system message at " + index);
      case "user" -> require(!previous.equals("user"), "two user messages at " + index);
      case "assistant" ->
        require(
            previous.equals("user") || previous.equals("tool"),
            "assistant out of turn at " + index);
      case "tool" ->
        require(
            pending.remove(text(message.get("tool_call_id"))), "a result without call at " + index);
      default -> throw new IllegalArgumentException("unknown role " + role);
    }
    require(role.equals("tool") || pending.isEmpty(), "calls without results: " + pending);
    if (calls) {
      require(role.equals("assistant"), "calls of a " + role);
      list(message.get("tool_calls"), "tool_calls").forEach(this::call);
    }
    tokens += 4 + ModelServer.count(text(content));
    previous = role;
  }

  /** The text of a content, also where it is a list of text parts; a part may have a mark and nothing else. */
  private static @Nullable Object whole(@Nullable Object content) {
    if (!(content instanceof List<?> parts)) {
      return content;
    }
    StringBuilder all = new StringBuilder();
    for (Object value : parts) {
      Map<?, ?> part = map(value, "a part");
      Object mark = part.get("cache_control");
      require(text(part.get("type")).equals("text"), "a part's type");
      require(mark == null || Map.of("type", "ephemeral").equals(mark), "a part's mark");
      all.append(text(part.get("text")));
    }
    return all.toString();
  }

  private void call(Object value) {
    Map<?, ?> call = map(value, "a call");
    Map<?, ?> function = map(call.get("function"), "function");
    require(text(call.get("type")).equals("function"), "a call's type");
    require(!text(function.get("name")).isEmpty(), "a call's name");
    map(Json.read(text(function.get("arguments"))), "arguments");
    require(pending.add(text(call.get("id"))), "a call's id comes twice");
    tokens += 8 + ModelServer.count(text(function.get("arguments")));
  }

  private void tools(List<?> tools) {
    require(!tools.isEmpty(), "tools are empty");
    for (Object tool : tools) {
      Map<?, ?> function = map(map(tool, "a tool").get("function"), "function");
      require(!text(function.get("name")).isEmpty(), "a tool's name");
      map(function.get("parameters"), "parameters");
      tokens += 40;
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  private static Map<?, ?> map(@Nullable Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException(what + " is not an object");
  }

  private static List<?> list(@Nullable Object value, String what) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(what + " is not a list");
  }
}
