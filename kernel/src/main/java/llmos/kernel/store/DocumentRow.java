package llmos.kernel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import llmos.kernel.store.Library.Block;
import llmos.kernel.store.Library.Doc;
import llmos.kernel.store.Library.Piece;

/** How documents and their blocks lie in the tables {@code document} and {@code block}. */
final class DocumentRow {
  static final String DOC = """
      SELECT d.id, v.name || '/' || d.path, d.path, d.title, d.sha, d.mtime, d.bytes, d.status, d.reason, v.integrity,
        v.confidentiality, d.integrity, d.confidentiality, (SELECT count(*) FROM block b WHERE b.document = d.id)
      FROM document d JOIN volume v ON v.id = d.volume
      """;
  static final String BLOCK = """
      SELECT b.id, b.document, d.sha, v.name, v.name || '/' || d.path, d.title, b.start, b.stop, b.docpage, b.trail,
        b.lead, b.content, v.integrity, v.confidentiality, d.integrity, d.confidentiality, b.chunk
      FROM block b JOIN document d ON d.id = b.document JOIN volume v ON v.id = d.volume
      """;

  /** Blocks with the chunk that holds their text, of the ids in a list of JSON. */
  static final String CUT = BLOCK.replace("b.chunk\nFROM", "b.chunk, k.packed\nFROM")
      + "LEFT JOIN chunk k ON k.id = (b.document << 31) + b.chunk WHERE b.id IN (SELECT value FROM json_each(?))";

  /** The column of {@link #CUT} that holds a chunk. */
  static final int PACKED = 18;

  private DocumentRow() {}

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
        r.getInt(7),
        r.getInt(8),
        r.getInt(9),
        Trails.told(r.getString(10), r.getString(6)),
        r.getString(11),
        Sha.hex(r.getBytes(12)));
    return new Block(
        r.getLong(1),
        r.getLong(2),
        r.getString(3),
        r.getString(4),
        r.getString(5),
        r.getString(6),
        piece,
        Sql.label(r, 13, Set.of()).join(Sql.label(r, 15, Set.of(r.getString(5)))),
        r.getInt(17));
  }
}
