package llmos.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import llmos.api.Burst;
import llmos.api.Cpu;
import llmos.testkit.ModelServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limit on a whole reply holds for each part of it. */
@Timeout(20)
class DeadlineTest {

  @Test
  void theFirstByteIsNotWaitedForBeyondIt() throws Exception {
    try (ModelServer server = ModelServer.start().fault(ModelServer.Fault.STALLED_BEFORE);
        Cpu cpu = Fixture.open(server.url(), "idle", "500", "timeout", "1")) {

      Burst burst = cpu.run(Fixture.says("Go"), piece -> {});

      assertThat(burst.fault().orElseThrow().message()).contains("not finished within 1 s");
    }
  }

  @Test
  void anErrorThatComesDropByDropIsNotReadForEver() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.1"));
        Cpu cpu = Fixture.open(
            "http://127.0.0.1:%d/v1".formatted(socket.getLocalPort()), "timeout", "1")) {
      Thread.ofVirtual().start(() -> drip(socket));

      Burst burst = cpu.run(Fixture.says("Go"), piece -> {});

      assertThat(burst.fault().orElseThrow().message()).contains("400").contains("xx");
    }
  }

  /** Answers with an error of which a byte comes every tenth of a second. */
  private static void drip(ServerSocket socket) {
    try (Socket one = socket.accept();
        OutputStream out = one.getOutputStream()) {
      out.write(
          "HTTP/1.1 400 Bad\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      while (true) {
        out.write('x');
        out.flush();
        LockSupport.parkNanos(100_000_000);
      }
    } catch (IOException e) {
      // The client has had enough, which is what is tested.
      return;
    }
  }
}
