package llmos.openai;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, handed over piece by piece. One piece is asked for at a time, so a fast server cannot fill the
 * memory. The reader is one thread; the HTTP client's threads only add to the queue.
 */
final class Body implements HttpResponse.BodySubscriber<Body> {

  /** What the client's threads report. */
  private sealed interface Part {}

  private static final class Bytes implements Part {
    final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private record End() implements Part {}

  private record Broken(Throwable why) implements Part {}

  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;

  @Override
  public CompletionStage<Body> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    subscription = s;
    s.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    byte[] bytes = new byte[buffers.stream().mapToInt(ByteBuffer::remaining).sum()];
    int at = 0;
    for (ByteBuffer buffer : buffers) {
      int length = buffer.remaining();
      buffer.get(bytes, at, length);
      at += length;
    }
    parts.add(new Bytes(bytes));
  }

  @Override
  public void onError(Throwable why) {
    parts.add(new Broken(why));
  }

  @Override
  public void onComplete() {
    parts.add(new End());
  }

  /**
   * The next bytes; none when the body has ended.
   *
   * @throws TimeoutException if nothing comes for that long
   * @throws IOException if the connection breaks off
   */
  byte[] next(Duration patience) throws InterruptedException, IOException, TimeoutException {
    while (true) {
      Part part = parts.poll(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
      switch (part) {
        case null -> throw new TimeoutException();
        case End end -> {
          return new byte[0];
        }
        case Broken broken -> throw new IOException(broken.why());
        case Bytes bytes -> {
          Flow.Subscription s = subscription;
          if (s != null) {
            s.request(1);
          }
          if (bytes.bytes.length > 0) {
            return bytes.bytes;
          }
        }
      }
    }
  }

  /** Closes the connection if the body has not ended. */
  void cancel() {
    Flow.Subscription s = subscription;
    if (s != null) {
      s.cancel();
    }
  }
}
