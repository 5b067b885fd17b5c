package llmos.kernel.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.kernel.store.Limits;

/**
 * The demand faults of the last turns: pages that the CPU or the user had to ask for. Where most of them are for pages that
 * had come a moment ago, the window is smaller than what the work needs: it thrashes. Not stored: a restart begins anew.
 * Used under the lock of {@link Memory}.
 */
final class Faults {
  private final Deque<Fault> recent = new ArrayDeque<>();
  private long told; // the turn in which thrashing was told

  private record Fault(long turn, long page, int tokens) {}

  /** A page was asked for in this turn. */
  void add(long turn, long page, int tokens) {
    recent.addLast(new Fault(turn, page, tokens));
    while (recent.getFirst().turn() <= turn - Limits.FAULT_TURNS || recent.size() > Limits.FAULTS) {
      recent.removeFirst();
    }
  }

  /** Whether the work goes round among pages that do not fit together. */
  boolean thrashing() {
    Set<Long> pages = new HashSet<>();
    recent.forEach(fault -> pages.add(fault.page()));
    return recent.size() >= Limits.THRASHING && recent.size() >= 2 * pages.size();
  }

  /** What to tell the user of it, once a turn. */
  Optional<String> notice(long turn, int budget, int kept) {
    if (!thrashing() || told == turn) {
      return Optional.empty();
    }
    told = turn;
    Map<Long, Integer> tokens = new HashMap<>();
    recent.forEach(fault -> tokens.put(fault.page(), fault.tokens()));
    int set = kept + tokens.values().stream().mapToInt(t -> t).sum();
    return Optional.of(
        "thrashing: window %,d, working set about %,d; pin what you need, or use a CPU with a larger window: cpu ls"
            .formatted(budget, set));
  }
}
