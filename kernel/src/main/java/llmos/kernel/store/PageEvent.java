package llmos.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * What happened to a page that may leave the window: all that a process knows of its use. The store has the last of them,
 * in order, and with each page that may leave its last use before those.
 *
 * @param page its number
 * @param turn the turn it happened in
 */
public record PageEvent(Kind kind, long page, long turn) {

  /** What happened. */
  public enum Kind {
    /** It became evictable; or it was used, if it was so already. */
    USED,
    /** It is no longer evictable: it left, was pinned or dropped. */
    LEFT,
    /** It had to be asked for. */
    FAULTED,
    /** It was to leave, and stayed because it had been asked for. */
    SPARED
  }

  /** The events that a process has, oldest first. */
  static List<PageEvent> of(Connection c, long pid) throws SQLException {
    return Sql.rows(
        c,
        "SELECT kind, page, turn FROM page_event WHERE pid = ? ORDER BY seq",
        r -> new PageEvent(Kind.valueOf(r.getString(1)), r.getLong(2), r.getLong(3)),
        pid);
  }

  /** The number of the last event of a process; 0 if it has none. */
  static long last(Connection c, long pid) throws SQLException {
    return Sql.number(c, "SELECT max(seq) FROM page_event WHERE pid = ?", pid);
  }

  /** Writes events after the one of this number. */
  static void append(Connection c, long pid, long last, List<PageEvent> events)
      throws SQLException {
    try (PreparedStatement row =
        c.prepareStatement("INSERT INTO page_event VALUES(?, ?, ?, ?, ?)")) {
      long seq = last;
      for (PageEvent event : events) {
        Sql.run(row, pid, ++seq, event.kind().name(), event.page(), event.turn());
      }
    }
  }

  /** Forgets what happened up to this number, but not which pages were evictable then, and in which order they were used. */
  static void forget(Connection c, long pid, long seq) throws SQLException {
    String last = "SELECT max(seq) FROM page_event WHERE pid = ?1 AND seq <= ?2"
        + " AND kind IN ('USED', 'LEFT') GROUP BY page";
    String sql = "DELETE FROM page_event WHERE pid = ?1 AND seq <= ?2"
        + " AND (kind <> 'USED' OR seq NOT IN (" + last + "))";
    Sql.update(c, sql, pid, seq);
  }
}
