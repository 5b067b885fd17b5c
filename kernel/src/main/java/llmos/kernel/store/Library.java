package llmos.kernel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.api.Label;

/**
 * What is mounted: volumes, their documents with all text, and the blocks. The truth; the disk's index is made from it.
 *
 * <p>Every change of a block leaves a row in the {@link Outbox} in the same transaction. A block's id is never used
 * again, and a block whose content stays keeps its id when its document changes around it.
 */
public final class Library {
  private final Store store;
  private final Outbox outbox;
  private final Usage usage;
  private final BlockVectors vectors;
  private final Written written;
  private final Chunks chunks;

  /** A mounted set of documents; {@code mounted} is when, in epoch milliseconds, and {@code root} a real path. */
  public record Volume(long id, String name, String root, Label label, long mounted) {}

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

  /** A block as kept; {@code doc} is {@code volume/path}, {@code docSha} its document's state, {@code chunk} where its chunk begins. */
  public record Block(
      long id,
      long document,
      String docSha,
      String volume,
      String doc,
      String title,
      Piece piece,
      Label label,
      int chunk) {}

  /** The library in this store. */
  public Library(Store store) {
    this.store = store;
    this.outbox = new Outbox(store);
    this.usage = new Usage(store);
    this.vectors = new BlockVectors(store);
    this.written = new Written(store);
    this.chunks = new Chunks(store);
  }

  /** How much there is of each volume. */
  public Usage usage() {
    return usage;
  }

  /** What the index does not hold yet. */
  public Outbox outbox() {
    return outbox;
  }

  /** The vectors of the blocks. */
  public BlockVectors vectors() {
    return vectors;
  }

  /** The labels of files that llmos wrote. */
  public Written written() {
    return written;
  }

  /** The texts of the documents. */
  public Chunks chunks() {
    return chunks;
  }

  /** All volumes by name, without a look at their documents. */
  public List<Volume> volumes() {
    return store.read(c -> Sql.rows(
        c,
        "SELECT id, name, root, integrity, confidentiality, mounted FROM volume ORDER BY name",
        Library::volume));
  }

  /** The volume of this name. */
  public Optional<Volume> volume(String name) {
    return volumes().stream().filter(v -> v.name().equals(name)).findFirst();
  }

  /** Makes the volume, or gives it this label; returns its id. */
  public long putVolume(String name, String root, Label label) {
    return store.write(c -> {
      Sql.update(
          c,
          // Numbers are not given again: what still comes for a volume that is gone must not reach
          // the next.
          "INSERT INTO volume(id, name, root, integrity, confidentiality, mounted) VALUES(max(unixepoch('subsec') * 1000,"
              + " (SELECT ifnull(max(id), 0) + 1 FROM volume)), ?, ?, ?, ?, 0) ON CONFLICT(name) DO UPDATE SET integrity = excluded.integrity, confidentiality = excluded.confidentiality",
          name,
          root,
          label.integrity().name(),
          label.confidentiality().name());
      return Sql.number(c, "SELECT id FROM volume WHERE name = ?", name);
    });
  }

  /** Notes when the volume was last compared with its files. */
  public void mounted(long volume, long at) {
    store.write(c -> Sql.update(c, "UPDATE volume SET mounted = ? WHERE id = ?", at, volume));
  }

  /** Forgets a volume with all that it holds; false if there is none of this name. */
  public boolean removeVolume(String name) {
    return store.write(c -> {
      Sql.update(
          c,
          "INSERT INTO outbox(block, op) SELECT b.id, 'words' FROM block b JOIN document d ON d.id = b.document"
              + " JOIN volume v ON v.id = d.volume WHERE v.name = ?",
          name);
      boolean was = Sql.update(c, "DELETE FROM volume WHERE name = ?", name) > 0;
      BlockVectors.dropUnused(c);
      return was;
    });
  }

  /** All documents by name. */
  public List<Doc> documents() {
    return store.read(
        c -> Sql.rows(c, DocumentRow.DOC + " ORDER BY v.name, d.path", DocumentRow::doc));
  }

  /** The documents of a volume, by path inside it. */
  public Map<String, Doc> documents(long volume) {
    Map<String, Doc> found = new HashMap<>();
    store
        .read(c -> Sql.rows(c, DocumentRow.DOC + " WHERE v.id = ?", DocumentRow::doc, volume))
        .forEach(d -> found.put(d.path(), d));
    return found;
  }

  /** The document of this name, {@code volume/path}. */
  public Optional<Doc> document(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String sql = DocumentRow.DOC + " WHERE v.name = ? AND d.path = ?";
    return store.read(c ->
        Sql.row(c, sql, DocumentRow::doc, name.substring(0, slash), name.substring(slash + 1)));
  }

  /**
   * What paths in a volume that begin like this go on with, by name: documents, and folders with a slash at their end. Takes time in
   * proportion to what it gives.
   */
  public List<String> begun(long volume, String begun, int most) {
    String sql = "SELECT path FROM document WHERE volume = ? AND path >= ? ORDER BY path LIMIT 1";
    return store.read(c -> {
      List<String> found = new ArrayList<>();
      Optional<String> next = Sql.row(c, sql, r -> r.getString(1), volume, begun);
      while (found.size() < most && next.filter(path -> path.startsWith(begun)).isPresent()) {
        String path = next.get();
        int slash = path.indexOf('/', begun.length());
        found.add(slash < 0 ? path : path.substring(0, slash + 1));
        String after = slash < 0 ? path + '\u0001' : path.substring(0, slash) + (char) ('/' + 1);
        next = Sql.row(c, sql, r -> r.getString(1), volume, after);
      }
      return found;
    });
  }

  /** Keeps documents, in one transaction: new ones, and new states of old ones. Returns how many blocks were not there. */
  public int put(long volume, List<Entry> entries) {
    var texts = entries.stream().map(chunks::pack).toList();
    return store.write(c -> DocumentWriter.putAll(c, volume, entries, texts));
  }

  /** Gives a document another path, title, label and time; its blocks stay. */
  public void rename(long document, Entry to) {
    store.write(c -> {
      Trails.retitle(c, document, to.title());
      Sql.update(
          c,
          "UPDATE document SET path = ?, title = ?, mtime = ?, integrity = ?, confidentiality = ? WHERE id = ?",
          to.path(),
          to.title(),
          to.mtime(),
          to.label().integrity().name(),
          to.label().confidentiality().name(),
          document);
      return Outbox.note(c, document);
    });
  }

  /** Notes that a file was touched and is as it was. */
  public void unchanged(long document, long mtime) {
    store.write(c -> Sql.update(c, "UPDATE document SET mtime = ? WHERE id = ?", mtime, document));
  }

  /** Forgets documents of a volume, and the vectors of what stood nowhere else. */
  public void remove(Collection<Long> documents) {
    String contents = "SELECT content FROM block WHERE document = ?";
    store.write(c -> {
      Set<String> freed = new HashSet<>();
      for (long id : documents) {
        freed.addAll(Sql.rows(c, contents, r -> Sha.hex(r.getBytes(1)), id));
        Outbox.note(c, id);
        Sql.update(c, "DELETE FROM document WHERE id = ?", id);
      }
      for (String content : freed) {
        BlockVectors.dropUnused(c, Sha.bytes(content));
      }
      return documents.size();
    });
  }

  /** The blocks of these ids that are there, by id, in the order of the ids. */
  public Map<Long, Block> blocks(Collection<Long> ids) {
    String sql = DocumentRow.BLOCK + " WHERE b.id IN (SELECT value FROM json_each(?))";
    Map<Long, Block> there = new HashMap<>();
    store
        .read(c -> Sql.rows(c, sql, DocumentRow::block, ids.toString()))
        .forEach(block -> there.put(block.id(), block));
    Map<Long, Block> found = new LinkedHashMap<>();
    for (long id : ids) {
      Optional.ofNullable(there.get(id)).ifPresent(block -> found.put(id, block));
    }
    return found;
  }

  /** The blocks of a document in the order of its text. */
  public List<Block> blocksOf(long document) {
    String sql = DocumentRow.BLOCK + " WHERE b.document = ? ORDER BY b.start";
    return store.read(c -> Sql.rows(c, sql, DocumentRow::block, document));
  }

  static Volume volume(ResultSet r) throws SQLException {
    return new Volume(
        r.getLong(1), r.getString(2), r.getString(3), Sql.label(r, 4, Set.of()), r.getLong(6));
  }
}
