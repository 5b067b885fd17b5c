package llmos.kernel.memory.policy;

import java.util.LinkedHashSet;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;

/** Evicts the page that came first. */
public final class Fifo implements EvictionPolicy {
  /** Makes it for a process. */
  public static final Maker MAKER = Maker.of(
      "fifo", "the page that came first leaves first (Belady, 1966)", budget -> new Fifo());

  private final LinkedHashSet<PageId> order = new LinkedHashSet<>(); // oldest first

  private Fifo() {}

  @Override
  public void admitted(Page page) {
    order.add(page.id());
  }

  @Override
  public void touched(PageId id) {}

  @Override
  public void removed(PageId id) {
    order.remove(id);
  }

  @Override
  public PageId victim() {
    return order.getFirst();
  }
}
