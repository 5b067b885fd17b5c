package llmos.kernel.store;

import java.sql.Connection;
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

  /** The chunks that blocks of one document lie in, by where they begin; none if it is not in the state of the first block any more. */
  public Map<Integer, String> of(List<Block> blocks) {
    String sql = "SELECT j.value, k.packed FROM document d JOIN json_each(?) j"
        + " JOIN chunk k ON k.id = (d.id << 31) + j.value WHERE d.id = ? AND d.sha = ?";
    Block first = blocks.getFirst();
    List<Integer> places = blocks.stream().map(Block::chunk).distinct().toList();
    Map<Integer, byte[]> packed = HashMap.newHashMap(places.size());
    store.read(c -> Sql.rows(
        c,
        sql,
        r -> packed.put(r.getInt(1), r.getBytes(2)),
        places.toString(),
        first.document(),
        first.docSha()));
    Map<Integer, String> chunks = HashMap.newHashMap(places.size());
    for (Map.Entry<Integer, byte[]> chunk : packed.entrySet()) {
      try {
        chunks.put(chunk.getKey(), packing.unpack(chunk.getValue()));
      } catch (SQLException e) {
        throw store.noticed(e);
      }
    }
    return chunks;
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
            String chunk = unpacked(r, DocumentRow.PACKED, to);
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
    return unpacked(r, column, Integer.MAX_VALUE);
  }

  /** At least so many characters of a chunk that has them. */
  private String unpacked(ResultSet r, int column, int chars) throws SQLException {
    byte[] packed = r.getBytes(column);
    return packed == null ? "" : packing.unpack(packed, chars);
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

  /** Where the one of these chunks begins that a block lies in. */
  static int of(NavigableMap<Integer, byte[]> chunks, Piece block) {
    Integer at = chunks.floorKey(block.start());
    return at == null ? 0 : at;
  }

  private static boolean isInPair(String text, int at) {
    return at < text.length() && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  /** Keeps a document's text in the place of that which it had. */
  static void put(Connection c, long document, Map<Integer, byte[]> chunks) throws SQLException {
    Sql.update(c, DELETE, document);
    for (Map.Entry<Integer, byte[]> chunk : chunks.entrySet()) {
      Sql.update(c, INSERT, document, chunk.getKey(), chunk.getValue());
    }
  }

  /** Packs, in the caller's transaction, the texts of a state file whose documents still hold them as they are. */
  static void move(Connection c) throws SQLException {
    Packing packing = new Packing();
    for (long document : Sql.rows(c, "SELECT id FROM document", r -> r.getLong(1))) {
      String text = Sql.row(
              c, "SELECT text FROM document WHERE id = ?", r -> r.getString(1), document)
          .orElse("");
      Map<Long, Piece> blocks = new HashMap<>();
      String sql = "SELECT id, start, stop FROM block WHERE document = ?";
      Sql.rows(
          c,
          sql,
          r -> blocks.put(r.getLong(1), new Piece(r.getInt(2), r.getInt(3), 0, "", "", "")),
          document);
      NavigableMap<Integer, byte[]> chunks = pack(packing, text, List.copyOf(blocks.values()));
      put(c, document, chunks);
      for (Map.Entry<Long, Piece> block : blocks.entrySet()) {
        int chunk = of(chunks, block.getValue());
        Sql.update(c, "UPDATE block SET chunk = ? WHERE id = ?", chunk, block.getKey());
      }
    }
  }
}
