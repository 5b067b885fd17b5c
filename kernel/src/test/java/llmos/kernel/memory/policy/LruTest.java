package llmos.kernel.memory.policy;

import static org.assertj.core.api.Assertions.assertThat;

import llmos.api.EvictionPolicy;
import llmos.api.PageId;
import llmos.testkit.EvictionPolicyContract;
import org.junit.jupiter.api.Test;

final class LruTest extends EvictionPolicyContract {
  @Override
  protected EvictionPolicy.Maker maker() {
    return Lru.MAKER;
  }

  @Test
  void evictsThePageUntouchedForTheLongestTime() {
    EvictionPolicy policy = Lru.MAKER.make(1_000);
    policy.admitted(page(1));
    policy.admitted(page(2));

    policy.touched(new PageId(1));

    assertThat(policy.victim()).isEqualTo(new PageId(2));
  }
}
