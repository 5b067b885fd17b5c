package llmos.kernel.memory.policy;

import java.util.LinkedHashMap;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;

/** Evicts the first page in a circle that was not used since the hand last passed. */
public final class ClockHand implements EvictionPolicy {
  /** Makes it for a process. */
  public static final Maker MAKER = Maker.of(
      "clock",
      "pages stand in a circle; one that was used gets another round (Corbató, 1968)",
      budget -> new ClockHand());

  private final LinkedHashMap<PageId, Boolean> circle =
      new LinkedHashMap<>(); // used, from the hand on

  private ClockHand() {}

  @Override
  public void admitted(Page page) {
    circle.putIfAbsent(page.id(), false);
  }

  @Override
  public void touched(PageId id) {
    circle.computeIfPresent(id, (page, used) -> true);
  }

  @Override
  public void removed(PageId id) {
    boolean next = circle.containsKey(id) && victim().equals(id);
    while (next && circle.firstEntry().getValue()) { // the hand moves on to it
      circle.putLast(circle.pollFirstEntry().getKey(), false);
    }
    circle.remove(id);
  }

  @Override
  public PageId victim() {
    return circle.sequencedEntrySet().stream()
        .filter(page -> !page.getValue())
        .findFirst()
        .orElseGet(circle::firstEntry)
        .getKey();
  }
}
