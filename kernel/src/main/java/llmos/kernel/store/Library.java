package llmos.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Confidentiality;
import llmos.api.Integrity;
import llmos.api.Label;

/**
 * What is mounted: volumes, their documents with all text, and the blocks. The truth; the disk's index is made from it.
 *
 * <p>Every change of a block leaves a row in the {@link Outbox} in the same transaction. A block's id is never used
 * again, and a block whose content stays keeps its id when its document changes around it.
 */
public final class Library {
  private static final String DOC = """
      SELECT d.id, v.name || '/' || d.path, d.path, d.title, d.sha, d.mtime, d.bytes, d.status, d.reason, v.integrity,
        v.confidentiality, d.integrity, d.confidentiality, (SELECT count(*) FROM block b WHERE b.document = d.id)
      FROM document d JOIN volume v ON v.id = d.volume
      """;
  private static final String BLOCK = """
      SELECT b.id, b.document, d.sha, v.name, v.name || '/' || d.path, d.title, b.start, b.stop, b.docpage, b.trail, b.lead,
        b.sha, v.integrity, v.confidentiality, d.integrity, d.confidentiality
      FROM block b JOIN document d ON d.id = b.document JOIN volume v ON v.id = d.volume
      """;

  private final Store store;
  private final Outbox outbox;

  /** A mounted set of documents; {@code mounted} is when, in epoch milliseconds, and {@code root} a real path. */
  public record Volume(long id, String name, String root, Label label, long mounted) {}

  /** A volume and how much of it there is. */
  public record Size(Volume volume, int documents, int blocks, int vectors) {}

  /** A document without its text. {@code name} is {@code volume/path}; {@code sha} is of the file's bytes. */
  public record Doc(
      long id,
      String name,
      String path,
      String title,
      String sha,
      long mtime,
      long bytes,
      String status,
      String reason,
      Label label,
      int blocks) {}

  /** A document to be kept, with its blocks. */
  public record Entry(
      String path,
      String title,
      String sha,
      long mtime,
      long bytes,
      String status,
      String reason,
      Label label,
      String text,
      List<Piece> pieces) {}

  /**
   * A block to be kept.
   *
   * @param trail headings above it, one a line
   * @param lead indexed before its text, such as a table's header; not part of the span
   * @param sha of all that is indexed and embedded: trail, lead and text
   */
  public record Piece(int start, int stop, int page, String trail, String lead, String sha) {}

  /** A block as kept; {@code doc} is {@code volume/path}, {@code docSha} names the state of the document it is cut from. */
  public record Block(
      long id,
      long document,
      String docSha,
      String volume,
      String doc,
      String title,
      Piece piece,
      Label label) {}

  /** The library in this store. */
  public Library(Store store) {
    this.store = store;
    this.outbox = new Outbox(store);
  }

  /** What the index does not hold yet, and the vectors. */
  public Outbox outbox() {
    return outbox;
  }

  /** All volumes by name, without a look at their documents. */
  public List<Volume> volumes() {
    return store.read(c -> rows(
        c,
        "SELECT id, name, root, integrity, confidentiality, mounted FROM volume ORDER BY name",
        Library::volume));
  }

  /** All volumes by name, measured. */
  public List<Size> sizes() {
    String sql = """
        SELECT id, name, root, integrity, confidentiality, mounted,
          (SELECT count(*) FROM document d WHERE d.volume = v.id AND d.status IN ('ok', 'partial')),
          (SELECT count(*) FROM document d JOIN block b ON b.document = d.id WHERE d.volume = v.id),
          (SELECT count(*) FROM document d JOIN block b ON b.document = d.id
             WHERE d.volume = v.id AND EXISTS (SELECT 1 FROM vector x WHERE x.sha = b.sha))
        FROM volume v ORDER BY name
        """;
    return store.read(
        c -> rows(c, sql, r -> new Size(volume(r), r.getInt(7), r.getInt(8), r.getInt(9))));
  }

  /** The volume of this name. */
  public Optional<Volume> volume(String name) {
    return volumes().stream().filter(v -> v.name().equals(name)).findFirst();
  }

  /** Makes the volume, or gives it this label; returns its id. */
  public long putVolume(String name, String root, Label label) {
    return store.write(c -> {
      update(
          c,
          "INSERT INTO volume(name, root, integrity, confidentiality, mounted) VALUES(?, ?, ?, ?, 0)"
              + " ON CONFLICT(name) DO UPDATE SET integrity = excluded.integrity, confidentiality = excluded.confidentiality",
          name,
          root,
          label.integrity().name(),
          label.confidentiality().name());
      return rows(c, "SELECT id FROM volume WHERE name = ?", r -> r.getLong(1), name)
          .getFirst();
    });
  }

  /** Notes when the volume was last compared with its files. */
  public void mounted(long volume, long at) {
    store.write(c -> update(c, "UPDATE volume SET mounted = ? WHERE id = ?", at, volume));
  }

  /** Forgets a volume with all that it holds; false if there is none of this name. */
  public boolean removeVolume(String name) {
    return store.write(c -> {
      update(
          c,
          "INSERT INTO outbox(block, op) SELECT b.id, 'words' FROM block b JOIN document d ON d.id = b.document"
              + " JOIN volume v ON v.id = d.volume WHERE v.name = ?",
          name);
      boolean was = update(c, "DELETE FROM volume WHERE name = ?", name) > 0;
      Outbox.dropUnused(c);
      return was;
    });
  }

  /** All documents by name. */
  public List<Doc> documents() {
    return store.read(c -> rows(c, DOC + " ORDER BY v.name, d.path", Library::doc));
  }

  /** The documents of a volume, by path inside it. */
  public Map<String, Doc> documents(long volume) {
    Map<String, Doc> found = new HashMap<>();
    store
        .read(c -> rows(c, DOC + " WHERE v.id = ?", Library::doc, volume))
        .forEach(d -> found.put(d.path(), d));
    return found;
  }

  /** The document of this name, {@code volume/path}. */
  public Optional<Doc> document(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String sql = DOC + " WHERE v.name = ? AND d.path = ?";
    return store
        .read(c -> rows(c, sql, Library::doc, name.substring(0, slash), name.substring(slash + 1)))
        .stream()
        .findFirst();
  }

  /** All text of a document, if it is still in this state. */
  public Optional<String> text(long document, String sha) {
    String sql = "SELECT text FROM document WHERE id = ? AND sha = ?";
    return store.read(c -> rows(c, sql, r -> r.getString(1), document, sha)).stream()
        .findFirst();
  }

  /** Keeps documents, in one transaction: new ones, and new states of old ones. */
  public void put(long volume, List<Entry> entries) {
    store.write(c -> {
      for (Entry entry : entries) {
        put(c, volume, entry);
      }
      return entries.size();
    });
  }

  private static void put(Connection c, long volume, Entry e) throws SQLException {
    Optional<Doc> old =
        rows(c, DOC + " WHERE v.id = ? AND d.path = ?", Library::doc, volume, e.path()).stream()
            .findFirst();
    update(
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
    long document = rows(
            c,
            "SELECT id FROM document WHERE volume = ? AND path = ?",
            r -> r.getLong(1),
            volume,
            e.path())
        .getFirst();
    boolean retitled = old.isPresent() && !old.get().title().equals(e.title());
    putPieces(c, document, e.pieces(), retitled);
  }

  /** Blocks whose content is there already keep their id and need no new word or vector. */
  private static void putPieces(Connection c, long document, List<Piece> pieces, boolean retitled)
      throws SQLException {
    Map<String, Deque<Long>> kept = new LinkedHashMap<>();
    String sql = "SELECT id, sha FROM block WHERE document = ? ORDER BY start";
    for (Map.Entry<Long, String> row :
        rows(c, sql, r -> Map.entry(r.getLong(1), r.getString(2)), document)) {
      kept.computeIfAbsent(row.getValue(), s -> new ArrayDeque<>()).add(row.getKey());
    }
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
          run(move, p.start(), p.stop(), p.page(), id);
        } else {
          run(add, p.start(), p.stop(), p.page(), document, p.trail(), p.lead(), p.sha());
        }
        if (id == null || retitled) {
          note.setObject(1, id);
          note.executeUpdate();
        }
      }
      for (Deque<Long> gone : kept.values()) {
        for (long id : gone) {
          run(note, id);
          update(c, "DELETE FROM block WHERE id = ?", id);
        }
      }
    }
  }

  /** Notes that a file was touched and is as it was. */
  public void unchanged(long document, long mtime) {
    store.write(c -> update(c, "UPDATE document SET mtime = ? WHERE id = ?", mtime, document));
  }

  /** Forgets documents of a volume. */
  public void remove(Collection<Long> documents) {
    store.write(c -> {
      for (long id : documents) {
        update(
            c,
            "INSERT INTO outbox(block, op) SELECT id, 'words' FROM block WHERE document = ?",
            id);
        update(c, "DELETE FROM document WHERE id = ?", id);
      }
      if (!documents.isEmpty()) {
        Outbox.dropUnused(c);
      }
      return documents.size();
    });
  }

  /** The blocks of these ids that are there, by id. */
  public Map<Long, Block> blocks(Collection<Long> ids) {
    Map<Long, Block> found = new LinkedHashMap<>();
    store.read(c -> {
      for (long id : ids) {
        rows(c, BLOCK + " WHERE b.id = ?", Library::block, id).forEach(b -> found.put(b.id(), b));
      }
      return found;
    });
    return found;
  }

  /** Blocks with ids greater than {@code after}, by id, at most {@code most}. */
  public List<Block> blocksAfter(long after, int most) {
    String sql = BLOCK + " WHERE b.id > ? ORDER BY b.id LIMIT ?";
    return store.read(c -> rows(c, sql, Library::block, after, most));
  }

  /** The blocks of a document in the order of its text. */
  public List<Block> blocksOf(long document) {
    String sql = BLOCK + " WHERE b.document = ? ORDER BY b.start";
    return store.read(c -> rows(c, sql, Library::block, document));
  }

  private static Volume volume(ResultSet r) throws SQLException {
    return new Volume(r.getLong(1), r.getString(2), r.getString(3), label(r, 4), r.getLong(6));
  }

  private static Doc doc(ResultSet r) throws SQLException {
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
        label(r, 10).join(label(r, 12)).join(origin(r.getString(2))),
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
        label(r, 13).join(label(r, 15)).join(origin(r.getString(5))));
  }

  private static Label label(ResultSet r, int column) throws SQLException {
    return new Label(
        Integrity.valueOf(r.getString(column)),
        Confidentiality.valueOf(r.getString(column + 1)),
        java.util.Set.of());
  }

  private static Label origin(String doc) {
    return new Label(
        Label.SYSTEM.integrity(), Label.SYSTEM.confidentiality(), java.util.Set.of(doc));
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  static String selectBlocks() {
    return BLOCK;
  }

  static <T> List<T> rows(Connection c, String sql, Row<T> row, Object... values)
      throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      set(statement, values);
      List<T> found = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          found.add(row.of(result));
        }
      }
      return found;
    }
  }

  static int update(Connection c, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      return run(statement, values);
    }
  }

  private static int run(PreparedStatement statement, Object... values) throws SQLException {
    set(statement, values);
    return statement.executeUpdate();
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
