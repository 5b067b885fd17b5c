package llmos.openai;

import llmos.api.Cpu;
import llmos.testkit.CpuContract;
import llmos.testkit.ModelServer;
import org.junit.jupiter.api.AfterEach;

/** {@link OpenAiCpu} with a server that answers. */
class OpenAiContractTest extends CpuContract {
  private final ModelServer server = ModelServer.start();

  @Override
  protected Cpu open() {
    return Fixture.open(server.url());
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
