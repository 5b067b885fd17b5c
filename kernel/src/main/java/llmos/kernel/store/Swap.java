package llmos.kernel.store;

import java.util.List;
import java.util.Optional;
import llmos.api.Label;
import llmos.api.Page;

/** The bytes and the place of every page, resident or not. Each text is stored once, under its SHA-256. */
public final class Swap {
  /** In the window. */
  public static final String RESIDENT = "RESIDENT";

  /** In the window until its turn is over. */
  public static final String TAIL = "TAIL";

  /** On disk only. */
  public static final String SWAPPED = "SWAPPED";

  /** Dropped by the user, or a system page that was replaced. */
  public static final String RELEASED = "RELEASED";

  private static final String SAID = "stub_from IS NULL AND kind <> 'SYSTEM'";
  private static final String TALK_OUT = "state = 'SWAPPED' AND stub_from IS NULL"
      + " AND (kind IN ('USER', 'ASSISTANT', 'RESULT') OR part_of > 0)";
  private static final String LEFT = "why LIKE 'left by % in turn %'";
  private static final String LEFT_IN = "CAST(substr(why, instr(why, ' in turn ') + 9) AS INTEGER)";

  private final Store store;

  /** The swap in this state file. */
  public Swap(Store store) {
    this.store = store;
  }

  /**
   * A page with its row of the page table. Numbers that a page does not have are 0.
   *
   * @param state one of the constants of {@link Swap}
   * @param pinned whether the pager may not evict it
   * @param faults how often it was brought back
   * @param why why it is here or left, for people
   * @param turn the turn it arrived in
   * @param partOf the page that it continues or replaces; for summaries: the first that it tells of; for stubs: the one before it in the log
   * @param stubFrom for stubs and summaries: the first page it stands for
   * @param stubTo for stubs and summaries: the last page it stands for
   */
  public record Stored(
      Page page,
      String state,
      boolean pinned,
      int faults,
      String why,
      long turn,
      long partOf,
      long stubFrom,
      long stubTo) {

    /** The number of the page. */
    public long id() {
      return page.id().number();
    }

    /** Whether it stands for pages that left. */
    public boolean stub() {
      return stubFrom > 0;
    }

    /** Whether a model wrote it of pages that left: a stub carries its text, and it is never in the window itself. */
    public boolean summary() {
      return stub() && partOf == stubFrom;
    }

    /** The same page in another state, for this reason. */
    public Stored moved(String to, String reason) {
      return new Stored(page, to, pinned, faults, reason, turn, partOf, stubFrom, stubTo);
    }

    /** The same page, pinned. */
    public Stored pin() {
      return new Stored(page, state, true, faults, why, turn, partOf, stubFrom, stubTo);
    }

    /** The same page, not pinned. */
    public Stored unpin() {
      return new Stored(page, state, false, faults, why, turn, partOf, stubFrom, stubTo);
    }

    /** The same page, brought back once more. */
    public Stored faulted() {
      return new Stored(page, state, pinned, faults + 1, why, turn, partOf, stubFrom, stubTo);
    }

    /** The same page as a part of another that arrived in this turn. */
    public Stored part(long of, long arrived) {
      return new Stored(page, state, pinned, faults, why, arrived, of, stubFrom, stubTo);
    }

    /** The same page, counted by another meter. */
    public Stored counted(int tokens) {
      Page same =
          new Page(page.id(), page.kind(), page.text(), tokens, page.label(), page.provenance());
      return new Stored(same, state, pinned, faults, why, turn, partOf, stubFrom, stubTo);
    }
  }

  /**
   * What a process needs to go on.
   *
   * @param seen how far that is all
   * @param window the pages in the window, by number
   * @param lastTurn the highest turn, 0 if there is none
   * @param swapped how many pages are on disk only, stubs not counted
   * @param faults how often pages were brought back
   * @param events what happened to pages that may leave, oldest first
   */
  public record Image(
      Seen seen,
      List<Stored> window,
      long lastTurn,
      int swapped,
      long faults,
      List<PageEvent> events) {}

  /** Reads what a process needs to go on. */
  public Image image(long pid) {
    return store.read(connection -> {
      // This first: what another llmos writes meanwhile is noticed at the next commit.
      Seen seen = Seen.of(connection, pid);
      List<PageEvent> events = PageEvent.of(connection, pid);
      List<Stored> window = PageRow.indexed(
          connection, "page_window", " AND state IN ('RESIDENT', 'TAIL') ORDER BY id", pid);
      // Each of these is answered by an index: a process may have a million pages.
      long turn = Sql.number(connection, "SELECT max(turn) FROM page WHERE pid = ?", pid);
      long faults =
          Sql.number(connection, "SELECT sum(faults) FROM page WHERE pid = ? AND faults > 0", pid);
      String notOut = "SELECT count(*) FROM page INDEXED BY page_rest WHERE pid = ?"
          + " AND (state <> 'SWAPPED' OR stub_from IS NOT NULL)";
      int swapped = (int) (seen.page() - Sql.number(connection, notOut, pid));
      return new Image(seen, window, turn, swapped, faults, events);
    });
  }

  /** The highest page number of a process, 0 if it has none. */
  public long lastId(long pid) {
    return store.read(connection -> Seen.of(connection, pid).page());
  }

  /** Whether there is something else by now. */
  public boolean outrun(long pid, Seen seen) {
    return store.read(c -> !Seen.of(c, pid).equals(seen));
  }

  /** How often turns were taken back. */
  public long cuts(long pid) {
    return store.read(c -> Seen.of(c, pid).cuts());
  }

  /**
   * Writes a change in one transaction.
   *
   * @return false, with nothing written, if the store is elsewhere: another llmos wrote to this process
   */
  public boolean commit(long pid, PageChange change) {
    return store.write(connection -> {
      if (!Seen.of(connection, pid).equals(change.seen())) {
        return false;
      }
      Past.keep(connection, pid, change);
      PageRow.insert(connection, pid, change.added());
      PageRow.update(connection, pid, change.changed());
      PageEvent.append(connection, pid, change.seen().event(), change.events());
      return true;
    });
  }

  /** Forgets all events after the one of this number. */
  public void rewind(long pid, long event) {
    String sql = "DELETE FROM page_event WHERE pid = ? AND seq > ?";
    store.write(c -> Sql.update(c, sql, pid, event));
  }

  /** One page in any state, its bytes checked. */
  public Optional<Stored> find(long pid, long id) {
    List<Stored> found =
        store.read(connection -> PageRow.query(connection, " AND id = ?", pid, id));
    return found.stream().findFirst();
  }

  /** The newest page of the user in this turn that was not dropped. */
  public Optional<Stored> userOf(long pid, long turn) {
    String condition =
        " AND turn = ? AND kind = 'USER' AND state <> 'RELEASED' ORDER BY id DESC LIMIT 1";
    return store.read(connection -> PageRow.query(connection, condition, pid, turn)).stream()
        .findFirst();
  }

  /** The pages of one call that arrived near this page, by number, their bytes checked. */
  public List<Stored> ofCall(long pid, long near, String call) {
    return store.read(connection -> PageRow.query(
        connection,
        " AND id BETWEEN ? AND ? AND call = ? ORDER BY id",
        pid,
        near - Limits.PAIR_DISTANCE,
        near + Limits.PAIR_DISTANCE,
        call));
  }

  /** The pages with text of their own that stand after this number, by number, at most {@code most}: no stub, no system page. */
  public List<Stored> after(long pid, long id, int most) {
    return store.read(
        c -> PageRow.query(c, " AND id > ? AND " + SAID + " ORDER BY id LIMIT ?", pid, id, most));
  }

  /** The last pages with text of their own up to this number, by number, at most {@code most}. */
  public List<Stored> upTo(long pid, long id, int most) {
    return store
        .read(c -> PageRow.query(
            c, " AND id <= ? AND " + SAID + " ORDER BY id DESC LIMIT ?", pid, id, most))
        .reversed();
  }

  /** The last pages after this one, by number, without stubs and what was dropped. */
  public List<Stored> lastAfter(long pid, long id, int most) {
    String condition =
        " AND id > ? AND stub_from IS NULL AND state <> 'RELEASED' ORDER BY id DESC LIMIT ?";
    return store
        .read(connection -> PageRow.query(connection, condition, pid, id, most))
        .reversed();
  }

  /** Whether anything that was said, or a part of it, is on disk only: not the text of documents. */
  public boolean outgrown(long pid) {
    String sql = "SELECT EXISTS (SELECT 1 FROM page WHERE pid = ? AND " + TALK_OUT + ")";
    return store.read(c -> Sql.number(c, sql, pid)) > 0;
  }

  /** What was said from one page to another and is on disk, by number, at most {@code most}; if it left after this turn, or of any turn below 0. */
  public List<Stored> out(long pid, long from, long to, long turn, int most) {
    String sql = " AND id BETWEEN ? AND ? AND " + TALK_OUT + " AND (? < 0 OR (" + LEFT + " AND "
        + LEFT_IN + " > ?)) ORDER BY id LIMIT ?";
    return store.read(c -> PageRow.query(c, sql, pid, from, to, turn, turn, most));
  }

  /** The written summaries that tell of any of these pages and were not dropped, the newest first. */
  public List<Stored> summaries(long pid, long from, long to) {
    String sql = " AND part_of = stub_from AND stub_from <= ? AND stub_to >= ?"
        + " AND state <> 'RELEASED' ORDER BY id DESC LIMIT ?";
    return store.read(
        c -> PageRow.indexed(c, "page_summary", sql, pid, to, from, Limits.SUMMARY_PAGES));
  }

  /** Tokens of all pages that were not dropped, stubs and earlier system pages not counted. */
  public long tokens(long pid) {
    String sql = "SELECT coalesce(sum(tokens), 0) FROM page WHERE pid = ? AND state <> 'RELEASED'"
        + " AND stub_from IS NULL AND (kind <> 'SYSTEM' OR state = 'RESIDENT')";
    return store.read(c -> Sql.number(c, sql, pid));
  }

  /** The pages that left the window together for the last time and are still out, newest first. */
  public List<Long> lastBatch(long pid) {
    String left = "pid = ? AND state = 'SWAPPED' AND stub_from IS NULL AND " + LEFT;
    String sql = "SELECT id FROM page WHERE " + left + " AND " + LEFT_IN + " = (SELECT max("
        + LEFT_IN + ") FROM page WHERE " + left + ") ORDER BY id DESC";
    return store.read(c -> Sql.rows(c, sql, r -> r.getLong(1), pid, pid));
  }

  /** The join of the labels of all pages of a process. */
  public Label label(long pid) {
    String sql = "SELECT DISTINCT integrity, confidentiality, origins FROM page WHERE pid = ?";
    return Label.joinAll(
        store.read(connection -> Sql.rows(connection, sql, r -> PageRow.label(r, 1), pid)));
  }

  /** Every page of a process, by number. */
  public List<Stored> all(long pid) {
    return store.read(connection -> PageRow.query(connection, " ORDER BY id", pid));
  }
}
