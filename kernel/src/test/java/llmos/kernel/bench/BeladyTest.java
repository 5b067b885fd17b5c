package llmos.kernel.bench;

import java.util.List;
import java.util.Map;
import llmos.api.EvictionPolicy;
import llmos.testkit.EvictionPolicyContract;

/** With nothing known of what comes, the bound too is a policy like any other. */
final class BeladyTest extends EvictionPolicyContract {
  @Override
  protected EvictionPolicy.Maker maker() {
    return EvictionPolicy.Maker.of(
        "bound", "Knows what will be asked.", budget -> new Belady(List.of(), Map.of(), Map.of()));
  }
}
