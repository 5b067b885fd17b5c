package llmos.kernel.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;

/**
 * Evicts the page that is evidence the latest, or never (Belady, 1966). It knows what will be asked, so it is no policy but
 * the bound that policies are measured against.
 */
final class Belady implements EvictionPolicy {
  private final Map<String, TreeSet<Integer>> uses = new HashMap<>();
  private final Map<PageId, Trace> said;
  private final TreeSet<PageId> in = new TreeSet<>();
  private int now;

  /** Over a trace, with the gold by question and what each page of the running conversation says. */
  Belady(List<Trace> trace, Map<String, Trace.Gold> gold, Map<PageId, Trace> said) {
    this.said = said;
    for (int i = 0; i < trace.size(); i++) {
      Trace.Gold asked = gold.get(trace.get(i).id());
      if (trace.get(i).kind() == Trace.Kind.ASK && asked != null) {
        for (String turn : asked.evidence()) {
          uses.computeIfAbsent(turn, t -> new TreeSet<>()).add(i);
        }
      }
    }
  }

  /** The place in the trace; a new conversation forgets all pages. */
  void at(int index, boolean fresh) {
    now = index;
    if (fresh) {
      in.clear();
    }
  }

  @Override
  public void admitted(Page page) {
    in.add(page.id());
  }

  @Override
  public void touched(PageId id) {}

  @Override
  public void removed(PageId id) {
    in.remove(id);
  }

  @Override
  public PageId victim() {
    PageId victim = in.getFirst();
    for (PageId id : in) {
      victim = next(id) > next(victim) ? id : victim;
    }
    return victim;
  }

  private int next(PageId id) {
    Trace turn = said.get(id);
    Integer use =
        turn == null ? null : uses.getOrDefault(turn.id(), new TreeSet<>()).ceiling(now);
    return use == null ? Integer.MAX_VALUE : use;
  }
}
