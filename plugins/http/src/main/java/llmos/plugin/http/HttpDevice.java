package llmos.plugin.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Arg;
import llmos.api.CallContext;
import llmos.api.Device;
import llmos.api.Effect;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Op;

/** Fetches text. Follows redirects on the same host only, because another host is another question for the guard. */
@Device(value = "http", help = "Fetches text from a URL.")
public final class HttpDevice {
  private static final int MOST_BYTES = 5 << 20;
  private static final int MOST_REDIRECTS = 5;
  private static final Pattern CHARSET = Pattern.compile("charset=\"?([\\w.:-]+)");

  /** Its public constructor is called by the plugin. */
  public HttpDevice() {}

  /** The body of what a URL names. */
  @Op(
      help = "The text at a URL; HTML comes as it is.",
      effect = Effect.NET,
      returns = "url type bytes text",
      idempotent = true,
      example = "http get https://example.com/")
  public Map<String, Object> get(
      @Arg(name = "url", help = "http or https") URI url, CallContext context)
      throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(10))
        .build()) {
      URI at = checked(url);
      for (int i = 0; i <= MOST_REDIRECTS; i++) {
        HttpResponse<InputStream> response = send(client, at, context);
        if (response.statusCode() / 100 != 3
            || response.headers().firstValue("location").isEmpty()) {
          return record(at, response);
        }
        response.body().close();
        at = next(at, response.headers().firstValue("location").orElseThrow());
      }
      throw new FaultException(Errno.FAILED, url + " redirects in circles", "");
    } catch (ConnectException e) {
      throw unreachable(url, e);
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new FaultException(Errno.FAILED, "cannot fetch %s: %s".formatted(url, why), "");
    }
  }

  /** The JDK says nothing but the exception's name where a port is closed or a name is not known. */
  private static FaultException unreachable(URI url, ConnectException e) {
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    boolean unknown = e.getCause() instanceof ConnectException cause
        && cause.getCause() instanceof UnresolvedAddressException;
    String why = unknown
        ? "the name %s is not known".formatted(url.getHost())
        : "%s:%d refuses the connection; nothing listens there".formatted(url.getHost(), port);
    return new FaultException(
        Errno.FAILED,
        "cannot fetch %s: %s".formatted(url, why),
        unknown ? "check the name and the network" : "check the port, or start the server");
  }

  private static HttpResponse<InputStream> send(HttpClient client, URI at, CallContext context)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(at)
        .timeout(context.timeout())
        .header("User-Agent", "llmos")
        .header("Accept", "text/*, application/json, application/xml;q=0.9")
        .build();
    return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  private static URI checked(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    boolean good = (scheme.equals("http") || scheme.equals("https"))
        && url.getHost() != null
        && url.getUserInfo() == null;
    if (!good) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "'%s' is no http or https URL with a host and without a password".formatted(url),
          "http get https://example.com/");
    }
    return url;
  }

  private static URI next(URI at, String location) {
    URI next;
    try {
      next = checked(at.resolve(location));
    } catch (IllegalArgumentException e) {
      throw new FaultException(Errno.FAILED, at + " redirects to something that is no URL", "");
    }
    boolean same = Objects.equals(at.getHost(), next.getHost()) && at.getPort() == next.getPort();
    if (!same) {
      throw new FaultException(
          Errno.FAILED, "%s redirects to another host, %s".formatted(at, next), "http get " + next);
    }
    return next;
  }

  private static Map<String, Object> record(URI at, HttpResponse<InputStream> response)
      throws IOException {
    String type = response.headers().firstValue("content-type").orElse("text/plain");
    byte[] bytes;
    try (InputStream body = response.body()) {
      bytes = body.readNBytes(MOST_BYTES + 1);
    }
    if (response.statusCode() / 100 != 2) {
      throw new FaultException(
          Errno.FAILED, "%s answered %d".formatted(at, response.statusCode()), "");
    }
    if (bytes.length > MOST_BYTES) {
      throw new FaultException(Errno.LIMIT, at + " is larger than 5 MiB", "");
    }
    if (!type.toLowerCase(Locale.ROOT)
        .matches("(text/|application/([\\w.-]+\\+)?(json|xml|javascript|yaml)).*")) {
      throw new FaultException(Errno.FAILED, "%s is %s, not text".formatted(at, type), "");
    }
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("text", new String(bytes, charset(type)));
    record.put("url", at.toString());
    record.put("type", type);
    record.put("bytes", bytes.length);
    return record;
  }

  private static Charset charset(String type) {
    Matcher named = CHARSET.matcher(type);
    try {
      return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }
}
