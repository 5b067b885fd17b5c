package llmos.kernel.memory.policy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;

/** New pages pass through a short queue; those that come back after it are kept by last use. */
public final class TwoQueues implements EvictionPolicy {
  /** Makes it for a process. */
  public static final Maker MAKER = Maker.of(
      "2q",
      "new pages pass through a quarter of the window, those that come back stay (Johnson and Shasha, 1994)",
      TwoQueues::new);

  private final LinkedHashMap<PageId, Integer> fresh = new LinkedHashMap<>(); // A1in: tokens
  private final LinkedHashSet<PageId> gone = new LinkedHashSet<>(); // A1out
  private final LinkedHashSet<PageId> proven = new LinkedHashSet<>(); // Am, coldest first
  private final int share;
  private int tokens; // of fresh

  private TwoQueues(int budget) {
    this.share = budget / 4;
  }

  @Override
  public void admitted(Page page) {
    if (gone.remove(page.id()) || proven.contains(page.id())) {
      proven.addLast(page.id());
    } else if (fresh.putIfAbsent(page.id(), page.tokens()) == null) {
      tokens += page.tokens();
    }
  }

  @Override
  public void touched(PageId id) {
    if (proven.contains(id)) {
      proven.addLast(id);
    }
  }

  @Override
  public void removed(PageId id) {
    Integer size = fresh.remove(id);
    if (size != null) {
      tokens -= size;
      gone.addLast(id);
      if (gone.size() > Math.max(8, (fresh.size() + proven.size()) / 2)) {
        gone.removeFirst();
      }
    }
    proven.remove(id);
  }

  @Override
  public PageId victim() {
    boolean full = !fresh.isEmpty() && (tokens > share || proven.isEmpty());
    Map.Entry<PageId, Integer> first = fresh.firstEntry();
    return full && first != null ? first.getKey() : proven.getFirst();
  }
}
