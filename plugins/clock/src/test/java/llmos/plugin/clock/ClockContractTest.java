package llmos.plugin.clock;

import llmos.api.Plugin;
import llmos.testkit.PeripheralContract;

final class ClockContractTest extends PeripheralContract {
  @Override
  protected Plugin plugin() {
    return new ClockPlugin();
  }
}
