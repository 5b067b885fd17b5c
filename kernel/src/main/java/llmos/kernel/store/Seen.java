package llmos.kernel.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How far somebody has read what there is of a process. Where the store is elsewhere, another llmos wrote to it.
 *
 * @param page the highest page number, and so many pages there are: numbers have no gaps; 0 if there is none
 * @param event the number of the last event, 0 if there is none
 * @param cuts how often turns were taken back: after that, numbers are given again
 */
public record Seen(long page, long event, long cuts) {
  /** Nothing. */
  public static final Seen NONE = new Seen(0, 0, 0);

  /** All that there is now. */
  static Seen of(Connection c, long pid) throws SQLException {
    return new Seen(
        Sql.number(c, "SELECT coalesce(max(id), 0) FROM page WHERE pid = ?", pid),
        PageEvent.last(c, pid),
        Sql.number(c, "SELECT cuts FROM proc WHERE pid = ?", pid));
  }

  /** The same with another last page. */
  public Seen upTo(long last) {
    return new Seen(last, event, cuts);
  }

  /** The same after so many more pages and events. */
  public Seen and(int pages, int events) {
    return new Seen(page + pages, event + events, cuts);
  }
}
