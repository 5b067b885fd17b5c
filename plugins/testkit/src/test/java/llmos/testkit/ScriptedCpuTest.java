package llmos.testkit;

import llmos.api.Cpu;

class ScriptedCpuTest extends CpuContract {
  @Override
  protected Cpu open() {
    return new ScriptedCpu(1024).says("four").says("five");
  }
}
