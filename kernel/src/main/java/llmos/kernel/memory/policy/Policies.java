package llmos.kernel.memory.policy;

import java.util.List;
import llmos.api.EvictionPolicy;

/** The kernel's own policies. */
public final class Policies {
  /** All of them, the default first. */
  public static final List<EvictionPolicy.Maker> ALL = List.of(
      Worth.MAKER,
      Fifo.MAKER,
      Lru.MAKER,
      ClockHand.MAKER,
      LruK.MAKER,
      TwoQueues.MAKER,
      Arc.MAKER,
      TinyLfu.MAKER);

  private Policies() {}
}
