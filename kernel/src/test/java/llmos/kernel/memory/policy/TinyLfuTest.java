package llmos.kernel.memory.policy;

import static org.assertj.core.api.Assertions.assertThat;

import llmos.api.EvictionPolicy;
import llmos.api.PageId;
import llmos.testkit.EvictionPolicyContract;
import org.junit.jupiter.api.Test;

final class TinyLfuTest extends EvictionPolicyContract {
  @Override
  protected EvictionPolicy.Maker maker() {
    return TinyLfu.MAKER;
  }

  @Test
  void turnsANewPageAwayThatWasUsedNoMoreThanTheOldestOne() {
    EvictionPolicy policy = TinyLfu.MAKER.make(1_000);
    for (int number = 1; number <= 5; number++) {
      policy.admitted(page(number));
    }
    assertThat(policy.victim())
        .isEqualTo(new PageId(1)); // full for the first time: 5 is in the window
    policy.removed(new PageId(1));
    policy.admitted(page(6));

    assertThat(policy.victim()).isEqualTo(new PageId(5));
  }

  @Test
  void takesTheOldestPageForANewOneThatWasUsedMore() {
    EvictionPolicy policy = TinyLfu.MAKER.make(1_000);
    for (int number = 1; number <= 5; number++) {
      policy.admitted(page(number));
    }
    policy.touched(new PageId(5));
    policy.removed(policy.victim());
    policy.admitted(page(6));

    assertThat(policy.victim()).isEqualTo(new PageId(2));
  }
}
