package llmos.openai;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import llmos.api.Errno;
import llmos.api.Fault;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Says what went wrong with a server: who was asked, what was found, what to do. Everything is the CPU's failure, exit
 * code 3. What a server says is quoted, short and without control characters; the key is never part of it.
 */
final class Trouble {
  private static final int MOST = 300;

  private final Settings settings;

  Trouble(Settings settings) {
    this.settings = settings;
  }

  private Fault fault(String what, String hint) {
    return new Fault(
        Errno.CPU_FAILED,
        "cpu '%s' at %s: %s".formatted(settings.name(), settings.base(), hidden(what)),
        hint);
  }

  /** Some servers repeat the key that they refuse. It is taken out before a text is cut, which could leave half of it. */
  private String hidden(String text) {
    return settings.key().isEmpty() ? text : text.replace(settings.key(), "…");
  }

  private String cut(String text) {
    return line(hidden(text));
  }

  /** The connection could not be made. */
  Fault connect(Throwable why) {
    for (Throwable t = why; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return fault("no host of that name was found", "cpu ls shows the address; or: cpu use rom");
      }
      if (t instanceof HttpConnectTimeoutException) {
        return fault(
            "no connection within %d s".formatted(settings.limits().connect().toSeconds()),
            "check that the server runs, or: cpu use rom");
      }
      if (t instanceof ConnectException) {
        return fault(
            "the connection was refused; no server listens there",
            "start the server, or: cpu probe, or: cpu use rom");
      }
    }
    return interrupted("the connection broke off" + reason(why));
  }

  private String reason(Throwable why) {
    Throwable root = why;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? "" : " (" + cut(root.getMessage()) + ")";
  }

  /** The server sent nothing for too long. */
  Fault stalled(Duration limit, Assembly reply) {
    return fault(
        reply.started()
            ? "interrupted: nothing came for %d s within the stream".formatted(limit.toSeconds())
            : "no answer within %d s".formatted(limit.toSeconds()),
        "a slow server may need more: cpu add %s --idle %d"
            .formatted(settings.name(), limit.toSeconds() * 4));
  }

  /** The reply took too long in all. */
  Fault tooLong() {
    return fault(
        "interrupted: not finished within %d s"
            .formatted(settings.limits().total().toSeconds()),
        "a long reply may need more: cpu add %s --set timeout=SECONDS".formatted(settings.name()));
  }

  /** The stream ended before the reply did. */
  Fault interrupted(String how) {
    return fault("interrupted: " + how, "what came is kept; ask again or say: go on");
  }

  Fault filtered() {
    return fault("interrupted by the provider's content filter", "ask in other words");
  }

  Fault tooMuch(int bytes) {
    return fault("interrupted: the stream is larger than %d MiB".formatted(bytes >> 20), "");
  }

  Fault inStream(String error) {
    return fault("interrupted by an error in the stream: " + cut(error), "ask again");
  }

  Fault truncated(int sent, int seen) {
    return fault(
        "the server read only %d of about %d prompt tokens: it cut the prompt without a word"
            .formatted(seen, sent),
        "its window is smaller than we think: cpu add %s --window %d"
            .formatted(settings.name(), Math.max(512, seen / 256 * 256)));
  }

  /** Status 200, but no completion in it. */
  Fault notACompletion(String body) {
    String shown = body.stripLeading();
    if (shown.startsWith("<")) {
      return fault(
          "the answer is a web page (HTML), not a completion",
          "the address of a chat-completions server mostly ends in /v1");
    }
    try {
      JsonNode node = Json.MAPPER.readTree(shown);
      JsonNode error = node.path("error");
      if (!error.isMissingNode() && !error.isNull()) {
        return fault("status 200 with an error: " + cut(said(node)), "ask again");
      }
    } catch (JacksonException e) {
      // Quoted below as it is.
    }
    return fault(
        shown.isBlank()
            ? "status 200 with an empty body"
            : "status 200, but no completion: " + cut(shown),
        "is this a chat-completions server?");
  }

  /** A status that is not 200. {@code models}: what the server lists, or nothing. */
  Fault status(int status, String body, String models) {
    String said = said(body);
    String tail = said.isEmpty() ? "" : ": " + cut(said);
    return switch (status) {
      case 401, 403 -> fault(status + ", the key was not accepted" + tail, keyHint());
      case 404 ->
        fault(
            "404, no model '%s' or no such path%s%s"
                .formatted(
                    settings.model(),
                    tail,
                    models.isEmpty() ? "" : "; models there: " + cut(models)),
            "cpu add %s --url URL --model MODEL".formatted(settings.name()));
      case 429 -> fault("429, too many requests" + tail, "wait a little, or: cpu use rom");
      case 413 ->
        fault(
            "413, the request is too large" + tail,
            "cpu add %s --window TOKENS".formatted(settings.name()));
      case 301, 302, 303, 307, 308 ->
        fault(
            status + ", the server sends elsewhere, which is not followed because of the key",
            "give the final address: cpu add %s --url URL".formatted(settings.name()));
      case 400 ->
        fault(
            "400, the request was refused" + tail,
            speaksOf(said, "context")
                ? "its window is smaller than we think: cpu add %s --window TOKENS"
                    .formatted(settings.name())
                : "");
      default ->
        fault(
            status >= 500 ? "%d, the server failed%s".formatted(status, tail) : status + tail,
            status >= 500 ? "look at the server's own log, or: cpu use rom" : "");
    };
  }

  /** The server asks to wait longer than anyone would. */
  Fault askedToWait(int status, long seconds) {
    return fault(
        "%d, the server asks to wait %d s, longer than the 30 s that llmos waits"
            .formatted(status, seconds),
        "try again then, or: cpu use rom");
  }

  private String keyHint() {
    if (settings.keyEnv().isEmpty()) {
      return "name the variable that holds the key: cpu add %s --key-env NAME"
          .formatted(settings.name());
    }
    return "check the key in the environment variable " + settings.keyEnv();
  }

  private static String said(String body) {
    String text = body.strip();
    if (text.startsWith("<")) {
      return "a web page (HTML)";
    }
    try {
      return text.isEmpty() ? "" : said(Json.MAPPER.readTree(text));
    } catch (JacksonException e) {
      return text;
    }
  }

  /** The message in an error's JSON, wherever servers put it. */
  static String said(JsonNode node) {
    for (JsonNode place : new JsonNode[] {node.path("error"), node.path("detail"), node}) {
      if (place.isString()) {
        return place.asString();
      }
      if (place.path("message").isString()) {
        return place.path("message").asString();
      }
    }
    return node.toString();
  }

  /** One short line of foreign text. */
  private static String line(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
  }

  /** True if a 4xx or 5xx body speaks of this, in whatever words. */
  static boolean speaksOf(String body, String... words) {
    String lower = body.toLowerCase(Locale.ROOT);
    return Arrays.stream(words).anyMatch(lower::contains);
  }
}
