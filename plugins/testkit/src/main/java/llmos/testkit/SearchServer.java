package llmos.testkit;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A search engine that speaks the protocol of OpenSearch as far as {@code _search} goes: it refuses what a real one refuses
 * (another type of body, a key or a query that it does not know, too many hits, an index that is not there), ranks by how many
 * words of a question a document has, and can fail as real ones do. Guarded by its own lock.
 */
public final class SearchServer implements AutoCloseable {
  private static final List<String> KEYS =
      List.of("query", "size", "from", "track_total_hits", "_source", "sort");
  private static final int WINDOW = 10_000;
  private static final String JSON = "application/json";

  /** A way to fail. */
  public enum Fault {
    /** It answers as it should. */
    NONE,
    /** Nobody listens; for good. */
    REFUSED,
    UNAUTHORIZED,
    SERVER_ERROR,
    /** Status 200 and half of an answer. */
    MALFORMED,
    /** Status 200 with a web page. */
    HTML,
    /** Status 200 with JSON of another kind of server. */
    OTHER,
    /** A byte now and then. */
    DRIPPING,
    /** No byte ever comes. */
    STALLED,
    REDIRECT,
    RESET,
    /** An answer without one of its shards. */
    HALF_OF_THE_SHARDS
  }

  private final Listener listener = new Listener(0);
  private final Map<String, Map<String, String>> indexes = new LinkedHashMap<>();
  private final Map<String, List<String>> aliases = new LinkedHashMap<>();
  private final List<ModelServer.Request> requests = new ArrayList<>();
  private Fault fault = Fault.NONE;
  private Fault then = Fault.NONE;
  private int left = -1;
  private String authorization = "";

  private SearchServer() {}

  /** Starts one on a free port of the loopback address. */
  public static SearchServer start() {
    SearchServer server = new SearchServer();
    server.listener.serve(server::handle);
    return server;
  }

  /** Where an index is, for {@code mount}. */
  public String address(String index) {
    return "opensearch+http://127.0.0.1:%d/%s".formatted(listener.port(), index);
  }

  /** Puts a document, JSON, into an index, which is made with its first one. */
  public synchronized SearchServer put(String index, String id, String source) {
    Json.read(source);
    indexes.computeIfAbsent(index, name -> new LinkedHashMap<>()).put(id, source);
    return this;
  }

  /** From now on a name stands for several indexes. */
  public synchronized SearchServer alias(String name, List<String> several) {
    aliases.put(name, List.copyOf(several));
    return this;
  }

  /** Removes a document. */
  public synchronized SearchServer remove(String index, String id) {
    indexes.getOrDefault(index, new LinkedHashMap<>()).remove(id);
    return this;
  }

  /** From now on it wants this header. */
  public synchronized SearchServer wants(String header) {
    authorization = header;
    return this;
  }

  /** From now on it fails so. */
  public synchronized SearchServer fault(Fault next) {
    if (next == Fault.REFUSED) {
      listener.close();
    }
    fault = next;
    return this;
  }

  /** It answers so many requests more, and then fails so. */
  public synchronized SearchServer faultAfter(int more, Fault next) {
    left = more;
    then = next;
    return this;
  }

  /** Every request so far. */
  public synchronized List<ModelServer.Request> requests() {
    return List.copyOf(requests);
  }

  private void handle(Socket socket, ModelServer.Request request) throws IOException {
    Wire wire = new Wire(socket, 1 << 16, "\n");
    Fault now;
    synchronized (this) {
      requests.add(request);
      if (left-- == 0) {
        fault(then);
      }
      now = fault;
    }
    switch (now) {
      case NONE, HALF_OF_THE_SHARDS -> answer(request, wire, now == Fault.NONE ? 0 : 1);
      case UNAUTHORIZED -> error(wire, 401, "security_exception", "missing credentials");
      case SERVER_ERROR -> error(wire, 500, "exception", "out of memory");
      case MALFORMED -> wire.answer(200, JSON, "{\"hits\":{\"total\":{\"value\":3");
      case HTML -> wire.answer(200, "text/html", "<html>It works!</html>");
      case OTHER -> wire.answer(200, JSON, "{\"ok\":true}");
      case DRIPPING -> drip(wire);
      case STALLED -> wire.stall();
      case REDIRECT -> wire.answer(302, JSON, "", "Location: http://127.0.0.1:1/elsewhere");
      case RESET, REFUSED -> wire.reset();
    }
  }

  private static void drip(Wire wire) throws IOException {
    wire.open();
    while (true) {
      wire.raw(" ");
      LockSupport.parkNanos(200_000_000);
    }
  }

  private static void error(Wire wire, int status, String type, String reason) throws IOException {
    String cause = "{\"type\":%s,\"reason\":%s}".formatted(Json.quote(type), Json.quote(reason));
    wire.answer(
        status,
        JSON,
        "{\"error\":{\"root_cause\":[%s],\"type\":%s,\"reason\":\"failed\"},\"status\":%d}"
            .formatted(cause, Json.quote(type), status));
  }

  private synchronized void answer(ModelServer.Request request, Wire wire, int failed)
      throws IOException {
    String[] path = request.path().replaceFirst("\\?.*", "").split("/", -1);
    String type = request.headers().getOrDefault("content-type", "").replaceFirst(";.*", "");
    if (!authorization.isEmpty() && !authorization.equals(request.headers().get("authorization"))) {
      error(wire, 401, "security_exception", "missing or wrong credentials");
    } else if (path.length != 3 || !path[2].equals("_search")) {
      error(wire, 400, "illegal_argument_exception", "no handler for " + request.path());
    } else if (!request.method().equals("POST") || !type.equals(JSON)) {
      wire.answer(
          406,
          JSON,
          "{\"error\":\"Content-Type header [%s] is not supported\",\"status\":406}"
              .formatted(type));
    } else if (!indexes.containsKey(path[1]) && !aliases.containsKey(path[1])) {
      error(wire, 404, "index_not_found_exception", "no such index [%s]".formatted(path[1]));
    } else {
      try {
        wire.answer(200, JSON, found(path[1], (Map<?, ?>) Json.read(request.body()), failed));
      } catch (IllegalStateException e) {
        error(wire, 500, "too_many_nested_clauses", String.valueOf(e.getMessage()));
      } catch (IllegalArgumentException | ClassCastException e) {
        error(wire, 400, "parsing_exception", String.valueOf(e.getMessage()));
      }
    }
  }

  private String found(String index, Map<?, ?> body, int failed) {
    for (Object key : body.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        throw new IllegalArgumentException("Unknown key for a value in [%s].".formatted(key));
      }
    }
    int size = body.get("size") instanceof Double n ? n.intValue() : 10;
    int from = body.get("from") instanceof Double n ? n.intValue() : 0;
    if (from + size > WINDOW) {
      throw new IllegalArgumentException(
          "Result window is too large, from + size must be less than or equal to: [10000]");
    }
    SearchQuery query = SearchQuery.of((Map<?, ?>) Optional.ofNullable(body.get("query"))
        .orElseThrow(() -> new IllegalArgumentException("a query is missing")));
    List<SearchQuery.Ranked> all = aliases.getOrDefault(index, List.of(index)).stream()
        .flatMap(each -> query.rank(indexes.getOrDefault(each, Map.of())).stream())
        .sorted(Comparator.comparingDouble(SearchQuery.Ranked::score).reversed())
        .toList();
    boolean bare = Boolean.FALSE.equals(body.get("_source"));
    String hits = String.join(
        ",",
        all.stream()
            .skip(from)
            .limit(size)
            .map(hit -> "{\"_index\":%s,\"_id\":%s,\"_score\":%s%s}"
                .formatted(
                    Json.quote(index),
                    Json.quote(hit.id()),
                    String.format(Locale.ROOT, "%.1f", hit.score()),
                    bare ? "" : ",\"_source\":" + hit.source()))
            .toList());
    return "{\"took\":1,\"timed_out\":false,\"_shards\":{\"total\":2,\"successful\":%d,\"skipped\":0,\"failed\":%d},"
            .formatted(2 - failed, failed)
        + "\"hits\":{\"total\":{\"value\":%d,\"relation\":\"eq\"},\"max_score\":null,\"hits\":[%s]}}"
            .formatted(all.size(), hits);
  }

  /** Words as an analyser sees them. */
  static List<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  @Override
  public void close() {
    listener.close();
  }
}
