package llmos.kernel.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the guard writes down: grants, the audit of its decisions, and the log of intended effects. */
public final class Ledger {
  private static final String AUDIT =
      "SELECT seq, at, pid, line, effect, integrity, confidentiality, origins, verdict, reason, previous, hash"
          + " FROM audit ";
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
      long at) {

    /** The same grant under this number. */
    public GrantRow numbered(long number) {
      return new GrantRow(
          number, device, operation, target, verdict, scope, evenTainted, project, at);
    }
  }

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

    /** The hash that this row should have. */
    String digest() {
      return Sha.of(List.of(
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
          previous));
    }

    private AuditRow chained(long number, String before) {
      AuditRow open = hashed(number, before, "");
      return hashed(number, before, open.digest());
    }

    private AuditRow hashed(long number, String before, String digest) {
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
          digest);
    }
  }

  /** How far an intended effect came. */
  public enum IntentState {
    /** Committed before the call: after a crash its outcome is unknown. */
    STARTED,
    DONE,
    FAILED,
    /** Found unfinished after its process had died. Never run again. */
    UNKNOWN
  }

  /** An effect that began and of whose end nothing is known. */
  public record Intent(long id, long pid, String line) {}

  /** The ledger of a state file. */
  public Ledger(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Keeps a grant, in place of one for the same device, operation, target and project. */
  public GrantRow grant(GrantRow row) {
    return store.write(c -> {
      Sql.update(
          c,
          "DELETE FROM grant_ WHERE device = ? AND operation = ? AND target = ? AND project = ?",
          row.device(),
          row.operation(),
          row.target(),
          row.project());
      return row.numbered(Sql.insert(
          c,
          "INSERT INTO grant_(device, operation, target, verdict, scope, project, tainted, at)"
              + " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
          row.device(),
          row.operation(),
          row.target(),
          row.verdict(),
          row.scope(),
          row.project(),
          row.evenTainted(),
          row.at()));
    });
  }

  /** All kept grants, oldest first. */
  public List<GrantRow> grants() {
    String sql = "SELECT id, device, operation, target, verdict, scope, tainted, project, at"
        + " FROM grant_ ORDER BY id";
    return store.read(c -> Sql.rows(c, sql, Ledger::grantRow));
  }

  private static GrantRow grantRow(ResultSet r) throws SQLException {
    return new GrantRow(
        r.getLong(1),
        r.getString(2),
        r.getString(3),
        r.getString(4),
        r.getString(5),
        r.getString(6),
        r.getBoolean(7),
        r.getString(8),
        r.getLong(9));
  }

  /** Forgets a grant; false if there is none of this number. */
  public boolean revoke(long id) {
    return store.write(c -> Sql.update(c, "DELETE FROM grant_ WHERE id = ?", id) > 0);
  }

  /** Appends a row; its number, hash and the hash before are filled in. */
  public AuditRow append(AuditRow row) {
    return store.write(c -> {
      Optional<AuditRow> last = Sql.row(c, AUDIT + "ORDER BY seq DESC LIMIT 1", Ledger::auditRow);
      long seq = Math.max(last.map(AuditRow::seq).orElse(0L), given(c)) + 1;
      AuditRow whole = row.chained(seq, last.map(AuditRow::hash).orElse(""));
      Sql.update(
          c,
          "INSERT INTO audit(seq, at, pid, line, effect, integrity, confidentiality, origins, verdict, reason,"
              + " previous, hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          whole.seq(),
          whole.at(),
          whole.pid(),
          whole.line(),
          whole.effect(),
          whole.integrity(),
          whole.confidentiality(),
          whole.origins(),
          whole.verdict(),
          whole.reason(),
          whole.previous(),
          whole.hash());
      return whole;
    });
  }

  /** The newest rows, newest first. */
  public List<AuditRow> audit(int most) {
    return store.read(
        c -> Sql.rows(c, AUDIT + "ORDER BY seq DESC LIMIT ?", Ledger::auditRow, most));
  }

  /** The number of the first row that was edited, follows a removed row, is out of order, or is missing at the end. */
  public OptionalLong firstBroken() {
    return store.read(c -> {
      String previous = "";
      long expected = 1;
      for (AuditRow row : Sql.rows(c, AUDIT + "ORDER BY seq", Ledger::auditRow)) {
        boolean whole = row.seq() == expected
            && row.previous().equals(previous)
            && row.hash().equals(row.digest());
        if (!whole) {
          return OptionalLong.of(expected);
        }
        previous = row.hash();
        expected++;
      }
      return given(c) >= expected ? OptionalLong.of(expected) : OptionalLong.empty();
    });
  }

  /** The highest number ever given to a row: SQLite keeps it even where the last rows are removed. */
  private static long given(Connection c) throws SQLException {
    return Sql.number(c, "SELECT seq FROM sqlite_sequence WHERE name = 'audit'");
  }

  private static AuditRow auditRow(ResultSet r) throws SQLException {
    return new AuditRow(
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
        r.getString(12));
  }

  /** Notes that an effect starts; on the disk when this returns. */
  public long start(long pid, String line) {
    return store.write(c -> Sql.insert(
        c,
        "INSERT INTO intent(line, state, owner, pid, at) VALUES(?, ?, ?, ?, ?)",
        line,
        IntentState.STARTED.name(),
        Owner.ME,
        pid,
        clock.millis()));
  }

  /** Notes how far it came; on the disk when this returns. */
  public void mark(long id, IntentState state) {
    int changed = store.write(
        c -> Sql.update(c, "UPDATE intent SET state = ? WHERE id = ?", state.name(), id));
    if (changed == 0) {
      throw new IllegalArgumentException("no intent " + id);
    }
  }

  /** Gives up an effect that has not ended; false if another process has done so already. */
  public boolean giveUp(long id) {
    String sql = "UPDATE intent SET state = 'UNKNOWN' WHERE id = ? AND " + OPEN;
    return store.write(c -> Sql.update(c, sql, id) > 0);
  }

  /** Effects that have not ended and that no other living process is at, oldest first. */
  public List<Intent> unfinished() {
    String sql = "SELECT id, pid, line, owner FROM intent WHERE " + OPEN + " ORDER BY id";
    List<Optional<Intent>> none = List.of();
    return store.readAtStart(none, c -> Sql.rows(c, sql, Ledger::ours)).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Intent> ours(ResultSet r) throws SQLException {
    return Owner.isAnother(r.getString(4))
        ? Optional.empty()
        : Optional.of(new Intent(r.getLong(1), r.getLong(2), r.getString(3)));
  }
}
