package llmos.openai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Prompt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of a server beside the protocol: its window, its tokenizer, its models. It is asked on first use, briefly;
 * what it does not tell is reckoned with carefully. Guarded by its own lock.
 */
final class Server {
  private static final Duration PATIENCE = Duration.ofMillis(650);
  /** Taken until a server that does not answer at all says why. */
  private static final int UNKNOWN_WINDOW = 8192;
  /** Ollama's own window, whatever the model could do, unless it is told otherwise. */
  private static final int OLLAMA_WINDOW = 4096;
  /** More characters a token than ordinary text has: for a floor of a count, never for a budget. */
  private static final int CHARS_PER_TOKEN = 5;
  /** Where lists of models tell a window: vLLM, OpenRouter, Groq. */
  private static final List<String> WINDOW_FIELDS =
      List.of("max_model_len", "context_length", "context_window");

  private final Settings settings;
  private final Http http;
  private final Counter counter;
  private @Nullable Facts facts;
  private @Nullable String model;

  /**
   * What a server told.
   *
   * @param kind which program it seems to be; empty if it did not answer or wants a key
   * @param window tokens; empty if it did not tell
   */
  record Facts(String kind, OptionalInt window) {
    static final Facts NONE = new Facts("", OptionalInt.empty());
  }

  Server(Settings settings, Http http) {
    this.settings = settings;
    this.http = http;
    this.counter = new Counter(settings, http);
  }

  /** The model to ask for: the one that was set, or the first that the server lists. */
  synchronized String model() {
    if (!settings.model().isEmpty()) {
      return settings.model();
    }
    String known = model;
    if (known == null) {
      List<String> ids = ids(list());
      if (ids.isEmpty()) {
        return "default";
      }
      known = ids.getFirst();
      model = known;
    }
    return known;
  }

  /** The models that the server lists, for people; empty if it lists none. */
  String models() {
    return String.join(", ", ids(list()));
  }

  private Optional<JsonNode> list() {
    return http.quick(settings.at("/models"), "", PATIENCE);
  }

  /** The ids in a list of models; a file's path is cut down to its name. */
  static List<String> ids(Optional<JsonNode> list) {
    List<String> ids = new ArrayList<>();
    list.ifPresent(node -> {
      for (JsonNode entry : node.path("data")) {
        String id = entry.path("id").asString("");
        if (!id.isEmpty()) {
          ids.add(id.startsWith("/") ? id.substring(id.lastIndexOf('/') + 1) : id);
        }
      }
    });
    return ids;
  }

  /** Tokens that fit. */
  int window() {
    if (settings.window() > 0) {
      return settings.window();
    }
    Facts known = facts();
    if (known.window().isEmpty() && !known.kind().isEmpty()) {
      throw new FaultException(
          Errno.CPU_FAILED,
          "cpu '%s': the server at %s does not tell how large the window of '%s' is, and it is not known here"
              .formatted(settings.name(), settings.base(), model()),
          "cpu add %s --window TOKENS".formatted(settings.name()));
    }
    return known.window().orElse(UNKNOWN_WINDOW);
  }

  /** The server answered a request: if it was away when it was asked about itself, it may be asked again. */
  synchronized void answered() {
    if (facts != null && facts.kind().isEmpty()) {
      facts = null;
    }
  }

  synchronized Facts facts() {
    Facts known = facts;
    if (known == null) {
      OptionalInt window = Windows.of(settings.model());
      known = window.isPresent() ? new Facts("openai", window) : ask();
      facts = known;
    }
    return known;
  }

  private Facts ask() {
    Optional<JsonNode> props = http.quick(settings.atRoot("/props"), "", PATIENCE);
    int context = props
        .map(p -> p.path("default_generation_settings").path("n_ctx").asInt(0))
        .orElse(0);
    if (context > 0) {
      return new Facts("llama", OptionalInt.of(context));
    }
    Optional<JsonNode> list = list();
    JsonNode first = entry(list.map(node -> node.path("data")).orElse(Json.MAPPER.nullNode()));
    for (String field : WINDOW_FIELDS) {
      int tokens = first.path(field).asInt(0);
      if (tokens > 0) {
        return new Facts(field.equals("max_model_len") ? "vllm" : "other", OptionalInt.of(tokens));
      }
    }
    if (first.path("owned_by").asString("").equals("library")) {
      return new Facts("ollama", OptionalInt.of(ollamaWindow()));
    }
    if (list.isPresent()) {
      return new Facts("other", OptionalInt.empty());
    }
    // A refusal (no key, an overload) is told better by the request itself.
    int status = http.status(settings.at("/models"), PATIENCE).orElse(0);
    return status == 404 || status == 405 ? new Facts("other", OptionalInt.empty()) : Facts.NONE;
  }

  /** The list's entry for our model, else its first. */
  private JsonNode entry(JsonNode data) {
    for (JsonNode entry : data) {
      if (entry.path("id").asString("").equals(settings.model())) {
        return entry;
      }
    }
    return data.path(0);
  }

  /** The window that a running model has, else the one set for it, else Ollama's own. */
  private int ollamaWindow() {
    String name = model();
    Optional<JsonNode> running = http.quick(settings.atRoot("/api/ps"), "", PATIENCE);
    for (JsonNode entry : running.map(r -> r.path("models")).orElse(Json.MAPPER.nullNode())) {
      int context = entry.path("context_length").asInt(0);
      if (context > 0 && entry.path("name").asString("").equals(name)) {
        return context;
      }
    }
    ObjectNode question = Json.MAPPER.createObjectNode().put("model", name);
    JsonNode shown = http.quick(settings.atRoot("/api/show"), question.toString(), PATIENCE)
        .orElse(Json.MAPPER.nullNode());
    for (String line : shown.path("parameters").asString("").lines().toList()) {
      String digits = line.replaceAll("^\\s*num_ctx\\s+(\\d{1,8})\\s*$", "$1");
      if (!digits.equals(line)) {
        return Integer.parseInt(digits);
      }
    }
    int trained = OLLAMA_WINDOW;
    for (var entry : shown.path("model_info").properties()) {
      if (entry.getKey().endsWith(".context_length")) {
        trained = entry.getValue().asInt(OLLAMA_WINDOW);
      }
    }
    return Math.min(trained, OLLAMA_WINDOW);
  }

  /** Tokens of a text, or -1 if nobody can tell. */
  int count(String text) {
    if (Counter.knows(settings.model())) {
      return counter.local(text);
    }
    return facts().kind().equals("llama") ? counter.asked(text) : -1;
  }

  /** Tokens that a prompt has at the very least. */
  int atLeast(Prompt prompt) {
    int sum = 0;
    for (Page page : prompt.pages()) {
      boolean maybeNotSent = page.kind() == PageKind.CALL || page.kind() == PageKind.RESULT;
      int exact = maybeNotSent ? 0 : count(page.text());
      sum += exact < 0 ? page.text().length() / CHARS_PER_TOKEN : exact;
    }
    return sum;
  }
}
