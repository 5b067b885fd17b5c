package llmos.kernel.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import llmos.api.KernelPanic;

/** What the guard writes down: grants, the audit of its decisions, and the log of intended effects. */
public final class Ledger {
  private static final String OPEN = "state NOT IN ('DONE', 'FAILED', 'UNKNOWN')";

  private final Store store;
  private final Clock clock;

  /**
   * A standing answer of the user.
   *
   * @param operation empty for all of the device
   * @param target empty for any; a path that ends in a slash stands for all below it
   * @param verdict {@code allow} or {@code deny}
   * @param scope {@code session}, {@code project} or {@code always}
   * @param project the workspace that it is bound to; empty for everywhere
   * @param at milliseconds since the epoch
   */
  public record GrantRow(
      long id,
      String device,
      String operation,
      String target,
      String verdict,
      String scope,
      boolean evenTainted,
      String project,
      long at) {}

  /** What was decided; the hash covers every field and the hash of the row before. */
  public record AuditRow(
      long seq,
      long at,
      long pid,
      String line,
      String effect,
      String integrity,
      String confidentiality,
      String origins,
      String verdict,
      String reason,
      String previous,
      String hash) {

    String digest() {
      try {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (Object field : List.of(
            seq,
            at,
            pid,
            line,
            effect,
            integrity,
            confidentiality,
            origins,
            verdict,
            reason,
            previous)) {
          byte[] bytes = String.valueOf(field).getBytes(StandardCharsets.UTF_8);
          // With its length, so that no text can pass for two fields.
          sha.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
          sha.update(bytes);
        }
        return HexFormat.of().formatHex(sha.digest());
      } catch (NoSuchAlgorithmException e) {
        throw new KernelPanic("no SHA-256 in this Java: " + e.getMessage());
      }
    }

    private AuditRow chained(long number, String before) {
      AuditRow open = new AuditRow(
          number,
          at,
          pid,
          line,
          effect,
          integrity,
          confidentiality,
          origins,
          verdict,
          reason,
          before,
          "");
      return new AuditRow(
          number,
          at,
          pid,
          line,
          effect,
          integrity,
          confidentiality,
          origins,
          verdict,
          reason,
          before,
          open.digest());
    }
  }

  /** How far an intended effect came. */
  public enum IntentState {
    PROPOSED,
    APPROVED,
    /** Committed before the call: after a crash its outcome is unknown. */
    STARTED,
    DONE,
    FAILED,
    /** Found unfinished after its process had died. Never run again. */
    UNKNOWN
  }

  /** An effect that was intended; {@code call} is whatever the proposer needs to repeat it. */
  public record Intent(
      long id, long pid, String line, String call, boolean idempotent, IntentState state) {}

  /** The ledger of a state file. */
  public Ledger(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Keeps a grant, in place of one for the same device, operation, target and project. */
  public GrantRow grant(GrantRow row) {
    return store.write(connection -> {
      try (PreparedStatement old = connection.prepareStatement(
          "DELETE FROM grant_ WHERE device = ? AND operation = ? AND target = ? AND project = ?")) {
        texts(old, row.device(), row.operation(), row.target(), row.project());
        old.executeUpdate();
      }
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT INTO grant_(device, operation, target, verdict, scope, project, tainted, at)"
              + " VALUES(?, ?, ?, ?, ?, ?, ?, ?)")) {
        texts(
            insert,
            row.device(),
            row.operation(),
            row.target(),
            row.verdict(),
            row.scope(),
            row.project());
        insert.setBoolean(7, row.evenTainted());
        insert.setLong(8, row.at());
        insert.executeUpdate();
      }
      return new GrantRow(
          lastId(connection),
          row.device(),
          row.operation(),
          row.target(),
          row.verdict(),
          row.scope(),
          row.evenTainted(),
          row.project(),
          row.at());
    });
  }

  /** All kept grants, oldest first. */
  public List<GrantRow> grants() {
    return store.read(connection -> {
      List<GrantRow> rows = new ArrayList<>();
      try (PreparedStatement query = connection.prepareStatement(
              "SELECT id, device, operation, target, verdict, scope, tainted, project, at"
                  + " FROM grant_ ORDER BY id");
          ResultSet r = query.executeQuery()) {
        while (r.next()) {
          rows.add(new GrantRow(
              r.getLong(1),
              r.getString(2),
              r.getString(3),
              r.getString(4),
              r.getString(5),
              r.getString(6),
              r.getBoolean(7),
              r.getString(8),
              r.getLong(9)));
        }
      }
      return rows;
    });
  }

  /** Forgets a grant; false if there is none of this number. */
  public boolean revoke(long id) {
    return store.write(connection -> {
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM grant_ WHERE id = ?")) {
        delete.setLong(1, id);
        return delete.executeUpdate() > 0;
      }
    });
  }

  /** Appends a row; its number, hash and the hash before are filled in. */
  public AuditRow append(AuditRow row) {
    return store.write(connection -> {
      List<AuditRow> last = rows(connection, "ORDER BY seq DESC LIMIT 1");
      long seq = Math.max(last.isEmpty() ? 0 : last.getFirst().seq(), given(connection)) + 1;
      AuditRow whole = row.chained(seq, last.isEmpty() ? "" : last.getFirst().hash());
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT INTO audit(line, effect, integrity, confidentiality, origins, verdict, reason,"
              + " previous, hash, seq, at, pid) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        texts(
            insert,
            whole.line(),
            whole.effect(),
            whole.integrity(),
            whole.confidentiality(),
            whole.origins(),
            whole.verdict(),
            whole.reason(),
            whole.previous(),
            whole.hash());
        insert.setLong(10, whole.seq());
        insert.setLong(11, whole.at());
        insert.setLong(12, whole.pid());
        insert.executeUpdate();
      }
      return whole;
    });
  }

  /** The newest rows, newest first. */
  public List<AuditRow> audit(int most) {
    return store.read(connection -> rows(connection, "ORDER BY seq DESC LIMIT " + most));
  }

  /** The number of the first row that was edited, follows a removed row, is out of order, or is missing at the end. */
  public OptionalLong firstBroken() {
    return store.read(connection -> {
      String previous = "";
      long expected = 1;
      for (AuditRow row : rows(connection, "ORDER BY seq")) {
        boolean whole = row.seq() == expected
            && row.previous().equals(previous)
            && row.hash().equals(row.digest());
        if (!whole) {
          return OptionalLong.of(expected);
        }
        previous = row.hash();
        expected++;
      }
      return given(connection) >= expected ? OptionalLong.of(expected) : OptionalLong.empty();
    });
  }

  /** The highest number ever given to a row: SQLite keeps it even where the last rows are removed. */
  private static long given(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet r =
            statement.executeQuery("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")) {
      return r.next() ? r.getLong(1) : 0;
    }
  }

  private static List<AuditRow> rows(Connection connection, String order) throws SQLException {
    List<AuditRow> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet r = statement.executeQuery(
            "SELECT seq, at, pid, line, effect, integrity, confidentiality, origins, verdict, reason,"
                + " previous, hash FROM audit " + order)) {
      while (r.next()) {
        rows.add(new AuditRow(
            r.getLong(1),
            r.getLong(2),
            r.getLong(3),
            r.getString(4),
            r.getString(5),
            r.getString(6),
            r.getString(7),
            r.getString(8),
            r.getString(9),
            r.getString(10),
            r.getString(11),
            r.getString(12)));
      }
    }
    return rows;
  }

  /** Notes that an effect is intended. */
  public long propose(long pid, String line, String call, boolean idempotent) {
    return store.write(connection -> {
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT INTO intent(line, call, state, owner, pid, idempotent, at)"
              + " VALUES(?, ?, ?, ?, ?, ?, ?)")) {
        texts(insert, line, call, IntentState.PROPOSED.name(), Owner.ME);
        insert.setLong(5, pid);
        insert.setBoolean(6, idempotent);
        insert.setLong(7, clock.millis());
        insert.executeUpdate();
      }
      return lastId(connection);
    });
  }

  /** Notes how far it came; on the disk when this returns. */
  public void mark(long id, IntentState state) {
    int changed = store.write(connection -> {
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE intent SET state = ? WHERE id = ?")) {
        update.setString(1, state.name());
        update.setLong(2, id);
        return update.executeUpdate();
      }
    });
    if (changed == 0) {
      throw new IllegalArgumentException("no intent " + id);
    }
  }

  /** Gives an unfinished intent up; false if another process has done so already. */
  public boolean giveUp(long id) {
    return store.write(connection -> {
      try (PreparedStatement update = connection.prepareStatement(
          "UPDATE intent SET state = 'UNKNOWN' WHERE id = ? AND " + OPEN)) {
        update.setLong(1, id);
        return update.executeUpdate() > 0;
      }
    });
  }

  /** Intents that neither succeeded nor failed and that no other living process is at, oldest first. */
  public List<Intent> unfinished() {
    return store.read(connection -> {
      List<Intent> found = new ArrayList<>();
      try (Statement statement = connection.createStatement();
          ResultSet r = statement.executeQuery(
              "SELECT id, pid, line, call, idempotent, state, owner FROM intent WHERE " + OPEN
                  + " ORDER BY id")) {
        while (r.next()) {
          if (Owner.isAnother(r.getString(7))) {
            continue;
          }
          found.add(new Intent(
              r.getLong(1),
              r.getLong(2),
              r.getString(3),
              r.getString(4),
              r.getBoolean(5),
              IntentState.valueOf(r.getString(6))));
        }
      }
      return found;
    });
  }

  private static long lastId(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet r = statement.executeQuery("SELECT last_insert_rowid()")) {
      return r.next() ? r.getLong(1) : 0;
    }
  }

  private static void texts(PreparedStatement statement, String... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setString(i + 1, values[i]);
    }
  }
}
