package llmos.plugin.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import llmos.api.CpuDriver;
import llmos.api.Progress;

/**
 * Fetches by HTTP and goes on where an earlier try stopped.
 *
 * @param url where the file is
 * @param idle how long the server may be silent within the file; before it, {@link #IDLE}
 */
record UrlSource(String url, Duration idle) implements Fetch.Source {
  static final Duration IDLE = Duration.ofSeconds(60);
  private static final long TICK_MILLIS = 50;
  private static final int BUFFER = 1 << 16;

  @Override
  public void fetch(CpuDriver.Offer offer, Path part, Progress progress)
      throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have >= offer.bytes()) {
      Files.deleteIfExists(part);
      have = 0;
    }
    try (HttpClient client = HttpClient.newBuilder()
        .connectTimeout(Duration.ofSeconds(10))
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build()) {
      HttpResponse<InputStream> response =
          client.send(request(have), HttpResponse.BodyHandlers.ofInputStream());
      int status = response.statusCode();
      if (status != 200 && status != 206) {
        response.body().close();
        throw new IOException("the server answered " + status);
      }
      try {
        copy(response.body(), part, status == 206 ? have : 0, offer, progress);
      } finally {
        // Ends the transfer now: closing the client would otherwise wait for a server that is
        // silent.
        client.shutdownNow();
      }
    }
  }

  private HttpRequest request(long have) throws IOException {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(IDLE);
      return have > 0 ? request.header("Range", "bytes=" + have + "-").build() : request.build();
    } catch (IllegalArgumentException e) {
      throw new IOException("not a URL: " + e.getMessage(), e);
    }
  }

  private void copy(
      InputStream body, Path part, long from, CpuDriver.Offer offer, Progress progress)
      throws IOException, InterruptedException {
    AtomicLong done = new AtomicLong(from);
    FutureTask<Long> task = new FutureTask<>(() -> pump(body, part, done));
    Thread.ofVirtual().start(task);
    long seen = from;
    long silent = 0;
    while (!ended(task)) {
      long now = done.get();
      progress.at(offer.name(), now, offer.bytes());
      silent = now == seen ? silent + TICK_MILLIS : 0;
      seen = now;
      if (silent >= idle.toMillis()) {
        throw new IOException(
            "the server was silent for %d ms after %d bytes".formatted(idle.toMillis(), now));
      }
    }
    if (done.get() < offer.bytes()) {
      throw new IOException(
          "the server stopped after %d of %d bytes".formatted(done.get(), offer.bytes()));
    }
  }

  private static long pump(InputStream body, Path part, AtomicLong done) throws IOException {
    StandardOpenOption how =
        done.get() > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (body;
        OutputStream out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        out.write(buffer, 0, n);
        done.addAndGet(n);
      }
    }
    return done.get();
  }

  private static boolean ended(Future<Long> task) throws IOException, InterruptedException {
    try {
      task.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(
          "the transfer broke off: " + (cause == null ? e : cause).getMessage(), e);
    }
  }
}
