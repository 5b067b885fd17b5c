package llmos.openai;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import llmos.api.Burst;
import llmos.api.Usage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reckons how much of a request llama.cpp has read already: it keeps the tokens of the last request and of the reply to it, and
 * goes on where the next request departs from them. Pages cannot tell that: the template's marks stand between them, and the
 * reply is known before it is a page. The server renders and splits the text, as only it knows how; what its cache held is not
 * asked. Other programs that use the same server are not seen. Guarded by its own lock.
 */
final class Prefix {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  /** In a row; a busy machine may miss one, and a server that does not know the question is not asked for ever. */
  private static final int MOST_FAILURES = 3;

  private final Settings settings;
  private final Http http;
  private Optional<int[]> before = Optional.empty();
  private int failures;

  Prefix(Settings settings, Http http) {
    this.settings = settings;
    this.http = http;
  }

  /**
   * A burst with what was reckoned of its request; the same if the server does not render or split.
   *
   * @param pieces the reply as it came, a token each: a model may choose others than its text would be split into
   */
  synchronized Burst reckoned(String request, Burst burst, List<String> pieces) {
    if (failures >= MOST_FAILURES) {
      return burst;
    }
    Optional<int[]> prompt = ask("/apply-template", request)
        .map(answer -> answer.path("prompt").asString(""))
        .filter(text -> !text.isEmpty())
        .flatMap(text -> tokens(StringNode.valueOf(text), true));
    Optional<int[]> last = before;
    before = prompt.map(now -> after(now, burst, pieces));
    failures = prompt.isPresent() || Thread.currentThread().isInterrupted() ? 0 : failures + 1;
    if (prompt.isEmpty() || last.isEmpty()) {
      return burst; // what was sent before this CPU was opened is not known here
    }
    int[] now = prompt.get();
    int known = common(last.get(), now);
    Usage usage = burst.usage();
    Usage whole = new Usage(
        usage.promptTokens(),
        usage.cachedTokens(),
        usage.replyTokens(),
        Optional.of(new Usage.Reckoned(now.length, known)));
    return new Burst(burst.text(), burst.traps(), burst.stop(), whole, burst.fault());
  }

  /** What the server keeps: the request and the reply; not the reply's last token if it came to its length, as none follows. */
  private int[] after(int[] prompt, Burst burst, List<String> pieces) {
    if (pieces.isEmpty()) {
      return prompt;
    }
    ArrayNode apart = Json.MAPPER.createArrayNode();
    pieces.forEach(apart::add);
    int[] reply = tokens(apart, false).orElse(new int[0]);
    int kept = burst.stop() == Burst.Stop.LENGTH ? Math.max(0, reply.length - 1) : reply.length;
    return IntStream.concat(IntStream.of(prompt), IntStream.of(reply).limit(kept))
        .toArray();
  }

  /** The last token of a request is always read anew: what follows it is the reply. */
  private static int common(int[] before, int[] now) {
    int most = Math.min(before.length, now.length - 1);
    int same = 0;
    while (same < most && before[same] == now[same]) {
      same++;
    }
    return same;
  }

  private Optional<int[]> tokens(JsonNode text, boolean whole) {
    ObjectNode question = Json.MAPPER.createObjectNode();
    question.put("add_special", whole).put("parse_special", whole).set("content", text);
    return ask("/tokenize", question.toString())
        .map(answer -> answer.path("tokens"))
        .filter(JsonNode::isArray)
        .map(list ->
            IntStream.range(0, list.size()).map(i -> list.get(i).asInt(-1)).toArray())
        .filter(list -> list.length > 0);
  }

  private Optional<JsonNode> ask(String path, String question) {
    return http.quick(settings.atRoot(path), question, PATIENCE);
  }
}
