package llmos.plugin.http;

import llmos.api.Plugin;
import llmos.testkit.PeripheralContract;

final class HttpContractTest extends PeripheralContract {
  @Override
  protected Plugin plugin() {
    return new HttpPlugin();
  }
}
