package llmos.kernel.memory.policy;

import static org.assertj.core.api.Assertions.assertThat;

import llmos.api.EvictionPolicy;
import llmos.api.PageId;
import llmos.testkit.EvictionPolicyContract;
import org.junit.jupiter.api.Test;

final class TwoQueuesTest extends EvictionPolicyContract {
  @Override
  protected EvictionPolicy.Maker maker() {
    return TwoQueues.MAKER;
  }

  @Test
  void keepsAPageThatCameBack() {
    EvictionPolicy policy = TwoQueues.MAKER.make(400);
    policy.admitted(page(1));
    policy.removed(new PageId(1));
    policy.admitted(page(1));
    policy.admitted(page(2));
    policy.admitted(page(3));

    assertThat(policy.victim()).isEqualTo(new PageId(2));
  }

  @Test
  void takesFromThePagesThatCameBackWhileFewAreNew() {
    EvictionPolicy policy = TwoQueues.MAKER.make(4_000);
    policy.admitted(page(1));
    policy.removed(new PageId(1));
    policy.admitted(page(1));
    policy.admitted(page(2));

    assertThat(policy.victim()).isEqualTo(new PageId(1));
  }
}
