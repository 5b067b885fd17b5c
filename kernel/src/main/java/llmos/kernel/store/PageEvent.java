package llmos.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import llmos.api.PageId;

/**
 * What happened to a page that may leave the window: all that a process knows of its use. The store has the last of these
 * events, in order, and before them the pages that were evictable then, in order of their last use.
 *
 * @param turn the turn it happened in
 */
public record PageEvent(Kind kind, PageId page, long turn) {

  /** What happened. */
  public enum Kind {
    /** It became evictable. */
    ADMITTED,
    /** It was used. */
    TOUCHED,
    /** It is no longer evictable: it left, was pinned or dropped. */
    LEFT,
    /** It had to be asked for. */
    FAULTED,
    /** It was to leave, and stayed because it had been asked for. */
    SPARED
  }

  /** The events of a process, oldest first. */
  static List<PageEvent> of(Connection c, long pid) throws SQLException {
    String sql = "SELECT kind, page, turn FROM page_event WHERE pid = ? ORDER BY seq";
    return Sql.rows(c, sql, PageEvent::event, pid);
  }

  private static PageEvent event(ResultSet r) throws SQLException {
    return new PageEvent(Kind.valueOf(r.getString(1)), new PageId(r.getLong(2)), r.getLong(3));
  }

  /** The number of the last event of a process; 0 if it has none. */
  static long last(Connection c, long pid) throws SQLException {
    return Sql.number(c, "SELECT max(seq) FROM page_event WHERE pid = ?", pid);
  }

  /** Whether older events are forgotten when so many are added after this one. */
  public static boolean forgets(long last, int added) {
    return last / Limits.POLICY_EVENTS < (last + added) / Limits.POLICY_EVENTS;
  }

  /** Writes events after the one of this number. */
  static void append(Connection c, long pid, long last, List<PageEvent> events)
      throws SQLException {
    long seq = last;
    try (PreparedStatement row =
        c.prepareStatement("INSERT INTO page_event VALUES(?, ?, ?, ?, ?)")) {
      for (PageEvent event : events) {
        Sql.run(row, pid, ++seq, event.kind().name(), event.page().number(), event.turn());
      }
    }
    if (forgets(last, events.size())) {
      forget(c, pid, seq);
    }
  }

  /**
   * Forgets what happened up to some time before the event of this number, but for the pages that were evictable then and the
   * order of their last use. {@link Past} has it still.
   */
  private static void forget(Connection c, long pid, long now) throws SQLException {
    long seq = now - Limits.POLICY_EVENTS;
    String old = "pid = ?1 AND seq <= ?2 AND kind IN ('ADMITTED', 'TOUCHED', 'LEFT')";
    String last = "SELECT max(seq) FROM page_event WHERE " + old + " GROUP BY page";
    String keep =
        "INSERT OR REPLACE INTO page_event_past SELECT pid, ?3, seq, kind, page, turn FROM page_event"
            + " WHERE pid = ?1 AND seq <= ?2 AND (kind <> 'ADMITTED' OR seq NOT IN (" + last + "))";
    Sql.update(c, keep, pid, seq, now);
    String sql = "DELETE FROM page_event WHERE pid = ?1 AND seq <= ?2"
        + " AND (kind NOT IN ('ADMITTED', 'TOUCHED') OR seq NOT IN (" + last + "))";
    Sql.update(c, sql, pid, seq);
    Sql.update(c, "UPDATE page_event SET kind = 'ADMITTED' WHERE pid = ? AND seq <= ?", pid, seq);
  }
}
