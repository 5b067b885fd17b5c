package llmos.kernel.store;

import java.util.List;
import llmos.kernel.store.Swap.Stored;

/**
 * What is to be written of a process, in one transaction.
 *
 * @param lastId the highest page number that the caller knows
 * @param lastEvent the last event that the caller knows
 * @param added new pages
 * @param changed pages that are there
 * @param events what happened
 */
public record PageChange(
    long lastId, long lastEvent, List<Stored> added, List<Stored> changed, List<PageEvent> events) {
  public PageChange {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    events = List.copyOf(events);
  }
}
