package llmos.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A real model behind llama.cpp's own server, as a process of its own that a script starts: it prints {@code listening URL}
 * when it is ready, and ends with exit code 69 where this machine lacks what it needs. {@link #close} ends it.
 */
public final class LiveServer implements AutoCloseable {
  private static final String LISTENING = "listening http://";
  private static final int UNAVAILABLE = 69;
  private static final long MOST_SECONDS = 900;
  private static final int TRIES = 3;

  private final Process process;
  private final String url;

  private LiveServer(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Why there is no server on this machine. */
  public static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    Unavailable(String reason) {
      super(reason);
    }
  }

  /**
   * Starts the script and waits until the model is loaded, some minutes at most. It gets three tries, each on another port:
   * one that was free may be taken a moment later.
   *
   * @param script takes a port and the window
   * @param window tokens
   * @throws Unavailable if this machine cannot run it
   * @throws IllegalStateException if it ended for another reason; the message holds what it said
   */
  public static LiveServer start(Path script, int window)
      throws IOException, InterruptedException, Unavailable {
    IllegalStateException last = new IllegalStateException(script + " was not started");
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        return once(script, window);
      } catch (IllegalStateException e) {
        last = e;
      }
    }
    throw last;
  }

  private static LiveServer once(Path script, int window)
      throws IOException, InterruptedException, Unavailable {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    Process process = new ProcessBuilder("bash", script.toString(), "" + port, "" + window)
        .redirectErrorStream(true)
        .start();
    Thread limit = Thread.ofVirtual().start(() -> endAfter(process));
    StringBuilder said = new StringBuilder();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int at = line.indexOf(LISTENING); // behind whatever the server's log left without a line end
      if (at >= 0) {
        limit.interrupt();
        Thread.ofVirtual().start(() -> swallow(lines));
        return new LiveServer(
            process, "http://" + line.substring(at + LISTENING.length()).strip());
      }
      said.append(line).append('\n');
    }
    int exit = process.waitFor();
    if (exit == UNAVAILABLE) {
      throw new Unavailable(said.toString().strip());
    }
    throw new IllegalStateException(
        "%s ended with %d before it listened (limit: %d s); it said:%n%s"
            .formatted(script, exit, MOST_SECONDS, said));
  }

  private static void endAfter(Process process) {
    try {
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        end(process);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it is listening
    }
  }

  /** A pipe that nobody reads would stop the server. */
  private static void swallow(BufferedReader lines) {
    try {
      lines.lines().forEach(line -> {});
    } catch (UncheckedIOException e) {
      // It was ended.
    }
  }

  /** Its address, without {@code /v1}. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    end(process);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
