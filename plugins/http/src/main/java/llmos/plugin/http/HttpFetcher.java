package llmos.plugin.http;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Fetcher;

/** Fetches what http and https addresses name. A version is what the server gives for asking again: its ETag, or its date. */
final class HttpFetcher implements Fetcher {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TAG = "tag ";
  private static final String DATE = "date ";
  private static final int MOST_REDIRECTS = 5;
  private static final int MOST_LINKS = 10_000;

  /** Bounded, so that no page makes it slow. */
  private static final Pattern LINK = Pattern.compile(
      "<a\\s[^<>]{0,500}?href\\s{0,9}=\\s{0,9}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\\s>]{1,2000}))",
      Pattern.CASE_INSENSITIVE);

  private static final Map<String, String> EXTENSIONS = Map.of(
      "text/html", "html",
      "application/xhtml+xml", "html",
      "text/plain", "txt",
      "text/markdown", "md",
      "text/csv", "csv",
      "application/json", "json",
      "application/pdf", "pdf",
      "application/epub+zip", "epub");

  @Override
  public List<String> schemes() {
    return List.of("http", "https");
  }

  @Override
  public Optional<Fetched> fetch(URI address, String known, int mostBytes)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(10))
        .build()) {
      URI at = address;
      for (int i = 0; i <= MOST_REDIRECTS; i++) {
        CompletableFuture<HttpResponse<byte[]>> answer =
            client.sendAsync(request(at, known), response -> new Bounded(mostBytes, address));
        HttpResponse<byte[]> response = within(client, answer, address);
        if (response.statusCode() / 100 != 3 || response.statusCode() == 304) {
          return answered(address, response);
        }
        at = next(at, response);
      }
      throw new IOException(address + " redirects in circles");
    }
  }

  /** A whole answer in time; one that only drips is given up. */
  private static HttpResponse<byte[]> within(
      HttpClient client, CompletableFuture<HttpResponse<byte[]>> answer, URI address)
      throws IOException, InterruptedException {
    boolean whole = false;
    try {
      HttpResponse<byte[]> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      whole = true;
      return response;
    } catch (TimeoutException e) {
      throw new IOException(
          "%s did not answer whole within %d s".formatted(address, PATIENCE.toSeconds()), e);
    } catch (ExecutionException e) {
      String why = e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
      throw new IOException(why.isEmpty() || why.equals("null") ? "no connection" : why, e);
    } finally {
      if (!whole) {
        client.shutdownNow(); // to close it would wait for the answer
      }
    }
  }

  /** Another host is another question for the user; the same by https is not. */
  private static URI next(URI at, HttpResponse<?> response) throws IOException {
    String location = response.headers().firstValue("location").orElse("");
    try {
      URI next = at.resolve(location);
      boolean same = at.getHost().equalsIgnoreCase(next.getHost())
          && (at.getPort() == next.getPort() || "https".equals(next.getScheme()))
          && next.getUserInfo() == null;
      if (same && List.of("http", "https").contains(next.getScheme())) {
        return next;
      }
      throw new IOException("%s redirects to another host: %s".formatted(at, next));
    } catch (IllegalArgumentException e) {
      throw new IOException(at + " redirects to something that is no address", e);
    }
  }

  private static HttpRequest request(URI address, String known) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address)
        .timeout(PATIENCE)
        .header("User-Agent", "llmos")
        .header("Accept", "text/html, text/*, application/pdf, application/json, */*;q=0.5");
    if (known.startsWith(TAG)) {
      request.header("If-None-Match", known.substring(TAG.length()));
    } else if (known.startsWith(DATE)) {
      request.header("If-Modified-Since", known.substring(DATE.length()));
    }
    return request.build();
  }

  private static Optional<Fetched> answered(URI address, HttpResponse<byte[]> response)
      throws IOException {
    int status = response.statusCode();
    if (status == 304) {
      return Optional.empty();
    }
    if (status == 404 || status == 410) {
      throw new FileNotFoundException(address + " is not there (%d)".formatted(status));
    }
    if (status / 100 != 2) {
      throw new IOException("%s answered %d".formatted(address, status));
    }
    byte[] bytes = response.body();
    String type = response
        .headers()
        .firstValue("content-type")
        .map(t -> t.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .orElse("");
    boolean html = "html".equals(EXTENSIONS.get(type));
    return Optional.of(new Fetched(
        fileName(address, type),
        bytes,
        version(response),
        html ? links(response.uri(), bytes) : List.of()));
  }

  private static String version(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("etag")
        .map(tag -> TAG + tag)
        .or(() -> response.headers().firstValue("last-modified").map(date -> DATE + date))
        .orElse("");
  }

  private static String fileName(URI address, String type) {
    String path = Optional.ofNullable(address.getPath()).orElse("");
    String last = path.substring(path.lastIndexOf('/') + 1);
    String name = last.isEmpty() ? "index" : last;
    String extension = Optional.ofNullable(EXTENSIONS.get(type)).orElse("");
    boolean named = name.matches(".+\\.[A-Za-z0-9]{1,5}");
    boolean right = extension.isEmpty()
        || name.toLowerCase(Locale.ROOT).endsWith("." + extension)
        || (named && !extension.equals("html") && !extension.equals("pdf"));
    return right ? name : name + "." + extension;
  }

  private static List<URI> links(URI base, byte[] bytes) {
    Set<URI> links = new LinkedHashSet<>();
    Matcher matcher = LINK.matcher(new String(bytes, StandardCharsets.UTF_8));
    while (matcher.find() && links.size() < MOST_LINKS) {
      String target = Optional.ofNullable(matcher.group(1))
          .or(() -> Optional.ofNullable(matcher.group(2)))
          .orElseGet(() -> matcher.group(3))
          .strip()
          .replace("&amp;", "&");
      int fragment = target.indexOf('#');
      resolved(base, fragment < 0 ? target : target.substring(0, fragment)).ifPresent(links::add);
    }
    return new ArrayList<>(links);
  }

  /** Empty for what is no address: pages may hold anything. */
  private static Optional<URI> resolved(URI base, String target) {
    try {
      return Optional.of(base.resolve(target));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A body of at most so many bytes; a larger one fails as soon as it is. */
  private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
    private final int most;
    private final URI address;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private Optional<Flow.Subscription> source = Optional.empty();

    Bounded(int most, URI address) {
      this.most = most;
      this.address = address;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      source = Optional.of(subscription);
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
      for (ByteBuffer piece : pieces) {
        if (bytes.size() + piece.remaining() > most) {
          source.ifPresent(Flow.Subscription::cancel);
          whole.completeExceptionally(
              new IOException("%s is larger than %d MiB".formatted(address, most >> 20)));
          return;
        }
        byte[] part = new byte[piece.remaining()];
        piece.get(part);
        bytes.writeBytes(part);
      }
    }

    @Override
    public void onError(Throwable why) {
      whole.completeExceptionally(why);
    }

    @Override
    public void onComplete() {
      whole.complete(bytes.toByteArray());
    }
  }
}
