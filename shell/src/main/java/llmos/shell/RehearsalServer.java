package llmos.shell;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of chat completions that always says the same, at an address that only this machine reaches: by talking to it a rehearsal
 * meets what a first request needs.
 */
final class RehearsalServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d{1,7})");
  private static final String ANSWER = """
      data: {"choices":[{"index":0,"delta":{"content":"Hello."},"finish_reason":null}]}

      data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}

      data: [DONE]

      """;

  private final ServerSocket socket;

  private RehearsalServer(ServerSocket socket) {
    this.socket = socket;
  }

  /** Listens, on a thread of its own, until it is closed. */
  static RehearsalServer open() throws IOException {
    RehearsalServer server =
        new RehearsalServer(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
    Thread.ofPlatform().daemon().name("rehearsal").start(server::serve);
    return server;
  }

  /** The protocol's root. */
  String url() {
    return "http://127.0.0.1:%d/v1".formatted(socket.getLocalPort());
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket one = socket.accept()) {
        String head = head(one.getInputStream());
        Matcher length = LENGTH.matcher(head);
        one.getInputStream().readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        one.getOutputStream().write(answer(head).getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // whoever asked went away, or this is closed
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static String answer(String head) {
    boolean asked = head.startsWith("POST") && head.contains("/chat/completions");
    String body = asked ? ANSWER : "";
    return "HTTP/1.1 %s\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(asked ? "200 OK" : "404 Not Found", body.length(), body);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
