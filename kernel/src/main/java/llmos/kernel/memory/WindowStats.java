package llmos.kernel.memory;

import llmos.kernel.store.Swap.Stored;

/**
 * How full the window is.
 *
 * @param budget tokens that fit
 * @param used tokens in the window
 * @param resident pages in the window, stubs not counted
 * @param swapped pages on disk only
 * @param pinned pages that may not leave
 * @param faults how often pages were brought back
 * @param policy the policy's name
 */
public record WindowStats(
    int budget, int used, int resident, int swapped, int pinned, long faults, String policy) {

  static WindowStats of(PageTable table, int budget, String policy) {
    int stubs = (int) table.window().stream().filter(Stored::stub).count();
    int pinned = (int) table.window().stream().filter(Stored::pinned).count();
    int resident = table.window().size() - stubs;
    return new WindowStats(
        budget, table.used(), resident, table.swapped(), pinned, table.faults(), policy);
  }
}
