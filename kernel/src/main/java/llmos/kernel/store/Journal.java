package llmos.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import llmos.api.Citation;
import llmos.api.Span;

/**
 * What happened, in order, and the processes it happened to. A row that {@link #append} returned from is on the disk.
 */
public final class Journal {
  private final Store store;
  private final Clock clock;

  /**
   * A row of the journal.
   *
   * @param seq the machine's own time
   * @param turn the number of the user's page that began the turn, or 0
   * @param at milliseconds since the epoch
   * @param kind user, assistant, call, result, answer, partial, fault
   */
  public record Entry(long seq, long pid, long turn, long at, String kind, String body) {}

  /** A stored process. */
  public record ProcRow(
      long pid, String kind, String title, String state, String policy, long created, long used) {}

  /** The journal in this state file. */
  public Journal(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Adds a row and returns its sequence number. */
  public long append(long pid, long turn, String kind, String body) {
    return store.write(connection -> {
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT INTO journal(pid, turn, at, kind, body, owner) VALUES(?,?,?,?,?,?)")) {
        bind(insert, pid, turn, clock.millis(), kind, body, Owner.ME);
        insert.executeUpdate();
      }
      touch(connection, pid);
      return lastId(connection);
    });
  }

  /** The newest rows of a process, oldest first. */
  public List<Entry> entries(long pid, int most) {
    return store.read(connection -> {
      List<Entry> found = new ArrayList<>();
      try (PreparedStatement select = connection.prepareStatement(
          "SELECT seq, pid, turn, at, kind, body FROM journal WHERE pid = ? AND kind <> 'partial' ORDER BY seq DESC LIMIT ?")) {
        bind(select, pid, most);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.add(new Entry(
                rows.getLong(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getString(5),
                rows.getString(6)));
          }
        }
      }
      Collections.reverse(found);
      return found;
    });
  }

  /** Keeps what has come of an answer so far, in place of what was kept before; empty forgets it. */
  public void checkpoint(long pid, long turn, String partial) {
    store.write(connection -> {
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM journal WHERE pid = ? AND kind = 'partial'")) {
        bind(delete, pid);
        delete.executeUpdate();
      }
      if (!partial.isEmpty()) {
        try (PreparedStatement insert = connection.prepareStatement(
            "INSERT INTO journal(pid, turn, at, kind, body) VALUES(?,?,?,'partial',?)")) {
          bind(insert, pid, turn, clock.millis(), partial);
          insert.executeUpdate();
        }
      }
      return 0;
    });
  }

  /** What an answer had come to when the machine stopped in the middle of it. */
  public Optional<String> partial(long pid) {
    return store.read(connection -> {
      try (PreparedStatement select = connection.prepareStatement(
          "SELECT body FROM journal WHERE pid = ? AND kind = 'partial'")) {
        bind(select, pid);
        try (ResultSet rows = select.executeQuery()) {
          return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
      }
    });
  }

  /** Whether another llmos, which still runs, was the last to speak in a conversation: its turn may be under way. */
  public boolean isHeldByAnother(long pid) {
    return store.read(connection -> {
      try (PreparedStatement select = connection.prepareStatement(
          "SELECT owner FROM journal WHERE pid = ? AND kind = 'user' ORDER BY seq DESC LIMIT 1")) {
        bind(select, pid);
        try (ResultSet rows = select.executeQuery()) {
          return rows.next() && Owner.isAnother(rows.getString(1));
        }
      }
    });
  }

  /** Makes a process. */
  public long create(String kind, String title, String policy) {
    return store.write(connection -> {
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT INTO proc(kind, title, state, policy, created, used) VALUES(?,?,'ready',?,?,?)")) {
        bind(insert, kind, title, policy, clock.millis(), clock.millis());
        insert.executeUpdate();
      }
      return lastId(connection);
    });
  }

  /** Conversations, the last used first. */
  public List<ProcRow> conversations(int most) {
    return store.read(connection -> {
      List<ProcRow> found = new ArrayList<>();
      try (PreparedStatement select = connection.prepareStatement(
          "SELECT pid, kind, title, state, policy, created, used FROM proc WHERE kind = 'chat'"
              + " ORDER BY used DESC, pid DESC LIMIT ?")) {
        bind(select, most);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.add(new ProcRow(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getLong(6),
                rows.getLong(7)));
          }
        }
      }
      return found;
    });
  }

  /** Sets a process's title, if that is empty so far. */
  public void title(long pid, String title) {
    update("UPDATE proc SET title = ? WHERE pid = ? AND title = ''", title, pid);
  }

  /** Sets a process's policy. */
  public void policy(long pid, String policy) {
    update("UPDATE proc SET policy = ? WHERE pid = ?", policy, pid);
  }

  private void update(String sql, Object... values) {
    store.write(connection -> {
      try (PreparedStatement update = connection.prepareStatement(sql)) {
        bind(update, values);
        return update.executeUpdate();
      }
    });
  }

  /** Keeps what an answer cites. */
  public void cite(long pid, long turn, List<Citation> citations) {
    store.write(connection -> {
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT OR REPLACE INTO citation(pid, turn, n, doc, start, stop, docpage, quote, status)"
              + " VALUES(?,?,?,?,?,?,?,?,?)")) {
        for (Citation c : citations) {
          Span span = c.span();
          bind(
              insert,
              pid,
              turn,
              c.n(),
              span.doc(),
              span.start(),
              span.end(),
              span.page(),
              c.quote(),
              c.exact() ? "exact" : "unsupported");
          insert.executeUpdate();
        }
      }
      return 0;
    });
  }

  /** What the last answer of a process that cites anything cites. */
  public List<Citation> citations(long pid) {
    return store.read(connection -> {
      List<Citation> found = new ArrayList<>();
      try (PreparedStatement select = connection.prepareStatement(
          "SELECT n, doc, start, stop, docpage, quote, status FROM citation WHERE pid = ?"
              + " AND turn = (SELECT max(turn) FROM citation WHERE pid = ?) ORDER BY n")) {
        bind(select, pid, pid);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            Span span = new Span(rows.getString(2), rows.getInt(3), rows.getInt(4), rows.getInt(5));
            found.add(new Citation(
                rows.getInt(1), span, rows.getString(6), rows.getString(7).equals("exact")));
          }
        }
      }
      return found;
    });
  }

  private void touch(Connection connection, long pid) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE proc SET used = ? WHERE pid = ?")) {
      bind(update, clock.millis(), pid);
      update.executeUpdate();
    }
  }

  private static long lastId(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT last_insert_rowid()");
        ResultSet rows = select.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
