package llmos.kernel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import llmos.kernel.store.Library.Piece;

/** Packs the texts of a state file whose documents still hold them as they are. A part of the {@link Schema}'s migrations. */
final class TextMove {
  private TextMove() {}

  /** In the caller's transaction. */
  static void run(Connection c) throws SQLException {
    List<Long> documents = Sql.rows(c, "SELECT id FROM document", r -> r.getLong(1));
    Packing packing = new Packing();
    try (Chunks.Writer writer = new Chunks.Writer(c)) {
      for (long document : documents) {
        move(c, packing, writer, document);
      }
    }
  }

  private static void move(Connection c, Packing packing, Chunks.Writer writer, long document)
      throws SQLException {
    Optional<String> text =
        Sql.row(c, "SELECT text FROM document WHERE id = ?", r -> r.getString(1), document);
    List<Map.Entry<Long, Piece>> blocks = Sql.rows(
        c,
        "SELECT id, start, stop FROM block WHERE document = ?",
        r -> Map.entry(r.getLong(1), new Piece(r.getInt(2), r.getInt(3), 0, "", "", "")),
        document);
    NavigableMap<Integer, byte[]> chunks = Chunks.pack(
        packing, text.orElse(""), blocks.stream().map(Map.Entry::getValue).toList());
    writer.put(document, chunks);
    for (Map.Entry<Long, Piece> block : blocks) {
      Integer chunk = chunks.floorKey(block.getValue().start());
      if (chunk != null && chunk > 0) {
        Sql.update(c, "UPDATE block SET chunk = ? WHERE id = ?", chunk, block.getKey());
      }
    }
  }
}
