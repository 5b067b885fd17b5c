package llmos.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Writes documents with their blocks, in one transaction; its statements are made once for all of them. */
final class DocumentWriter implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement find;
  private final PreparedStatement put;
  private final PreparedStatement blocks;
  private final PreparedStatement move;
  private final PreparedStatement add;
  private final PreparedStatement note;
  private final PreparedStatement noteAll;
  private final PreparedStatement remove;

  private DocumentWriter(Connection c) throws SQLException {
    connection = c;
    find = c.prepareStatement("SELECT id, title FROM document WHERE volume = ? AND path = ?");
    put = c.prepareStatement(
        "INSERT INTO document(volume, path, title, sha, mtime, bytes, status, reason, integrity, confidentiality)"
            + " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(volume, path) DO UPDATE SET title = excluded.title,"
            + " sha = excluded.sha, mtime = excluded.mtime, bytes = excluded.bytes, status = excluded.status,"
            + " reason = excluded.reason, integrity = excluded.integrity, confidentiality = excluded.confidentiality"
            + " RETURNING id");
    blocks = c.prepareStatement("SELECT id, content FROM block WHERE document = ? ORDER BY start");
    move = c.prepareStatement(
        "UPDATE block SET start = ?, stop = ?, docpage = ?, chunk = ? WHERE id = ?");
    add = c.prepareStatement(
        "INSERT INTO block(start, stop, docpage, chunk, document, trail, lead, content) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    note = c.prepareStatement(
        "INSERT INTO outbox(block, op) VALUES(coalesce(?, last_insert_rowid()), 'words')");
    noteAll = c.prepareStatement(Outbox.NOTE);
    remove = c.prepareStatement("DELETE FROM block WHERE id = ?");
  }

  /** Keeps documents, each with its text packed; returns how many blocks were not there. */
  static int putAll(
      Connection c,
      long volume,
      List<Library.Entry> entries,
      List<NavigableMap<Integer, byte[]>> texts)
      throws SQLException {
    int added = 0;
    try (DocumentWriter writer = new DocumentWriter(c)) {
      for (int i = 0; i < entries.size(); i++) {
        added += writer.put(volume, entries.get(i), texts.get(i));
      }
    }
    return added;
  }

  /** Keeps a document, or the new state of an old one; returns how many blocks it has that were not there. */
  private int put(long volume, Library.Entry e, NavigableMap<Integer, byte[]> chunks)
      throws SQLException {
    @Nullable String old = old(volume, e);
    Sql.bind(
        put,
        volume,
        e.path(),
        e.title(),
        e.sha(),
        e.mtime(),
        e.bytes(),
        e.status(),
        e.reason(),
        e.label().integrity().name(),
        e.label().confidentiality().name());
    long document;
    try (ResultSet row = put.executeQuery()) {
      document = row.next() ? row.getLong(1) : 0;
    }
    Chunks.put(connection, document, chunks);
    Map<String, Deque<Long>> kept = old == null ? Map.of() : blocks(document);
    return putPieces(document, e, chunks, kept, old != null && !old.equals(e.title()));
  }

  /** The title that a document has before it gets another one; null if it is new. */
  private @Nullable String old(long volume, Library.Entry e) throws SQLException {
    Sql.bind(find, volume, e.path());
    try (ResultSet row = find.executeQuery()) {
      if (!row.next()) {
        return null;
      }
      if (!e.title().equals(row.getString(2))) {
        Trails.retitle(connection, row.getLong(1), e.title());
      }
      return row.getString(2);
    }
  }

  private Map<String, Deque<Long>> blocks(long document) throws SQLException {
    Map<String, Deque<Long>> there = new HashMap<>();
    Sql.bind(blocks, document);
    try (ResultSet row = blocks.executeQuery()) {
      while (row.next()) {
        there
            .computeIfAbsent(Sha.hex(row.getBytes(2)), s -> new ArrayDeque<>())
            .add(row.getLong(1));
      }
    }
    return there;
  }

  /** Blocks whose content is there already keep their id and need no new word or vector. */
  private int putPieces(
      long document,
      Library.Entry entry,
      NavigableMap<Integer, byte[]> chunks,
      Map<String, Deque<Long>> kept,
      boolean retitled)
      throws SQLException {
    int added = 0;
    for (Library.Piece p : entry.pieces()) {
      int chunk = Chunks.of(chunks, p);
      Deque<Long> same = kept.get(p.sha());
      Long id = same == null ? null : same.poll();
      if (id != null) {
        Sql.run(move, p.start(), p.stop(), p.page(), chunk, id);
      } else {
        added++;
        String trail = Trails.keep(p.trail(), entry.title());
        byte[] content = Sha.bytes(p.sha());
        Sql.run(add, p.start(), p.stop(), p.page(), chunk, document, trail, p.lead(), content);
      }
      if (!kept.isEmpty() && (id == null || retitled)) {
        Sql.run(note, id);
      }
    }
    if (kept.isEmpty()) {
      Sql.run(noteAll, document);
    }
    for (Deque<Long> gone : kept.values()) {
      for (long id : gone) {
        Sql.run(note, id);
        Sql.run(remove, id);
      }
    }
    return added;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement :
        new PreparedStatement[] {find, put, blocks, move, add, note, noteAll, remove}) {
      statement.close();
    }
  }
}
