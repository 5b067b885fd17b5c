package llmos.kernel.memory.policy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;

/** Evicts the page whose last use but one is the longest ago; a page used once has none. */
public final class LruK implements EvictionPolicy {
  /** Makes it for a process. */
  public static final Maker MAKER = Maker.of(
      "lru-k",
      "the page whose last use but one is the longest ago leaves first (O'Neil and others, 1993)",
      budget -> new LruK());

  private static final int REMEMBERED = 2_000; // pages that left

  private final TreeSet<Uses> order =
      new TreeSet<>(Comparator.comparingLong(Uses::before).thenComparingLong(Uses::last));
  private final Map<PageId, Uses> in = new HashMap<>();
  private final LinkedHashMap<PageId, Uses> gone = new LinkedHashMap<>(); // first gone first
  private long now;

  private record Uses(PageId id, long before, long last) {}

  private LruK() {}

  @Override
  public void admitted(Page page) {
    Uses old = in.containsKey(page.id()) ? null : gone.remove(page.id());
    put(new Uses(page.id(), old == null ? 0 : old.last(), ++now));
  }

  @Override
  public void touched(PageId id) {
    Uses old = in.get(id);
    if (old != null) {
      put(new Uses(id, old.last(), ++now));
    }
  }

  private void put(Uses uses) {
    Uses old = in.put(uses.id(), uses);
    if (old != null) {
      order.remove(old);
    }
    order.add(uses);
  }

  @Override
  public void removed(PageId id) {
    Uses uses = in.remove(id);
    if (uses != null) {
      order.remove(uses);
      gone.put(id, uses);
      if (gone.size() > REMEMBERED) {
        gone.pollFirstEntry();
      }
    }
  }

  @Override
  public PageId victim() {
    return order.getFirst().id();
  }
}
