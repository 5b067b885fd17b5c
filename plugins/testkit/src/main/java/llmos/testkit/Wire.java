package llmos.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One response on its way: a head, then a body in chunks of a chosen size. */
final class Wire {
  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final int cut;
  private final String eol;

  /**
   * A wire to a client.
   *
   * @param cut bytes of a chunk of the body, wherever that cuts lines and characters
   * @param eol ends the lines of events
   */
  Wire(Socket socket, int cut, String eol) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = socket.getInputStream();
    this.cut = cut;
    this.eol = eol;
  }

  /** A whole response. */
  void answer(int status, String type, String body, String... headers) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        new StringBuilder("HTTP/1.1 %d Answer\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
            .formatted(status, type, bytes.length));
    List.of(headers).forEach(h -> head.append(h).append("\r\n"));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(bytes);
    out.flush();
  }

  /** A whole response with an error in the protocol's shape. */
  void error(int status, String message, String... headers) throws IOException {
    answer(
        status,
        "application/json",
        "{\"error\":{\"message\":%s,\"type\":\"fake\",\"code\":%d}}"
            .formatted(Json.quote(message), status),
        headers);
  }

  /** The head of a stream. */
  void open() throws IOException {
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** An event. */
  void event(String data) throws IOException {
    raw("data: " + data + eol + eol);
  }

  /** A sign of life. */
  void comment() throws IOException {
    raw(": still here" + eol + eol);
  }

  /** Bytes of the stream as they are. */
  void raw(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += cut) {
      int length = Math.min(cut, bytes.length - at);
      out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.write(bytes, at, length);
      out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
  }

  /** A piece of text. */
  void text(String piece) throws IOException {
    delta("{\"content\":" + Json.quote(piece) + "}", "null");
  }

  /** A chunk with this delta. */
  void delta(String delta, String finish) throws IOException {
    event(
        "{\"id\":\"chat-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}"
            .formatted(delta, finish));
  }

  /** The reason why the model stopped. */
  void finish(String reason) throws IOException {
    delta("{}", Json.quote(reason));
  }

  /** The last chunk, which tells the usage. */
  void usage(int prompt, int cached, int reply) throws IOException {
    event(
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,\"prompt_tokens_details\":{\"cached_tokens\":%d}}}"
            .formatted(prompt, reply, prompt + reply, cached));
  }

  /** The terminal event and the end of the stream. */
  void done() throws IOException {
    event("[DONE]");
    end();
  }

  /** The end of the stream, in good order. */
  void end() throws IOException {
    out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Resets the connection, once what was sent had time to arrive: a reset throws away what is on its way. */
  void reset() throws IOException {
    LockSupport.parkNanos(100_000_000);
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Sends nothing more until the client goes away. */
  void stall() throws IOException {
    while (in.read() >= 0) {
      // The client has nothing to say either.
    }
  }
}
