package llmos.plugin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llmos.api.Fetcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fetching from a server of this machine. */
class HttpFetcherTest {
  private final HttpFetcher fetcher = new HttpFetcher();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
  }

  private void serve(String path, int status, String body, Map<String, String> headers) {
    server.createContext(path, exchange -> {
      asked.add(exchange.getRequestHeaders().getFirst("If-None-Match")
          + " "
          + exchange.getRequestHeaders().getFirst("If-Modified-Since"));
      headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
      answer(exchange, status, body);
    });
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void aPageComesWithItsVersionAndItsLinks() throws IOException, InterruptedException {
    serve(
        "/docs/",
        200,
        "<a href='a.html'>a</a> <A class=x HREF=\"sub/?x=1&amp;y=2#top\">b</A> <a href=#here>c</a> <a href='http://[bad'>d</a>",
        Map.of("Content-Type", "text/html; charset=utf-8", "ETag", "\"7\""));

    Fetcher.Fetched page = fetcher.fetch(at("/docs/"), "", 1000).orElseThrow();

    assertThat(page.fileName()).isEqualTo("index.html");
    assertThat(page.version()).isEqualTo("tag \"7\"");
    assertThat(page.links())
        .containsExactly(at("/docs/a.html"), at("/docs/sub/?x=1&y=2"), at("/docs/"));
  }

  @Test
  void theServerIsAskedWhetherItIsStillTheSame() throws IOException, InterruptedException {
    serve("/tag", 304, "", Map.of());
    serve("/date", 304, "", Map.of());

    assertThat(fetcher.fetch(at("/tag"), "tag \"7\"", 1000)).isEmpty();
    assertThat(fetcher.fetch(at("/date"), "date Mon, 01 Jan 2024 00:00:00 GMT", 1000))
        .isEmpty();
    assertThat(asked).containsExactly("\"7\" null", "null Mon, 01 Jan 2024 00:00:00 GMT");
  }

  @Test
  void whatCannotBeHadSaysWhy() {
    serve("/gone", 410, "", Map.of());
    serve("/broken", 500, "", Map.of());
    serve("/large", 200, "x".repeat(2 << 20), Map.of());

    assertThatThrownBy(() -> fetcher.fetch(at("/gone"), "", 1000))
        .isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> fetcher.fetch(at("/broken"), "", 1000))
        .hasMessageContaining("answered 500");
    assertThatThrownBy(() -> fetcher.fetch(at("/large"), "", 1 << 20))
        .hasMessageContaining("larger than 1 MiB");
  }

  @Test
  void redirectsAreFollowedOnTheSameHostOnly() throws IOException, InterruptedException {
    serve("/old", 302, "", Map.of("Location", "/new"));
    serve("/new", 200, "here", Map.of("Content-Type", "text/plain"));
    serve("/away", 302, "", Map.of("Location", "http://localhost:1/secret"));
    serve("/circle", 302, "", Map.of("Location", "/circle"));

    assertThat(fetcher.fetch(at("/old"), "", 1000).orElseThrow().bytes()).hasSize(4);
    assertThatThrownBy(() -> fetcher.fetch(at("/away"), "", 1000))
        .hasMessageContaining("redirects to another host");
    assertThatThrownBy(() -> fetcher.fetch(at("/circle"), "", 1000))
        .hasMessageContaining("in circles");
  }

  @ParameterizedTest
  @CsvSource({
    "/a/page, text/html, page.html",
    "/a/page.php, text/html, page.php.html",
    "/a/notes.md, text/plain, notes.md",
    "/a/notes, text/plain, notes.txt",
    "/paper?id=3, application/pdf, paper.pdf",
    "/a.pdf, application/octet-stream, a.pdf",
  })
  void aFileIsNamedByItsKind(String path, String type, String name)
      throws IOException, InterruptedException {
    serve("/", 200, "x", Map.of("Content-Type", type));

    assertThat(fetcher.fetch(at(path), "", 1000).orElseThrow().fileName()).isEqualTo(name);
  }
}
