package llmos.kernel.memory.policy;

import static org.assertj.core.api.Assertions.assertThat;

import llmos.api.EvictionPolicy;
import llmos.api.PageId;
import llmos.testkit.EvictionPolicyContract;
import org.junit.jupiter.api.Test;

final class ArcTest extends EvictionPolicyContract {
  @Override
  protected EvictionPolicy.Maker maker() {
    return Arc.MAKER;
  }

  @Test
  void takesPagesUsedOnceBeforePagesUsedAgain() {
    EvictionPolicy policy = Arc.MAKER.make(1_000);
    policy.admitted(page(1));
    policy.admitted(page(2));
    policy.touched(new PageId(1));

    assertThat(policy.victim()).isEqualTo(new PageId(2));
  }

  @Test
  void givesPagesUsedOnceMoreRoomWhenOneOfThemIsMissed() {
    EvictionPolicy policy = Arc.MAKER.make(1_000);
    policy.admitted(page(1));
    policy.admitted(page(2));
    policy.removed(new PageId(1));
    policy.admitted(page(1)); // missed: it is used again now, and one page used once is on target

    assertThat(policy.victim()).isEqualTo(new PageId(1));
  }
}
