package llmos.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import llmos.kernel.store.Swap.Stored;

/**
 * What a process was before each of its turns, so that it can be brought back to there: a mark where a turn begins, the rows of
 * older pages as they were before that turn changed them, and the events that were forgotten since. All of it is written with
 * the changes themselves; the pages' texts are never copied.
 */
final class Past {
  private static final String ROW = "state, pinned, faults, why, tokens";

  private Past() {}

  /** Where a turn begins: the last page, event, request and journal entry before it, and the policy of then. */
  record Mark(long turn, long page, long event, long request, long entry, String policy) {}

  /** The mark where a turn begins; empty if it has not begun, or began before there were marks. */
  static Optional<Mark> mark(Connection c, long pid, long turn) throws SQLException {
    return marks(c, " AND n = ?", pid, turn);
  }

  private static Optional<Mark> marks(Connection c, String condition, Object... values)
      throws SQLException {
    String sql = "SELECT n, page, event, request, entry, policy FROM turn WHERE pid = ?";
    return Sql.row(
        c,
        sql + condition,
        r -> new Mark(
            r.getLong(1), r.getLong(2), r.getLong(3), r.getLong(4), r.getLong(5), r.getString(6)),
        values);
  }

  /** The turns of a process. */
  static long turns(Connection c, long pid) throws SQLException {
    return Sql.number(c, "SELECT coalesce(max(turn), 0) FROM page WHERE pid = ?", pid);
  }

  /** To be called before a change is written: marks the turn that begins with it, and keeps the rows that it changes. */
  static void keep(Connection c, long pid, PageChange change) throws SQLException {
    if (change.turn() > turns(c, pid)) {
      String sql = "INSERT OR IGNORE INTO turn SELECT ?1, ?2, ?3, ?4,"
          + " (SELECT coalesce(max(seq), 0) FROM request WHERE pid = ?1), ?5,"
          + " (SELECT coalesce(max(policy), '') FROM proc WHERE pid = ?1)";
      Seen seen = change.seen();
      long entry = Journal.last(c, pid);
      Sql.update(c, sql, pid, change.turn(), seen.page(), seen.event(), entry);
    }
    Optional<Mark> mark =
        change.changed().isEmpty() ? Optional.empty() : marks(c, " ORDER BY n DESC LIMIT 1", pid);
    if (mark.isPresent()) {
      keep(c, pid, mark.get(), change.changed());
    }
  }

  private static void keep(Connection c, long pid, Mark mark, List<Stored> changed)
      throws SQLException {
    String sql = "INSERT OR IGNORE INTO page_past SELECT pid, ?, id, " + ROW
        + " FROM page WHERE pid = ? AND id = ?";
    try (PreparedStatement row = c.prepareStatement(sql)) {
      for (Stored stored : changed) {
        if (stored.id() <= mark.page()) { // the others are no more where this turn is taken back
          Sql.run(row, mark.turn(), pid, stored.id());
        }
      }
    }
  }

  /** Gives one process all that another has, but for its journal. */
  static void copy(Connection c, long from, long to) throws SQLException {
    copy(
        c,
        "page",
        "id, kind, sha, tokens, integrity, confidentiality, origins, source, doc, start, stop, docpage, call, at,"
            + " turn, state, pinned, faults, why, part_of, stub_from, stub_to",
        from,
        to);
    copy(c, "page_event", "seq, kind, page, turn", from, to);
    copy(c, "turn", "n, page, event, request, entry, policy", from, to);
    copy(c, "page_past", "turn, id, " + ROW, from, to);
    copy(c, "page_event_past", "until, seq, kind, page, turn", from, to);
    copy(c, "citation", "turn, n, doc, start, stop, docpage, quote, status", from, to);
    copy(
        c,
        "request",
        "seq, turn, at, cpu, pages, tokens, cached, recalled, prompt, kept, reply",
        from,
        to);
  }

  private static void copy(Connection c, String table, String columns, long from, long to)
      throws SQLException {
    String sql = "INSERT INTO " + table + "(pid, " + columns + ") SELECT ?, " + columns + " FROM "
        + table + " WHERE pid = ?";
    Sql.update(c, sql, to, from);
  }

  /** Makes a process what it was before the turn of this mark, but for its journal. */
  static void cut(Connection c, long pid, Mark mark) throws SQLException {
    pages(c, pid, mark);
    events(c, pid, mark);
    Sql.update(c, "DELETE FROM turn WHERE pid = ? AND n >= ?", pid, mark.turn());
    Sql.update(c, "DELETE FROM request WHERE pid = ? AND seq > ?", pid, mark.request());
    Sql.update(c, "DELETE FROM citation WHERE pid = ? AND turn > ?", pid, mark.page());
    Sql.update(c, "UPDATE proc SET policy = ?, cuts = cuts + 1 WHERE pid = ?", mark.policy(), pid);
  }

  private static void pages(Connection c, long pid, Mark mark) throws SQLException {
    Sql.update(c, "DELETE FROM page WHERE pid = ? AND id > ?", pid, mark.page());
    String first = "SELECT id, min(turn), " + ROW
        + " FROM page_past WHERE pid = ?1 AND turn >= ?2 GROUP BY id";
    String sql = "UPDATE page SET (" + ROW + ") = (was." + ROW.replace(", ", ", was.") + ") FROM ("
        + first + ") AS was WHERE page.pid = ?1 AND page.id = was.id";
    Sql.update(c, sql, pid, mark.turn());
    Sql.update(c, "DELETE FROM page_past WHERE pid = ? AND turn >= ?", pid, mark.turn());
  }

  private static void events(Connection c, long pid, Mark mark) throws SQLException {
    String first = "SELECT seq, min(until), kind, page, turn FROM page_event_past"
        + " WHERE pid = ?1 AND until > ?2 AND seq <= ?2 GROUP BY seq";
    String sql = "INSERT OR REPLACE INTO page_event(pid, seq, kind, page, turn)"
        + " SELECT ?1, seq, kind, page, turn FROM (" + first + ")";
    Sql.update(c, sql, pid, mark.event());
    Sql.update(c, "DELETE FROM page_event WHERE pid = ? AND seq > ?", pid, mark.event());
    Sql.update(c, "DELETE FROM page_event_past WHERE pid = ? AND until > ?", pid, mark.event());
  }
}
