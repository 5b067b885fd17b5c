package llmos.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Takes connections on the loopback address and reads requests off them, a thread for each. */
final class Listener implements AutoCloseable {
  private final ServerSocket socket;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Answers a request. */
  @FunctionalInterface
  interface Handler {
    void handle(Socket socket, ModelServer.Request request) throws IOException;
  }

  /** Listens on this port, or on a free one if it is 0. */
  Listener(int port) {
    try {
      socket = new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  int connections() {
    return open.size();
  }

  /** Hands every request to the handler, until closed. */
  void serve(Handler handler) {
    Thread.ofVirtual().start(() -> accept(handler));
  }

  private void accept(Handler handler) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> converse(client, handler));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void converse(Socket client, Handler handler) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      while (!client.isClosed()) {
        ModelServer.Request request = HttpIn.read(in);
        if (request.method().isEmpty()) {
          return;
        }
        handler.handle(client, request);
      }
    } catch (IOException e) {
      // The client went away, which is its right.
    } finally {
      open.remove(client);
    }
  }

  /** From now on nobody listens. */
  void refuse() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    refuse();
    for (Socket client : open) {
      try {
        client.close();
      } catch (IOException e) {
        // Closed is closed.
      }
    }
  }
}
