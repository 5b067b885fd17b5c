package llmos.openai;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Requests under a watchdog of our own, since {@link HttpRequest.Builder#timeout} does not bound a body that is streamed.
 * Redirects are never followed: the key would go along. Whoever waits can be interrupted, and whatever ends a request
 * early closes its connection at once.
 */
final class Http implements AutoCloseable {
  private static final int QUICK_BYTES = 4 << 20;

  private final Settings settings;
  private final Clock clock;
  private @Nullable HttpClient client;

  Http(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** The client, made at the first request: a CPU that is only looked at costs nothing. */
  private synchronized HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      HttpClient.Builder builder = HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(settings.limits().connect());
      if ("http".equals(settings.base().getScheme())) {
        trustNobody(builder);
      }
      made = builder.build();
      client = made;
    }
    return made;
  }

  /** Where no certificate will be looked at none is read, which takes longer than all else that a first request needs. */
  private static void trustNobody(HttpClient.Builder builder) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      builder.sslContext(context);
    } catch (GeneralSecurityException e) {
      return; // the client makes one that trusts whom the JDK trusts
    }
  }

  /**
   * A response whose body is being received.
   *
   * @param head status and header fields
   * @param clock bounds the time in all
   */
  record Exchange(HttpResponse<Body> head, Clock clock) implements AutoCloseable {

    int status() {
      return head.statusCode();
    }

    String header(String name) {
      return head.headers().firstValue(name).orElse("");
    }

    /** The whole body as text, or as much of it as comes within the time in all and {@code most} bytes. */
    String text(Duration patience, int most) throws InterruptedException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      long end = clock.millis() + patience.toMillis();
      try {
        byte[] piece = head.body().next(patience);
        while (piece.length > 0 && bytes.size() < most) {
          bytes.writeBytes(piece);
          long left = end - clock.millis();
          piece = left > 0 ? head.body().next(Duration.ofMillis(left)) : new byte[0];
        }
      } catch (IOException | TimeoutException e) {
        // What came is worth more than the reason why the rest did not.
        return bytes.toString(StandardCharsets.UTF_8);
      }
      return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      head.body().cancel();
    }
  }

  /**
   * Sends a request and returns when the head of the response is there.
   *
   * @param json the body to post, or empty to get
   * @throws TimeoutException if nothing comes for that long
   */
  Exchange send(URI to, String json, Duration patience)
      throws IOException, InterruptedException, TimeoutException {
    HttpRequest.Builder request = HttpRequest.newBuilder(to);
    if (!json.isEmpty()) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(json));
    }
    if (!settings.key().isEmpty()) {
      request.header("Authorization", "Bearer " + settings.key());
    }
    CompletableFuture<HttpResponse<Body>> future =
        client().sendAsync(request.build(), head -> new Body());
    boolean done = false;
    try {
      Exchange exchange =
          new Exchange(future.get(patience.toMillis(), TimeUnit.MILLISECONDS), clock);
      done = true;
      return exchange;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      if (!done) {
        future.cancel(true);
      }
    }
  }

  /** A small question beside the protocol: the JSON that comes back with status 200 in time, or nothing. */
  Optional<JsonNode> quick(URI to, String json, Duration patience) {
    try (Exchange exchange = send(to, json, patience)) {
      return exchange.status() == 200
          ? Optional.of(Json.MAPPER.readTree(exchange.text(patience, QUICK_BYTES)))
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (IOException | TimeoutException | JacksonException e) {
      // Not there, not in time, or not that kind of server.
      return Optional.empty();
    }
  }

  /** The status with which a question is answered; empty if it is not answered in time. */
  OptionalInt status(URI to, Duration patience) {
    try (Exchange exchange = send(to, "", patience)) {
      return OptionalInt.of(exchange.status());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    } catch (IOException | TimeoutException e) {
      // Not there, or not in time.
      return OptionalInt.empty();
    }
  }

  @Override
  public synchronized void close() {
    HttpClient made = client;
    if (made != null) {
      made.shutdownNow();
    }
  }
}
