package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import llmos.testkit.ModelServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent beside what was said: little, so that it fits a small model's window. */
class RequestSizeTest {
  private static final int FIXED_BYTES = 400;
  private static final int DEVICES = 4;
  private static final int TOKENS_A_DEVICE = 20;
  private static final int BYTES_A_TOKEN = 4;

  @TempDir
  private Path scratch;

  @Test
  void aGreetingIsAShortRequest() {
    try (ModelServer server = ModelServer.start()) {
      Launcher.Result result = Launcher.in(scratch)
          .run(
              "-c",
              "cpu add m --url %s --model x --window 8192; cpu use m; ask 'Say hi.'"
                  .formatted(server.url()));

      assertThat(result.exit()).as("%s", result).isZero();
      String body = server.requests().getFirst().body();
      assertThat(body.getBytes(StandardCharsets.UTF_8).length)
          .as(body)
          .isLessThanOrEqualTo(FIXED_BYTES + DEVICES * TOKENS_A_DEVICE * BYTES_A_TOKEN);
    }
  }
}
