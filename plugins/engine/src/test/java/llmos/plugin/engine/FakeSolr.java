package llmos.plugin.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Solr with one collection, {@code held}, that knows the requests which are sent and refuses others as the real one does. */
final class FakeSolr implements AutoCloseable {
  private static final Set<String> PARAMS =
      Set.of("wt", "q", "defType", "qf", "tie", "mm", "rows", "fq", "q.op", "fl");

  private final HttpServer server;
  private final Map<String, String> documents = new LinkedHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean silent;
  private volatile boolean partial;
  private volatile Map<String, String> asked = Map.of();

  FakeSolr() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/solr/held/select", exchange -> answer(exchange, this::select));
    server.createContext("/solr/held/admin/luke", exchange -> answer(exchange, p -> luke()));
    server.createContext(
        "/", exchange -> send(exchange, 404, "text/html", "<html>Can not find</html>"));
    server.start();
  }

  /** Where a collection is. */
  URI address(String collection) {
    return URI.create(
        "solr+http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), collection));
  }

  void put(String id, String source) {
    documents.put(id, source);
  }

  /** From now on it answers nothing. */
  void silent() {
    silent = true;
  }

  /** From now on it answers with a part. */
  void partial() {
    partial = true;
  }

  /** What was asked last. */
  Map<String, String> asked() {
    return asked;
  }

  private interface Handler {
    String answer(Map<String, String> params);
  }

  private void answer(HttpExchange exchange, Handler handler) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (silent) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Map<String, String> params = new HashMap<>();
    for (String pair : body.split("&", -1)) {
      String[] halves = pair.split("=", 2);
      params.put(halves[0], URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
    }
    asked = Map.copyOf(params);
    try {
      send(exchange, 200, "application/json", handler.answer(params));
    } catch (IllegalArgumentException e) {
      String error = JsonMapper.shared()
          .writeValueAsString(
              Map.of("error", Map.of("msg", String.valueOf(e.getMessage()), "code", 400)));
      send(exchange, 400, "application/json", error);
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String luke() {
    return "{\"fields\":{\"id\":{\"type\":\"string\"},\"body_t\":{\"type\":\"text_general\"},\"year_i\":{\"type\":\"pint\"}}}";
  }

  private record Scored(String id, long score) {}

  private String select(Map<String, String> params) {
    params.keySet().stream()
        .filter(name -> !name.equals("numTerms") && !PARAMS.contains(name))
        .forEach(name -> {
          throw new IllegalArgumentException("unknown " + name);
        });
    String q = params.getOrDefault("q", "");
    if (!q.equals("*:*") && !q.matches("[\\p{L}\\p{N} ]+")) {
      throw new IllegalArgumentException("Cannot parse '%s'".formatted(q));
    }
    List<Scored> found = new ArrayList<>();
    documents.forEach((id, source) -> {
      long score = score(q, source);
      if (score > 0 && filtered(params, id)) {
        found.add(new Scored(id, score));
      }
    });
    found.sort(Comparator.comparingLong(Scored::score).reversed());
    List<String> docs = found.stream()
        .limit(Long.parseLong(params.get("rows")))
        .map(f -> source(f.id(), "id".equals(params.get("fl"))))
        .toList();
    return "{\"responseHeader\":{\"status\":0%s},\"response\":{\"numFound\":%d,\"start\":0,\"docs\":[%s]}}"
        .formatted(partial ? ",\"partialResults\":true" : "", found.size(), String.join(",", docs));
  }

  private String source(String id, boolean bare) {
    String quoted = JsonMapper.shared().writeValueAsString(id);
    JsonNode source = JsonMapper.shared().readTree(documents.get(id));
    return bare
        ? "{\"id\":%s}".formatted(quoted)
        : "{\"id\":%s,\"body_t\":%s,\"_version_\":1883209711213346816}"
            .formatted(quoted, source.path("body_t"));
  }

  private static long score(String q, String source) {
    List<String> words =
        Arrays.asList(source.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1));
    return q.equals("*:*")
        ? 1
        : Arrays.stream(q.split(" ", -1)).filter(words::contains).count();
  }

  private static boolean filtered(Map<String, String> params, String id) {
    String fq = params.get("fq");
    if (fq == null) {
      return true;
    }
    if (!fq.startsWith("id:(") || !"OR".equals(params.get("q.op"))) {
      throw new IllegalArgumentException("Cannot parse '%s'".formatted(fq));
    }
    return Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"")
        .matcher(fq)
        .results()
        .map((MatchResult quoted) -> quoted.group(1).replaceAll("\\\\(.)", "$1"))
        .anyMatch(id::equals);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
