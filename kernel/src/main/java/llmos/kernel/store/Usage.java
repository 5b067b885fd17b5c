package llmos.kernel.store;

import java.util.ArrayList;
import java.util.List;

/** How much there is of each volume, and what room it takes. Each call counts. */
public final class Usage {
  private final Store store;

  /** A volume and how much of it there is. */
  public record Size(Library.Volume volume, int documents, int blocks, int vectors) {}

  /** A volume's room: blocks with a vector of a model, bytes of its files, and of the texts, as they are kept. */
  public record Room(Size size, int embedded, long fileBytes, long textBytes) {}

  Usage(Store store) {
    this.store = store;
  }

  /** All volumes by name, measured. */
  public List<Size> sizes() {
    String sql = """
        SELECT id, name, root, integrity, confidentiality, mounted,
          (SELECT count(*) FROM document d WHERE d.volume = v.id AND d.status IN ('ok', 'partial')),
          (SELECT count(*) FROM document d JOIN block b ON b.document = d.id WHERE d.volume = v.id),
          (SELECT count(*) FROM document d JOIN block b ON b.document = d.id
             WHERE d.volume = v.id AND EXISTS (SELECT 1 FROM vector x WHERE x.content = b.content))
        FROM volume v ORDER BY name
        """;
    return store.read(c ->
        Sql.rows(c, sql, r -> new Size(Library.volume(r), r.getInt(7), r.getInt(8), r.getInt(9))));
  }

  /** How many blocks a volume has. */
  public int blocks(long volume) {
    String sql =
        "SELECT count(*) FROM document d JOIN block b ON b.document = d.id WHERE d.volume = ?";
    return (int) (long) store.read(c -> Sql.number(c, sql, volume));
  }

  /** All volumes by name with the room that they take; {@code model} is the embedder's, or "". */
  public List<Room> rooms(String model) {
    String sql = """
        SELECT
          (SELECT count(*) FROM document d JOIN block b ON b.document = d.id WHERE d.volume = ?1
             AND EXISTS (SELECT 1 FROM vector x WHERE x.content = b.content AND x.model = (SELECT id FROM model WHERE name = ?2))),
          (SELECT coalesce(sum(bytes), 0) FROM document WHERE volume = ?1),
          (SELECT coalesce(sum(octet_length(packed)), 0) FROM document d
             JOIN chunk k ON k.id >= d.id << 31 AND k.id < (d.id + 1) << 31 WHERE d.volume = ?1)
        """;
    List<Size> sizes = sizes();
    return store.read(c -> {
      List<Room> rooms = new ArrayList<>();
      for (Size size : sizes) {
        rooms.addAll(Sql.rows(
            c,
            sql,
            r -> new Room(size, r.getInt(1), r.getLong(2), r.getLong(3)),
            size.volume().id(),
            model));
      }
      return rooms;
    });
  }
}
