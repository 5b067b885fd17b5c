package llmos.plugin.gguf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import llmos.api.Cpu;
import llmos.testkit.CpuContract;
import org.junit.jupiter.api.Tag;

/** {@link GgufCpu} with the small model. */
@Tag("live")
class GgufContractTest extends CpuContract {
  @Override
  protected Cpu open() throws Exception {
    assumeTrue(GgufLiveTest.pip(), "skipped: python3 with pip is not there");
    return GgufLiveTest.open(2048);
  }
}
