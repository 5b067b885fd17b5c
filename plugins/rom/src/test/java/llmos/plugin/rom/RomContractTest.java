package llmos.plugin.rom;

import llmos.api.Cpu;
import llmos.testkit.CpuContract;

class RomContractTest extends CpuContract {
  @Override
  protected Cpu open() {
    return new RomCpu(8192);
  }
}
