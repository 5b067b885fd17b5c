package llmos.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.kernel.store.Library.Block;
import llmos.kernel.store.Library.Doc;
import llmos.kernel.store.Library.Entry;
import llmos.kernel.store.Library.Piece;

/** How documents and their blocks lie in the tables {@code document} and {@code block}. */
final class DocumentRow {
  static final String DOC = """
      SELECT d.id, v.name || '/' || d.path, d.path, d.title, d.sha, d.mtime, d.bytes, d.status, d.reason, v.integrity,
        v.confidentiality, d.integrity, d.confidentiality, (SELECT count(*) FROM block b WHERE b.document = d.id)
      FROM document d JOIN volume v ON v.id = d.volume
      """;
  static final String BLOCK = """
      SELECT b.id, b.document, d.sha, v.name, v.name || '/' || d.path, d.title, b.start, b.stop, b.docpage, b.trail, b.lead,
        b.sha, v.integrity, v.confidentiality, d.integrity, d.confidentiality
      FROM block b JOIN document d ON d.id = b.document JOIN volume v ON v.id = d.volume
      """;

  private DocumentRow() {}

  /** Keeps a document, or the new state of an old one; returns how many blocks it has that were not there. */
  static int put(Connection c, long volume, Entry e) throws SQLException {
    Optional<Doc> old =
        Sql.row(c, DOC + " WHERE v.id = ? AND d.path = ?", DocumentRow::doc, volume, e.path());
    Sql.update(
        c,
        "INSERT INTO document(volume, path, title, sha, mtime, bytes, status, reason, integrity, confidentiality, text)"
            + " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(volume, path) DO UPDATE SET title = excluded.title,"
            + " sha = excluded.sha, mtime = excluded.mtime, bytes = excluded.bytes, status = excluded.status,"
            + " reason = excluded.reason, integrity = excluded.integrity, confidentiality = excluded.confidentiality,"
            + " text = excluded.text",
        volume,
        e.path(),
        e.title(),
        e.sha(),
        e.mtime(),
        e.bytes(),
        e.status(),
        e.reason(),
        e.label().integrity().name(),
        e.label().confidentiality().name(),
        e.text());
    long document =
        Sql.number(c, "SELECT id FROM document WHERE volume = ? AND path = ?", volume, e.path());
    boolean retitled = old.isPresent() && !old.get().title().equals(e.title());
    return putPieces(c, document, e.pieces(), retitled);
  }

  /** Blocks whose content is there already keep their id and need no new word or vector. */
  private static int putPieces(Connection c, long document, List<Piece> pieces, boolean retitled)
      throws SQLException {
    Map<String, Deque<Long>> kept = new LinkedHashMap<>();
    String sql = "SELECT id, sha FROM block WHERE document = ? ORDER BY start";
    for (Map.Entry<Long, String> row :
        Sql.rows(c, sql, r -> Map.entry(r.getLong(1), r.getString(2)), document)) {
      kept.computeIfAbsent(row.getValue(), s -> new ArrayDeque<>()).add(row.getKey());
    }
    int added = 0;
    try (PreparedStatement move =
            c.prepareStatement("UPDATE block SET start = ?, stop = ?, docpage = ? WHERE id = ?");
        PreparedStatement add = c.prepareStatement(
            "INSERT INTO block(start, stop, docpage, document, trail, lead, sha) VALUES(?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement note = c.prepareStatement(
            "INSERT INTO outbox(block, op) VALUES(coalesce(?, last_insert_rowid()), 'words')")) {
      for (Piece p : pieces) {
        Deque<Long> same = kept.get(p.sha());
        Long id = same == null ? null : same.poll();
        if (id != null) {
          Sql.run(move, p.start(), p.stop(), p.page(), id);
        } else {
          added++;
          Sql.run(add, p.start(), p.stop(), p.page(), document, p.trail(), p.lead(), p.sha());
        }
        if (id == null || retitled) {
          note.setObject(1, id);
          note.executeUpdate();
        }
      }
      for (Deque<Long> gone : kept.values()) {
        for (long id : gone) {
          Sql.run(note, id);
          Sql.update(c, "DELETE FROM block WHERE id = ?", id);
        }
      }
    }
    return added;
  }

  static Doc doc(ResultSet r) throws SQLException {
    return new Doc(
        r.getLong(1),
        r.getString(2),
        r.getString(3),
        r.getString(4),
        r.getString(5),
        r.getLong(6),
        r.getLong(7),
        r.getString(8),
        r.getString(9),
        Sql.label(r, 10, Set.of()).join(Sql.label(r, 12, Set.of(r.getString(2)))),
        r.getInt(14));
  }

  static Block block(ResultSet r) throws SQLException {
    Piece piece = new Piece(
        r.getInt(7), r.getInt(8), r.getInt(9), r.getString(10), r.getString(11), r.getString(12));
    return new Block(
        r.getLong(1),
        r.getLong(2),
        r.getString(3),
        r.getString(4),
        r.getString(5),
        r.getString(6),
        piece,
        Sql.label(r, 13, Set.of()).join(Sql.label(r, 15, Set.of(r.getString(5)))));
  }
}
