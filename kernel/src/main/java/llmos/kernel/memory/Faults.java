package llmos.kernel.memory;

import java.util.List;
import java.util.Optional;
import llmos.kernel.store.Limits;
import llmos.kernel.store.PageEvent;

/**
 * The demand faults of the last turns: pages that the CPU or the user had to ask for. Where most of them are for pages that
 * had come a moment ago, the window is smaller than what the work needs: it thrashes. Used under the lock of {@link Memory}.
 */
record Faults(PageTable table) {

  private List<PageEvent> recent() {
    return table.events().reversed().stream()
        .takeWhile(event -> event.turn() > table.turn() - Limits.FAULT_TURNS)
        .filter(event -> event.kind() == PageEvent.Kind.FAULTED)
        .limit(Limits.FAULTS)
        .toList();
  }

  /** Whether the work goes round among pages that do not fit together. */
  boolean thrashing() {
    return thrashing(recent());
  }

  private static boolean thrashing(List<PageEvent> faults) {
    long pages = faults.stream().map(PageEvent::page).distinct().count();
    return faults.size() >= Limits.THRASHING && faults.size() >= 2 * pages;
  }

  /** What to tell the user of a fault that was just met, once a turn. */
  Optional<String> notice(int budget, int kept) {
    List<PageEvent> recent = recent();
    List<PageEvent> before = recent.subList(1, recent.size());
    boolean told = thrashing(before) && before.getFirst().turn() == table.turn();
    if (told || !thrashing(recent)) {
      return Optional.empty();
    }
    int set = recent.stream()
        .map(PageEvent::page)
        .distinct()
        .flatMap(page -> table.find(page.number()).stream())
        .mapToInt(stored -> stored.page().tokens())
        .sum();
    return Optional.of(
        "thrashing: window %,d, working set about %,d; pin what you need, or use a CPU with a larger window: cpu ls"
            .formatted(budget, kept + set));
  }
}
