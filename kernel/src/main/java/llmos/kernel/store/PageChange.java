package llmos.kernel.store;

import java.util.List;
import llmos.kernel.store.Swap.Stored;

/**
 * What is to be written of a process, in one transaction.
 *
 * @param seen what the caller knows
 * @param turn the turn that it belongs to, which begins with it if nothing of it is there yet; 0 before the first
 * @param added new pages
 * @param changed pages that are there
 * @param events what happened
 */
public record PageChange(
    Seen seen, long turn, List<Stored> added, List<Stored> changed, List<PageEvent> events) {
  public PageChange {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    events = List.copyOf(events);
  }
}
