package llmos.kernel.memory;

import llmos.api.Page;

/**
 * A page with what {@code mem ls} shows of it.
 *
 * @param faults how often it was brought back or read from disk
 * @param why why it is here or left
 * @param turn the turn in which it arrived, from 1
 */
public record PageView(Page page, State state, boolean pinned, int faults, String why, long turn) {

  /** Where a page is. */
  public enum State {
    RESIDENT,
    SWAPPED,
    RELEASED
  }
}
