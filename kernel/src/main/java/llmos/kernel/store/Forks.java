package llmos.kernel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.FaultException;

/**
 * Conversations that share a past. A fork has all rows of its own but the texts of pages, which are kept once, and the journal:
 * it has that of its parent up to an entry. So what was said is written once, whatever is forked.
 */
public final class Forks {
  private static final String UNDONE =
      "undone"; // the state of a process that keeps what was taken back

  private final Store store;
  private final Clock clock;

  /** The conversations in this state file. */
  public Forks(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The turns that a conversation has. */
  public long turns(long pid) {
    return store.read(c -> Past.turns(c, pid));
  }

  /**
   * Makes a conversation with the past of another up to the end of a turn, which is the same page for page.
   *
   * @param turn the last turn that it has, from 0 on
   * @return its number
   * @throws FaultException NO_SUCH if the other has no such turn, or it ended before there were marks of that
   */
  public long fork(long pid, long turn, String title) {
    return store.write(c -> {
      Optional<Past.Mark> mark = after(c, pid, turn);
      long fork = copy(c, pid, title, "ready");
      Sql.update(c, "UPDATE proc SET used = ? WHERE pid = ?", clock.millis(), fork);
      if (mark.isPresent()) {
        Past.cut(c, fork, mark.get());
        since(c, fork, pid, mark.get().entry());
      }
      return fork;
    });
  }

  /**
   * Makes a conversation what it was at the end of a turn. What was said since lives on in another, with all that was said
   * before it: one that is made for that, or the one of the undo before if nothing was said since.
   *
   * @param turn the last turn that stays, from 0 on
   * @param title of the other, if it is made
   * @return the number of the other
   * @throws FaultException as {@link #fork}
   */
  public long undo(long pid, long turn, String title) {
    return store.write(c -> {
      Past.Mark mark = after(c, pid, turn)
          .orElseThrow(() -> new FaultException(
              Errno.BAD_USAGE, "turn %d is the last of session %d".formatted(turn, pid), ""));
      Optional<Long> before = keeper(c, pid);
      long other = before.isPresent() ? before.get() : copy(c, pid, title, UNDONE);
      hand(c, pid, other, mark.entry());
      Past.cut(c, pid, mark);
      String used = "UPDATE proc SET used = max(?, used + 1) WHERE pid = ?"; // after the other
      Sql.update(c, used, clock.millis(), pid);
      return other;
    });
  }

  /** The mark where the turn after this one begins; empty if this is the last. */
  private static Optional<Past.Mark> after(Connection c, long pid, long turn) throws SQLException {
    long last = Past.turns(c, pid);
    if (turn < 0 || turn > last) {
      throw new FaultException(
          Errno.NO_SUCH,
          "session %d has no turn %d; it has %s"
              .formatted(pid, turn, last == 0 ? "none yet" : last == 1 ? "1" : "1 to " + last),
          "session replay " + pid);
    }
    Optional<Past.Mark> mark = Past.mark(c, pid, turn + 1);
    if (mark.isEmpty() && turn < last) {
      long first = Sql.number(c, "SELECT coalesce(min(n), 0) FROM turn WHERE pid = ?", pid);
      throw new FaultException(
          Errno.NO_SUCH,
          "turn %d of session %d was said to an older llmos, which did not keep what it takes to go back there; %s"
              .formatted(
                  turn,
                  pid,
                  first == 0
                      ? "this holds for all its turns"
                      : "turns from " + (first - 1) + " on are kept"),
          "session fork " + pid);
    }
    return mark;
  }

  private long copy(Connection c, long pid, String title, String state) throws SQLException {
    String sql = "INSERT INTO proc(kind, title, parent, state, policy, created, used, since)"
        + " SELECT kind, ?, pid, ?, policy, ?, used, ? FROM proc WHERE pid = ?";
    long fork = Sql.insert(c, sql, title, state, clock.millis(), Journal.last(c, pid), pid);
    Past.copy(c, pid, fork);
    return fork;
  }

  private static void since(Connection c, long pid, long parent, long entry) throws SQLException {
    Sql.update(c, "UPDATE proc SET parent = ?, since = ? WHERE pid = ?", parent, entry, pid);
  }

  /** The conversation of the last undo, if it has all that this one has: nothing was said since. */
  private static Optional<Long> keeper(Connection c, long pid) throws SQLException {
    String sql = "SELECT max(pid) FROM proc WHERE parent = ?1 AND state = '" + UNDONE
        + "' AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.pid = ?1 AND seq > since)";
    long found = Sql.number(c, sql, pid);
    return found == 0 ? Optional.empty() : Optional.of(found);
  }

  /** Gives the entries after this one to another, which has those before from where this one has them. */
  private static void hand(Connection c, long pid, long other, long entry) throws SQLException {
    long parent = Sql.number(c, "SELECT coalesce(parent, 0) FROM proc WHERE pid = ?", pid);
    long since = Sql.number(c, "SELECT since FROM proc WHERE pid = ?", pid);
    boolean beforeTheFork = parent > 0 && since > entry;
    Sql.update(c, "UPDATE journal SET pid = ? WHERE pid = ? AND seq > ?", other, pid, entry);
    // Forks of what is taken back are forks of the other now.
    String forks = "UPDATE proc SET parent = ?1 WHERE parent = ?2 AND since > ?3 AND pid <> ?1";
    Sql.update(c, forks, other, pid, entry);
    if (beforeTheFork) {
      since(c, other, parent, since);
      since(c, pid, parent, entry);
    } else {
      since(c, other, pid, entry);
    }
  }
}
