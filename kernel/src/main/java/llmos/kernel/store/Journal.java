package llmos.kernel.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llmos.api.Citation;
import llmos.api.Span;

/**
 * What happened, in order, and the processes it happened to. A row that {@link #append} returned from is on the disk.
 */
public final class Journal {
  private static final String ENTRY =
      "INSERT INTO journal(pid, turn, at, kind, body, owner) VALUES(?,?,?,?,?,?)";
  private static final String SHOWN =
      "SELECT seq, journal.pid, coalesce(page.turn, 0), journal.at, journal.kind, body FROM journal"
          + " LEFT JOIN page ON page.pid = journal.pid AND page.id = journal.turn"
          + " WHERE journal.kind <> 'partial'";

  /** A process and those that it is a fork of, each with the last entry that is of its past. */
  private static final String LINE =
      "WITH RECURSIVE line(of, until) AS (SELECT ?, 9223372036854775807 UNION ALL"
          + " SELECT proc.parent, min(line.until, proc.since) FROM line JOIN proc ON proc.pid = line.of"
          + " WHERE proc.parent IS NOT NULL) ";

  private final Store store;
  private final Clock clock;

  /**
   * A row of the journal.
   *
   * @param seq the machine's own time
   * @param pid the process that it was written for; a fork shows entries of its parent, too
   * @param turn the turn that it belongs to, counted from 1; 0 if it belongs to none
   * @param at milliseconds since the epoch
   * @param kind user, sources, call, result, assistant, unsupported, fault; {@code partial} is never shown
   */
  public record Entry(long seq, long pid, long turn, long at, String kind, String body) {}

  /**
   * A stored process.
   *
   * @param parent the process that it is a fork of, 0 if it is none
   */
  public record ProcRow(
      long pid,
      String kind,
      String title,
      String state,
      String policy,
      long created,
      long used,
      long parent) {}

  /** The journal in this state file. */
  public Journal(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Adds a row and returns its sequence number. */
  public long append(long pid, long turn, String kind, String body) {
    return store.write(c -> {
      long now = clock.millis();
      Sql.update(c, "UPDATE proc SET used = ? WHERE pid = ?", now, pid);
      return Sql.insert(c, ENTRY, pid, turn, now, kind, body, Owner.ME);
    });
  }

  /** The newest rows of a process and of its past in those that it is a fork of, oldest first. */
  public List<Entry> entries(long pid, int most) {
    String sql = LINE
        + SHOWN.replace(
            "FROM journal", "FROM line JOIN journal ON journal.pid = of AND seq <= until")
        + " ORDER BY seq DESC LIMIT ?";
    return store.read(c -> Sql.rows(c, sql, Journal::entry, pid, most)).reversed();
  }

  /** The newest entry of a process and of its past, 0 if there is none. */
  static long last(Connection c, long pid) throws SQLException {
    String sql = LINE + "SELECT coalesce(max(seq), 0) FROM line JOIN journal ON journal.pid = of"
        + " AND seq <= until";
    return Sql.number(c, sql, pid);
  }

  private static Entry entry(ResultSet r) throws SQLException {
    return new Entry(
        r.getLong(1), r.getLong(2), r.getLong(3), r.getLong(4), r.getString(5), r.getString(6));
  }

  /**
   * Rows of any conversation, the newest first, before the one of this number.
   *
   * @param like patterns as of SQL's LIKE with a backslash to escape: the body fits all of them
   */
  public List<Entry> before(long seq, List<String> like, int most) {
    String sql = SHOWN + " AND seq < ?" + " AND body LIKE ? ESCAPE '\\'".repeat(like.size())
        + " ORDER BY seq DESC LIMIT ?";
    List<Object> values = new ArrayList<>(List.of(seq));
    values.addAll(like);
    values.add(most);
    return store.read(c -> Sql.rows(c, sql, Journal::entry, values.toArray()));
  }

  /** Adds what the CPU said, in place of what was kept of it while it came. */
  public void said(long pid, long turn, String text) {
    store.write(c -> {
      long now = clock.millis();
      Sql.update(c, "UPDATE proc SET used = ? WHERE pid = ?", now, pid);
      Sql.update(c, "DELETE FROM journal WHERE pid = ? AND kind = 'partial'", pid);
      return text.isBlank() ? 0 : Sql.insert(c, ENTRY, pid, turn, now, "assistant", text, Owner.ME);
    });
  }

  /** Keeps what has come of an answer so far, in place of what was kept before. */
  public void checkpoint(long pid, long turn, String partial) {
    store.write(c -> {
      Sql.update(c, "DELETE FROM journal WHERE pid = ? AND kind = 'partial'", pid);
      return Sql.update(c, ENTRY, pid, turn, clock.millis(), "partial", partial, Owner.ME);
    });
  }

  /** What an answer had come to when the machine stopped in the middle of it. */
  public Optional<String> partial(long pid) {
    String sql = "SELECT body FROM journal WHERE pid = ? AND kind = 'partial'";
    return store.read(c -> Sql.row(c, sql, r -> r.getString(1), pid));
  }

  /** Whether another llmos, which still runs, was the last to speak in a conversation: its turn may be under way. */
  public boolean isHeldByAnother(long pid) {
    String sql =
        "SELECT owner FROM journal WHERE pid = ? AND kind = 'user' ORDER BY seq DESC LIMIT 1";
    return store
        .read(c -> Sql.row(c, sql, r -> r.getString(1), pid))
        .filter(Owner::isAnother)
        .isPresent();
  }

  /** Makes a process. */
  public long create(String kind, String title, String policy) {
    String sql =
        "INSERT INTO proc(kind, title, state, policy, created, used) VALUES(?,?,'ready',?,?,?)";
    long now = clock.millis();
    return store.write(c -> Sql.insert(c, sql, kind, title, policy, now, now));
  }

  /** Conversations, the last used first. */
  public List<ProcRow> conversations(int most) {
    String sql =
        "SELECT pid, kind, title, state, policy, created, used, parent FROM proc WHERE kind = 'chat'"
            + " ORDER BY used DESC, pid DESC LIMIT ?";
    return store.read(c -> Sql.rows(
        c,
        sql,
        r -> new ProcRow(
            r.getLong(1),
            r.getString(2),
            r.getString(3),
            r.getString(4),
            r.getString(5),
            r.getLong(6),
            r.getLong(7),
            r.getLong(8)),
        most));
  }

  /** Sets a process's title, if that is empty so far. */
  public void title(long pid, String title) {
    store.write(
        c -> Sql.update(c, "UPDATE proc SET title = ? WHERE pid = ? AND title = ''", title, pid));
  }

  /** Gives a process another title. */
  public void rename(long pid, String title) {
    store.write(c -> Sql.update(c, "UPDATE proc SET title = ? WHERE pid = ?", title, pid));
  }

  /** Sets a process's policy. */
  public void policy(long pid, String policy) {
    store.write(c -> Sql.update(c, "UPDATE proc SET policy = ? WHERE pid = ?", policy, pid));
  }

  /** Keeps what an answer cites. */
  public void cite(long pid, long turn, List<Citation> citations) {
    String sql =
        "INSERT OR REPLACE INTO citation(pid, turn, n, doc, start, stop, docpage, quote, status)"
            + " VALUES(?,?,?,?,?,?,?,?,?)";
    store.write(c -> {
      for (Citation citation : citations) {
        Span span = citation.span();
        Sql.update(
            c,
            sql,
            pid,
            turn,
            citation.n(),
            span.doc(),
            span.start(),
            span.end(),
            span.page(),
            citation.quote(),
            citation.found() ? "found" : citation.exact() ? "exact" : "unsupported");
      }
      return citations.size();
    });
  }

  /** What the last answer of a process that cites anything cites. */
  public List<Citation> citations(long pid) {
    String sql = "SELECT n, doc, start, stop, docpage, quote, status FROM citation WHERE pid = ?"
        + " AND turn = (SELECT max(turn) FROM citation WHERE pid = ?) ORDER BY n, start";
    return store.read(c -> Sql.rows(c, sql, Journal::citation, pid, pid));
  }

  /** The conversation used last that cites anything. */
  public Optional<Long> citing() {
    String sql =
        "SELECT pid FROM proc WHERE pid IN (SELECT pid FROM citation) ORDER BY used DESC, pid DESC LIMIT 1";
    return store.read(c -> Sql.rows(c, sql, r -> r.getLong(1))).stream().findFirst();
  }

  private static Citation citation(ResultSet r) throws SQLException {
    Span span = new Span(r.getString(2), r.getInt(3), r.getInt(4), r.getInt(5));
    String status = r.getString(7);
    return new Citation(
        r.getInt(1), span, r.getString(6), !status.equals("unsupported"), status.equals("found"));
  }
}
