package llmos.kernel.memory.policy;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;

/** Balances pages used once against pages used again, by which of those that left are missed. */
public final class Arc implements EvictionPolicy {
  /** Makes it for a process. */
  public static final Maker MAKER = Maker.of(
      "arc",
      "balances last use against frequent use by what is missed (Megiddo and Modha, 2003)",
      budget -> new Arc());

  private final LinkedHashSet<PageId> once = new LinkedHashSet<>(); // T1, coldest first
  private final LinkedHashSet<PageId> again = new LinkedHashSet<>(); // T2
  private final LinkedHashSet<PageId> onceGone = new LinkedHashSet<>(); // B1
  private final LinkedHashSet<PageId> againGone = new LinkedHashSet<>(); // B2
  private double target; // pages that "once" should have
  private int most; // pages that were in at a time

  private Arc() {}

  @Override
  public void admitted(Page page) {
    PageId id = page.id();
    double ratio = Math.max(1, againGone.size()) / (double) Math.max(1, onceGone.size());
    if (onceGone.remove(id)) {
      target = Math.min(most, target + Math.max(1, ratio));
      again.addLast(id);
    } else if (againGone.remove(id)) {
      target = Math.max(0, target - Math.max(1, 1 / ratio));
      again.addLast(id);
    } else if (!again.contains(id)) {
      once.addLast(id);
    }
    most = Math.max(most, once.size() + again.size());
  }

  @Override
  public void touched(PageId id) {
    if (once.remove(id) || again.contains(id)) {
      again.addLast(id);
    }
  }

  @Override
  public void removed(PageId id) {
    leave(id, once, onceGone);
    leave(id, again, againGone);
  }

  private void leave(PageId id, SequencedSet<PageId> from, SequencedSet<PageId> to) {
    if (from.remove(id)) {
      to.addLast(id);
      if (to.size() > most) {
        to.removeFirst();
      }
    }
  }

  @Override
  public PageId victim() {
    boolean first = !once.isEmpty() && (again.isEmpty() || once.size() > target);
    return (first ? once : again).getFirst();
  }
}
