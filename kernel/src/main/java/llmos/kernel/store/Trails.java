package llmos.kernel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * The headings above blocks as they are kept: without the title of the document, which each block would repeat. A mark and {@code t}
 * stand for the title, the mark twice for itself.
 */
final class Trails {
  private static final char MARK = '\u0001';
  private static final String ITSELF = "" + MARK + MARK;
  private static final String TITLE = MARK + "t";

  /** A block's trail as an older state file has it, and as it is kept now. */
  private record Moved(long id, String trail, String kept) {}

  private Trails() {}

  /** A trail as it is kept in a document of this title. */
  static String keep(String trail, String title) {
    return title.isEmpty() ? escaped(trail) : escaped(trail).replace(escaped(title), TITLE);
  }

  private static String escaped(String text) {
    return text.replace(Character.toString(MARK), ITSELF);
  }

  /** The trail that was kept in a document of this title. */
  static String told(String kept, String title) {
    int mark = kept.indexOf(MARK);
    if (mark < 0) {
      return kept;
    }
    StringBuilder trail = new StringBuilder();
    int from = 0;
    for (; mark >= 0 && mark + 1 < kept.length(); mark = kept.indexOf(MARK, from)) {
      trail.append(kept, from, mark).append(kept.charAt(mark + 1) == MARK ? MARK : title);
      from = mark + 2;
    }
    return trail.append(kept, from, kept.length()).toString();
  }

  /** Before a document gets another title: keeps its trails as those of that title. */
  static void retitle(Connection c, long document, String title) throws SQLException {
    String old = Sql.row(
            c, "SELECT title FROM document WHERE id = ?", r -> r.getString(1), document)
        .orElse(title);
    if (!old.equals(title)) {
      String sql = "SELECT id, trail FROM block WHERE document = ?";
      for (Map.Entry<Long, String> block :
          Sql.rows(c, sql, r -> Map.entry(r.getLong(1), r.getString(2)), document)) {
        put(c, block.getKey(), keep(told(block.getValue(), old), title));
      }
    }
  }

  private static void put(Connection c, long block, String kept) throws SQLException {
    Sql.update(c, "UPDATE block SET trail = ? WHERE id = ?", kept, block);
  }

  /** Keeps, in the caller's transaction, the trails of a state file that still has them as they are. */
  static void move(Connection c) throws SQLException {
    String sql = "SELECT b.id, b.trail, d.title FROM block b JOIN document d ON d.id = b.document"
        + " WHERE b.id > ? ORDER BY b.id LIMIT 10000";
    long[] reached = {0};
    boolean more = true;
    while (more) {
      List<Moved> some = Sql.rows(
          c,
          sql,
          r -> new Moved(r.getLong(1), r.getString(2), keep(r.getString(2), r.getString(3))),
          reached[0]);
      for (Moved block : some) {
        if (!block.kept().equals(block.trail())) {
          put(c, block.id(), block.kept());
        }
        reached[0] = block.id();
      }
      more = !some.isEmpty();
    }
  }
}
