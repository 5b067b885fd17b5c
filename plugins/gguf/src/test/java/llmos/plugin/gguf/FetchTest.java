package llmos.plugin.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.FaultException;
import llmos.api.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
  private static final byte[] BYTES = "0123456789".repeat(1000).getBytes(StandardCharsets.US_ASCII);

  @TempDir
  Path home;

  private HttpServer server;
  private final CountDownLatch stall = new CountDownLatch(1);

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    stall.countDown();
    server.stop(0);
  }

  /** Serves the bytes from the asked place on, but at most so many; with 0 it sends ten and then is silent. */
  private void give(int most) {
    server.createContext("/m.gguf", exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, BYTES.length - from);
      exchange
          .getResponseBody()
          .write(BYTES, from, Math.min(Math.max(most, 10), BYTES.length - from));
      exchange.getResponseBody().flush();
      if (most == 0) {
        try {
          stall.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      exchange.close();
    });
  }

  private CpuDriver.Offer offer(byte[] expected, String source) throws Exception {
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(expected));
    return new CpuDriver.Offer("m", "Apache-2.0", BYTES.length, hash, List.of(source));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/m.gguf";
  }

  private Fetch fetch() {
    return new Fetch(
        new CpuDriver.Host(Map.of(), home.resolve("models"), home.resolve("cache")), Progress.NONE);
  }

  @Test
  void goesOnWhereTheServerBrokeOff() throws Exception {
    give(4000);
    for (int tries = 1; tries <= 2; tries++) {
      assertThatThrownBy(() -> fetch().get(offer(BYTES, url())))
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("m cannot be had");
      assertThat(home.resolve("models/m.gguf.part")).hasSize(4000L * tries);
    }

    Path file = fetch().get(offer(BYTES, url()));

    assertThat(Files.readAllBytes(file)).isEqualTo(BYTES);
    assertThat(home.resolve("models/m.gguf.part")).doesNotExist();
  }

  @Test
  void keepsNoFileWithOtherBytes() throws Exception {
    give(BYTES.length);

    assertThatThrownBy(() -> fetch().get(offer(new byte[1], url())))
        .hasMessageContaining("gave other bytes");
    assertThat(home.resolve("models")).isEmptyDirectory();
  }

  @Test
  void saysWhatTheServerAnswered() {
    assertThatThrownBy(() -> fetch().get(offer(BYTES, url()))).hasMessageContaining("answered 404");
  }

  @Test
  void givesUpOnASilentServer() throws Exception {
    give(0);
    UrlSource source = new UrlSource(url(), Duration.ofMillis(300));

    assertThatThrownBy(() -> source.fetch(offer(BYTES, url()), home.resolve("p"), Progress.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("silent for 300 ms after 10 bytes");
  }

  @Test
  void saysThatPythonIsMissing() {
    PipSource source = new PipSource("no-such-python", "x==1", "x");

    assertThatThrownBy(
            () -> source.fetch(offer(BYTES, "pip:x==1!x"), home.resolve("p"), Progress.NONE))
        .hasMessageContaining("no-such-python was not found; install Python 3");
  }

  @Test
  void refusesWhatIsNoModelFileAndNamesTheWayToGetOne() throws Exception {
    CpuDriver driver = new GgufPlugin().cpus().getFirst();
    CpuDriver.Host host = new CpuDriver.Host(Map.of(), home, home);
    Path junk = Files.write(home.resolve("junk.gguf"), BYTES);

    for (String file : List.of(junk.toString(), home.resolve("none.gguf").toString())) {
      assertThatThrownBy(
              () -> driver.open(new CpuSettings("x", "gguf", Map.of("file", file)), host))
          .isInstanceOfSatisfying(
              FaultException.class,
              e -> assertThat(e.fault().hint()).isEqualTo("cpu pull smollm2"));
    }
  }
}
