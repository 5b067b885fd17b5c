package llmos.plugin.engine;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One request to an engine and its answer in JSON: whole, in time and within bounds, or a message that says why not. */
final class Rest {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int REASON = 300;

  /** For a whole answer. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private Rest() {}

  /** The answer is larger than it may be. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(URI at, int most) {
      super("%s answered with more than %d MiB".formatted(at.getAuthority(), most >> 20));
    }
  }

  /** The engine understood and refused. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * What is sent.
   *
   * @param type of the body
   * @param body "" to ask with GET
   * @param key what opens the server; "" for none
   * @param patience for a whole answer
   */
  record Question(URI at, String type, String body, String key, int mostBytes, Duration patience) {}

  static JsonNode ask(Question question) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT)
        .build()) {
      HttpResponse<byte[]> response = whole(client, question);
      return answer(question, response);
    }
  }

  private static HttpRequest request(Question question) {
    HttpRequest.Builder request = HttpRequest.newBuilder(question.at())
        .timeout(question.patience())
        .header("User-Agent", "llmos")
        .header("Accept", "application/json");
    if (!question.body().isEmpty()) {
      request
          .header("Content-Type", question.type())
          .POST(HttpRequest.BodyPublishers.ofString(question.body()));
    }
    if (!question.key().isEmpty()) {
      request.header("Authorization", authorization(question.key()));
    }
    return request.build();
  }

  /** A whole header as it is, user and password, or the key of an API. What is wrong is told without the key. */
  private static String authorization(String key) {
    boolean header = key.contains(" ");
    boolean password = !header && key.contains(":");
    if (header && key.substring(0, key.indexOf(' ')).contains(":")) {
      throw new IllegalArgumentException(
          "the key has a colon and then a blank: a user:password with blanks goes as a whole header, Basic and its Base64");
    }
    // A password is sent encoded, so signs of any script that can be seen may be in it.
    if (!key.codePoints().allMatch(c -> (c >= ' ' && c <= '~') || (password && isSeen(c)))) {
      throw new IllegalArgumentException(
          "the key has a character that no header may hold, such as a line break or one that cannot be seen");
    }
    if (header) {
      return key;
    }
    return password
        ? "Basic " + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8))
        : "ApiKey " + key;
  }

  private static boolean isSeen(int c) {
    return !Character.isIdentifierIgnorable(c)
        && !Character.isWhitespace(c)
        && !Character.isSpaceChar(c);
  }

  /** A timeout of the request ends with the head of an answer; one that drips is given up, too. */
  private static HttpResponse<byte[]> whole(HttpClient client, Question question)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
        request(question),
        HttpResponse.BodyHandlers.limiting(
            HttpResponse.BodyHandlers.ofByteArray(), question.mostBytes()));
    boolean whole = false;
    try {
      HttpResponse<byte[]> response =
          answer.get(question.patience().toMillis(), TimeUnit.MILLISECONDS);
      whole = true;
      return response;
    } catch (TimeoutException e) {
      throw late(question, e);
    } catch (ExecutionException e) {
      throw failed(question, e.getCause() == null ? e : e.getCause());
    } finally {
      if (!whole) {
        client.shutdownNow(); // to close it would wait for the answer
      }
    }
  }

  private static IOException late(Question question, Exception e) {
    return new IOException(
        "%s did not answer whole within %.1f s"
            .formatted(question.at().getAuthority(), question.patience().toMillis() / 1000.0),
        e);
  }

  private static IOException failed(Question question, Throwable cause) {
    String where = question.at().getAuthority();
    String message = String.valueOf(cause.getMessage());
    if (message.startsWith("body exceeds capacity")) {
      return new TooLarge(question.at(), question.mostBytes());
    }
    if (cause instanceof HttpTimeoutException late) {
      return late(question, late);
    }
    if (cause instanceof SSLException && has(cause, CertificateException.class)) {
      return new IOException(
          "the certificate of %s is not trusted (%s); one of your own: LLMOS_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE"
              .formatted(where, message),
          cause);
    }
    if (cause instanceof ConnectException) {
      boolean unknown = has(cause, UnresolvedAddressException.class);
      return new IOException(
          unknown
              ? "the name of %s is not known".formatted(where)
              : "%s refuses the connection; nothing listens there".formatted(where),
          cause);
    }
    String why = message.equals("null") ? cause.getClass().getSimpleName() : message;
    return new IOException("%s broke off: %s".formatted(where, why), cause);
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> cause) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(10)
        .anyMatch(cause::isInstance);
  }

  private static JsonNode answer(Question question, HttpResponse<byte[]> response)
      throws IOException {
    int status = response.statusCode();
    String where = question.at().getAuthority();
    if (status / 100 == 3) {
      throw new Refused("%s redirects to %s; mount that address if it is the right one"
          .formatted(where, response.headers().firstValue("location").orElse("nowhere")));
    }
    if (status == 401 || status == 403) {
      String what = question.key().isEmpty()
          ? "wants to know who asks (%d): put user:password or an API key into an environment variable, and its name"
              + " into the address: ?key-env=NAME"
          : "does not accept the key (%d)";
      throw new Refused(where + " " + what.formatted(status));
    }
    Optional<JsonNode> json = json(response.body());
    if (status / 100 != 2) {
      String reason = json.map(Rest::reason)
          .filter(text -> !text.isBlank())
          .map(text -> ": " + text)
          .orElse(" for " + question.at().getPath());
      throw new Refused("%s answered %d%s".formatted(where, status, reason));
    }
    return json.filter(JsonNode::isObject)
        .orElseThrow(() -> new IOException(
            "%s answered with something that is no JSON of a search engine".formatted(where)));
  }

  private static Optional<JsonNode> json(byte[] body) {
    try {
      return Optional.ofNullable(JsonMapper.shared().readTree(body));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** The innermost reason is the one that says something. */
  private static String reason(JsonNode answer) {
    JsonNode error = answer.path("error");
    String text = error.path("root_cause").path(0).path("reason").asString("");
    for (JsonNode other : new JsonNode[] {error.path("reason"), error.path("msg"), error}) {
      text = text.isEmpty() ? other.asString("") : text;
    }
    return text.length() > REASON ? text.substring(0, REASON) + "…" : text;
  }
}
