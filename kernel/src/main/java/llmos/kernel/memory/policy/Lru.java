package llmos.kernel.memory.policy;

import java.util.LinkedHashSet;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;

/** Evicts the page untouched for the longest time. */
public final class Lru implements EvictionPolicy {
  /** Makes it for a process. */
  public static final Maker MAKER = Maker.of(
      "lru",
      "the page untouched for the longest time leaves first (Mattson and others, 1970)",
      budget -> new Lru());

  private final LinkedHashSet<PageId> order = new LinkedHashSet<>(); // coldest first

  private Lru() {}

  @Override
  public void admitted(Page page) {
    order.addLast(page.id());
  }

  @Override
  public void touched(PageId id) {
    if (order.contains(id)) {
      order.addLast(id);
    }
  }

  @Override
  public void removed(PageId id) {
    order.remove(id);
  }

  @Override
  public PageId victim() {
    return order.getFirst();
  }
}
