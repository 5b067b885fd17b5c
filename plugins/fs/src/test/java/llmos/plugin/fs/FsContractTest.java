package llmos.plugin.fs;

import llmos.api.Plugin;
import llmos.testkit.PeripheralContract;

final class FsContractTest extends PeripheralContract {
  @Override
  protected Plugin plugin() {
    return new FsPlugin();
  }
}
