package llmos.kernel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What joins the library to its index: the changes that the index may not hold yet.
 *
 * <p>A row of the outbox says that a block came, went or changed; op {@code words} matters to every search, {@code
 * vector} only says that a vector has come, {@code anew} that all of a block is to be written again when there is time. Rows
 * are numbered without end. Once an index that is on the disk holds row n, rows up to n are dropped and n is kept as {@link
 * #applied}.
 */
public final class Outbox {
  private static final String ID = "disk.id";
  private static final String APPLIED = "disk.applied";

  /** Notes all blocks of a document. */
  static final String NOTE =
      "INSERT INTO outbox(block, op) SELECT id, 'words' FROM block WHERE document = ?";

  private final Store store;

  /** A change of a block; of no more than its vectors if not {@code whole}. */
  public record Change(long seq, long block, boolean whole) {}

  Outbox(Store store) {
    this.store = store;
  }

  /** Names this state file, so that an index made from another one is known as such. Made at first use. */
  public String id() {
    String sql = "SELECT value FROM setting WHERE key = ?";
    Optional<String> id = store.read(c -> Sql.row(c, sql, r -> r.getString(1), ID));
    return id.orElseGet(() -> store.write(c -> {
      Sql.update(
          c, "INSERT OR IGNORE INTO setting(key, value) VALUES(?, lower(hex(randomblob(16))))", ID);
      return Sql.row(c, sql, r -> r.getString(1), ID).orElseThrow();
    }));
  }

  /** The number of the newest row there ever was. */
  public long last() {
    return number("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)");
  }

  /** The number up to which rows are dropped. */
  public long applied() {
    return number(
        "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?), 0)", APPLIED);
  }

  /** Whether a row waits that every search needs. */
  public boolean anyWords() {
    return number("SELECT EXISTS (SELECT 1 FROM outbox WHERE op = 'words')") > 0;
  }

  /** How many rows wait that every search needs. */
  public int words() {
    return (int) number("SELECT count(*) FROM outbox WHERE op = 'words'");
  }

  /** How many rows wait in all. */
  public int waiting() {
    return (int) number("SELECT count(*) FROM outbox");
  }

  /** The blocks that rows wait for. */
  public BitSet pending() {
    return store.read(c -> Sql.ids(c, "SELECT DISTINCT block FROM outbox"));
  }

  /** The rows after {@code seq}, in order, at most {@code most}. */
  public List<Change> after(long seq, int most) {
    return store.read(c -> Sql.rows(
        c,
        "SELECT seq, block, op <> 'vector' FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?",
        r -> new Change(r.getLong(1), r.getLong(2), r.getBoolean(3)),
        seq,
        most));
  }

  /** The index on the disk holds all rows up to {@code seq}. */
  public void applied(long seq) {
    store.write(c -> {
      Sql.update(c, "DELETE FROM outbox WHERE seq <= ?", seq);
      return Sql.update(
          c,
          "INSERT INTO setting(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
          APPLIED,
          Long.toString(seq));
    });
  }

  /** The greatest id of a block. */
  public long newestBlock() {
    return number("SELECT coalesce(max(id), 0) FROM block");
  }

  /** Blocks with ids greater than {@code after}, by id, at most {@code most}. */
  public List<Library.Block> blocksAfter(long after, int most) {
    String sql = DocumentRow.BLOCK
        + " WHERE b.id IN (SELECT n.id FROM block n WHERE n.id > ? ORDER BY n.id LIMIT ?)"
        + " ORDER BY b.id";
    return store.read(c -> Sql.rows(c, sql, DocumentRow::block, after, most));
  }

  /** The ids of all blocks. */
  public BitSet blockIds() {
    return store.read(c -> Sql.ids(c, "SELECT id FROM block"));
  }

  /** Notes all blocks of a document; returns how many. */
  static int note(Connection c, long document) throws SQLException {
    return Sql.update(c, NOTE, document);
  }

  private long number(String sql, Object... values) {
    return store.read(c -> Sql.number(c, sql, values));
  }
}
