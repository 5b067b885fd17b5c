package llmos.kernel.memory.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;

/** Evicts the page that is least likely to be asked for again, by its content, size and age; never the newest, if it can. */
public final class Worth implements EvictionPolicy {
  /** Makes it for a process. */
  public static final Maker MAKER = Maker.of(
      "worth",
      "what a page says, its size and its age tell what it is worth (after Belady, 1966, without the future)",
      Worth::new);

  private static final double SIZE = .75;
  private static final double AGE = .8;
  private static final int NEWEST = 10; // one in ten tokens

  private final int budget;
  private final PageValue value = new PageValue();
  private final Map<PageId, Page> in = new HashMap<>();
  private final ArrayDeque<PageId> order =
      new ArrayDeque<>(); // worth least first; empty if not known

  private record Rated(PageId id, boolean newest, double worth) {}

  private Worth(int budget) {
    this.budget = budget;
  }

  @Override
  public void arrived(Page page) {
    value.arrived(page);
    order.clear();
  }

  @Override
  public void admitted(Page page) {
    in.put(page.id(), page);
    order.clear();
  }

  @Override
  public void touched(PageId id) {}

  @Override
  public void removed(PageId id) {
    in.remove(id);
  }

  @Override
  public PageId victim() {
    while (!order.isEmpty() && !in.containsKey(order.getFirst())) {
      order.removeFirst();
    }
    if (order.isEmpty()) {
      List<Rated> rated = new ArrayList<>(in.values().stream().map(this::rate).toList());
      rated.sort(Comparator.comparing(Rated::newest)
          .thenComparingDouble(Rated::worth)
          .thenComparing(Rated::id));
      rated.forEach(page -> order.add(page.id()));
    }
    return order.getFirst();
  }

  private Rated rate(Page page) {
    long age = value.age(page.id());
    double asked = 1 / (1 + Math.exp(-value.z(page)));
    double worth = asked
        / Math.pow(Math.max(1, page.tokens()), SIZE)
        / Math.pow(1 + age / (double) budget, AGE);
    return new Rated(page.id(), age < budget / NEWEST, worth);
  }
}
