package llmos.openai;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import llmos.api.Burst;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the body of a response with status 200 into a reply, within limits of time and size. */
final class Receiver {
  private static final int MOST_BYTES = 16 << 20;
  private static final Duration AFTER_THE_END = Duration.ofSeconds(5);
  private static final Duration LAST_BYTES = Duration.ofMillis(50);

  /** A server that goes on sending after the end is let go without them. */
  private static final int LAST_PIECES = 8;

  private final Body body;
  private final Assembly reply;
  private final Settings.Limits limits;
  private final Trouble trouble;
  private final Clock clock;
  private final long deadline;
  private long bytes;

  Receiver(
      Body body,
      Assembly reply,
      Settings.Limits limits,
      Trouble trouble,
      Clock clock,
      long deadline) {
    this.body = body;
    this.reply = reply;
    this.limits = limits;
    this.trouble = trouble;
    this.clock = clock;
    this.deadline = deadline;
  }

  /**
   * Reads until the reply is complete or fails.
   *
   * @throws IOException if the connection breaks off while the reply is not complete
   */
  Burst receive() throws IOException, InterruptedException {
    try {
      byte[] first = next();
      if (looksWhole(first)) {
        return whole(first);
      }
      stream(first);
      return reply.burst(trouble);
    } catch (TimeoutException e) {
      return late();
    } catch (IOException e) {
      if (reply.finished()) {
        return reply.burst(trouble);
      }
      throw e;
    }
  }

  private Burst late() {
    if (reply.finished()) {
      return reply.burst(trouble);
    }
    if (clock.millis() >= deadline) {
      return reply.failed(trouble.tooLong());
    }
    if (bytes > MOST_BYTES) {
      return reply.failed(trouble.tooMuch(MOST_BYTES));
    }
    return reply.failed(trouble.stalled(patience(), reply));
  }

  private Duration patience() {
    return reply.started() ? limits.idle() : limits.first();
  }

  /** The next bytes; a size or time that is used up ends like a stall. */
  private byte[] next() throws IOException, InterruptedException, TimeoutException {
    long left = deadline - clock.millis();
    if (left <= 0 || bytes > MOST_BYTES) {
      throw new TimeoutException();
    }
    Duration most = reply.finished() ? AFTER_THE_END : patience();
    byte[] piece = body.next(Duration.ofMillis(Math.min(left, most.toMillis())));
    bytes += piece.length;
    return piece;
  }

  private void stream(byte[] first) throws IOException, InterruptedException, TimeoutException {
    Sse sse = new Sse();
    byte[] piece = first;
    while (piece.length > 0) {
      sse.feed(piece).forEach(reply::take);
      if (reply.done()) {
        letGo();
        return;
      }
      piece = next();
    }
    sse.end().ifPresent(reply::take);
  }

  /** Takes the end of the body, if it is there, so that the connection can be used again. */
  private void letGo() throws InterruptedException {
    try {
      for (int i = 0; i < LAST_PIECES && body.next(LAST_BYTES).length > 0; i++) {
        bytes++;
      }
    } catch (IOException | TimeoutException e) {
      // The reply is complete; only the connection is lost.
      return;
    }
  }

  /** True for a body that is JSON or a web page; events start with the name of a field or with a colon. */
  private static boolean looksWhole(byte[] first) {
    String text = new String(first, StandardCharsets.UTF_8).stripLeading();
    return text.isEmpty() || text.startsWith("{") || text.startsWith("<") || text.startsWith("[");
  }

  private Burst whole(byte[] first) throws IOException, InterruptedException, TimeoutException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = first;
    while (piece.length > 0) {
      all.writeBytes(piece);
      piece = next();
    }
    String text = all.toString(StandardCharsets.UTF_8);
    try {
      JsonNode node = Json.MAPPER.readTree(text);
      if (node.path("choices").isArray() && !node.hasNonNull("error")) {
        reply.take(node, false);
        return reply.burst(trouble);
      }
    } catch (JacksonException e) {
      // Told below, with what came in its place.
    }
    return reply.failed(trouble.notACompletion(text));
  }
}
