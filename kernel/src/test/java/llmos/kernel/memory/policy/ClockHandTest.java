package llmos.kernel.memory.policy;

import static org.assertj.core.api.Assertions.assertThat;

import llmos.api.EvictionPolicy;
import llmos.api.PageId;
import llmos.testkit.EvictionPolicyContract;
import org.junit.jupiter.api.Test;

final class ClockHandTest extends EvictionPolicyContract {
  @Override
  protected EvictionPolicy.Maker maker() {
    return ClockHand.MAKER;
  }

  @Test
  void givesAPageThatWasUsedOneMoreRound() {
    EvictionPolicy policy = ClockHand.MAKER.make(1_000);
    policy.admitted(page(1));
    policy.admitted(page(2));
    policy.touched(new PageId(1));

    assertThat(policy.victim()).isEqualTo(new PageId(2));
    policy.removed(new PageId(2));
    assertThat(policy.victim()).isEqualTo(new PageId(1));
  }
}
