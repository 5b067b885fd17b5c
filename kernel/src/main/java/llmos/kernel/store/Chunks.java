package llmos.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import llmos.kernel.store.Library.Block;
import llmos.kernel.store.Library.Piece;

/**
 * The texts of documents, packed (see {@link Packing}) in chunks, so that a block is read without the rest of its document. A chunk
 * begins where a block does, and each block lies in one chunk. The number of a chunk is that of its document times 2<sup>31</sup>, plus
 * the place of its first character.
 */
public final class Chunks {
  /** Characters at which a chunk is full: larger ones pack better by a tenth, and take twice as long to read. */
  private static final int FULL = 2_500;

  private static final String DELETE =
      "DELETE FROM chunk WHERE id >= ?1 << 31 AND id < (?1 + 1) << 31";
  private static final String INSERT = "INSERT INTO chunk(id, packed) VALUES((? << 31) + ?, ?)";

  private final Store store;
  private final Packing packing = new Packing();

  Chunks(Store store) {
    this.store = store;
  }

  /** All text of a document, if it is still in this state. */
  public Optional<String> text(long document, String sha) {
    String sql =
        "SELECT k.packed FROM document d LEFT JOIN chunk k ON k.id >= d.id << 31 AND k.id < (d.id + 1) << 31"
            + " WHERE d.id = ? AND d.sha = ? ORDER BY k.id";
    List<String> parts = store.read(c -> Sql.rows(c, sql, r -> unpacked(r, 1), document, sha));
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("", parts));
  }

  /** The chunk that a block lies in, if its document is still in the state of the block. */
  public Optional<String> of(Block block) {
    String sql =
        "SELECT k.packed FROM document d JOIN chunk k ON k.id = (d.id << 31) + ? WHERE d.id = ? AND d.sha = ?";
    return store.read(
        c -> Sql.row(c, sql, r -> unpacked(r, 1), block.chunk(), block.document(), block.docSha()));
  }

  /** The blocks of these ids that are there, by id, as {@code made} of each and its text. */
  public <T> Map<Long, T> blocks(Collection<Long> ids, BiFunction<Block, String, T> made) {
    Map<Long, T> found = HashMap.newHashMap(ids.size());
    if (!ids.isEmpty()) {
      store.read(c -> Sql.rows(
          c,
          DocumentRow.CUT,
          r -> {
            Block block = DocumentRow.block(r);
            int from = block.piece().start() - block.chunk();
            int to = block.piece().stop() - block.chunk();
            String chunk = unpacked(r, DocumentRow.PACKED);
            if (to > chunk.length()) {
              throw new SQLException("the text of " + block.doc() + " is malformed");
            }
            return found.put(block.id(), made.apply(block, chunk.substring(from, to)));
          },
          ids.toString()));
    }
    return found;
  }

  private String unpacked(ResultSet r, int column) throws SQLException {
    byte[] packed = r.getBytes(column);
    return packed == null ? "" : packing.unpack(packed);
  }

  /** A document's text, packed: its chunks by where they begin. */
  NavigableMap<Integer, byte[]> pack(Library.Entry entry) {
    return pack(packing, entry.text(), entry.pieces());
  }

  static NavigableMap<Integer, byte[]> pack(Packing packing, String text, List<Piece> pieces) {
    NavigableMap<Integer, byte[]> chunks = new TreeMap<>();
    int from = 0;
    int reached = 0; // the end of the blocks so far
    for (Piece piece :
        pieces.stream().sorted(Comparator.comparingInt(Piece::start)).toList()) {
      int at = piece.start();
      if (at > from && at >= reached && piece.stop() - from > FULL && !isInPair(text, at)) {
        chunks.put(from, packing.pack(text.substring(from, at)));
        from = at;
      }
      reached = Math.max(reached, piece.stop());
    }
    if (from < text.length()) {
      chunks.put(from, packing.pack(text.substring(from)));
    }
    return chunks;
  }

  private static boolean isInPair(String text, int at) {
    return at < text.length() && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  /** Writes the texts of documents in one transaction. */
  static final class Writer implements AutoCloseable {
    private final PreparedStatement delete;
    private final PreparedStatement insert;

    Writer(Connection c) throws SQLException {
      delete = c.prepareStatement(DELETE);
      insert = c.prepareStatement(INSERT);
    }

    /** Keeps a document's text in the place of that which it had. */
    void put(long document, Map<Integer, byte[]> chunks) throws SQLException {
      Sql.run(delete, document);
      for (Map.Entry<Integer, byte[]> chunk : chunks.entrySet()) {
        Sql.run(insert, document, chunk.getKey(), chunk.getValue());
      }
    }

    @Override
    public void close() throws SQLException {
      delete.close();
      insert.close();
    }
  }
}
