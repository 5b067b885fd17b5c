package llmos.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads requests off a connection. */
final class HttpIn {

  private HttpIn() {}

  /** The next request; its method is empty if the client has closed the connection. */
  static ModelServer.Request read(InputStream in) throws IOException {
    List<String> first = List.of(line(in).split(" ", -1));
    if (first.size() < 3) {
      return new ModelServer.Request("", "", Map.of(), "");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    String line = line(in);
    while (!line.isEmpty()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
      line = line(in);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new ModelServer.Request(first.get(0), first.get(1), Map.copyOf(headers), body);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int c = in.read();
    while (c >= 0 && c != '\n') {
      if (c != '\r') {
        line.write(c);
      }
      c = in.read();
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
