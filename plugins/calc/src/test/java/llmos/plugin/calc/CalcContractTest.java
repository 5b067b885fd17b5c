package llmos.plugin.calc;

import llmos.api.Plugin;
import llmos.testkit.PeripheralContract;

final class CalcContractTest extends PeripheralContract {
  @Override
  protected Plugin plugin() {
    return new CalcPlugin();
  }
}
