package llmos.plugin.http;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Fetcher;

/** Fetches what http and https addresses name. A version is what the server gives for asking again: its ETag, or its date. */
final class HttpFetcher implements Fetcher {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TAG = "tag ";
  private static final String DATE = "date ";
  private static final Pattern LINK = Pattern.compile(
      "<a\\s[^>]*?href\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s>]+))", Pattern.CASE_INSENSITIVE);

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
    HttpRequest.Builder request = HttpRequest.newBuilder(address)
        .timeout(PATIENCE)
        .header("User-Agent", "llmos")
        .header("Accept", "text/html, text/*, application/pdf, application/json, */*;q=0.5");
    if (known.startsWith(TAG)) {
      request.header("If-None-Match", known.substring(TAG.length()));
    } else if (known.startsWith(DATE)) {
      request.header("If-Modified-Since", known.substring(DATE.length()));
    }
    try (HttpClient client = HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(Duration.ofSeconds(10))
        .build()) {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return answered(address, response, body, mostBytes);
      }
    }
  }

  private static Optional<Fetched> answered(
      URI address, HttpResponse<InputStream> response, InputStream body, int mostBytes)
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
    byte[] bytes = body.readNBytes(mostBytes + 1);
    if (bytes.length > mostBytes) {
      throw new IOException("%s is larger than %d MiB".formatted(address, mostBytes >> 20));
    }
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
    while (matcher.find()) {
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
}
