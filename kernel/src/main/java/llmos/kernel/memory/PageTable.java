package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.store.Limits;
import llmos.kernel.store.PageChange;
import llmos.kernel.store.PageEvent;
import llmos.kernel.store.Seen;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;

/**
 * The pages in the window of one process, and what is to be written about any page. Pages outside the window are on disk
 * and are read one by one. Used under the lock of {@link Memory}.
 */
final class PageTable {
  private static final String TURN = " turn "; // what a page is in the tail for ends with the turn

  private final long pid;
  private final Swap swap;
  private final TreeMap<Long, Stored> window = new TreeMap<>();
  private final Map<Long, Stored> added = new LinkedHashMap<>();
  private final Map<Long, Stored> changed = new LinkedHashMap<>();
  private final List<PageEvent> events; // of the store, then those of the change
  private int written; // of them are in the store
  private boolean worn;
  private Seen seen; // of the store
  private final long lastTurn; // in the store when this table was read
  private long turn;
  private boolean coming; // what is written belongs to the next turn already
  private int used;
  private int swapped;
  private long faults;

  /** Reads the window from the store. {@code turn} is the current turn, or 0 for the last one that is stored. */
  PageTable(long pid, Swap swap, long turn) {
    this.pid = pid;
    this.swap = swap;
    Swap.Image image = swap.image(pid);
    this.seen = image.seen();
    this.lastTurn = image.lastTurn();
    // A turn that is not there any more was taken back.
    this.turn = turn == 0 ? image.lastTurn() : Math.min(turn, image.lastTurn());
    this.swapped = image.swapped();
    this.faults = image.faults();
    this.events = new ArrayList<>(image.events());
    this.written = events.size();
    for (Stored stored : image.window()) {
      // A tail of another turn belongs to another llmos, or to a turn that was cut off.
      if (!stored.state().equals(Swap.TAIL) || belongs(stored, this.turn)) {
        window.put(stored.id(), stored);
        used += stored.page().tokens();
      }
    }
  }

  private static boolean belongs(Stored tail, long turn) {
    return tail.turn() == turn || tail.why().endsWith(TURN + turn);
  }

  long turn() {
    return turn;
  }

  /** The turn after the last one, from now on. */
  void nextTurn() {
    turn = Math.max(turn, lastTurn) + 1;
    coming = false;
  }

  /** What is written until that turn begins belongs to it: it is taken back with it. */
  void announce() {
    coming = true;
  }

  /** The pages in the window, by number. */
  Collection<Stored> window() {
    return window.values();
  }

  /** One page of the window. */
  Optional<Stored> inWindow(long id) {
    return Optional.ofNullable(window.get(id));
  }

  /** One page in any state. */
  Optional<Stored> find(long id) {
    Optional<Stored> here = known(id);
    return here.isPresent() ? here : swap.find(pid, id);
  }

  private Optional<Stored> known(long id) {
    return inWindow(id)
        .or(() -> Optional.ofNullable(added.get(id)))
        .or(() -> Optional.ofNullable(changed.get(id)));
  }

  /** Tokens of the window. */
  int used() {
    return used;
  }

  /** Pages on disk only, without stubs. */
  int swapped() {
    return swapped;
  }

  long faults() {
    return faults;
  }

  /** What happened to pages that may leave, oldest first. */
  List<PageEvent> events() {
    return events;
  }

  /** This happened to a page now. */
  void happened(PageEvent.Kind kind, PageId id) {
    events.add(new PageEvent(kind, id, turn));
  }

  /** Whether it has to be read anew, since the store forgot older events, or what a policy heard of a page that was dropped. */
  boolean worn() {
    return worn;
  }

  /** The number that the next new page gets. */
  long nextId() {
    return seen.page() + added.size() + 1;
  }

  /** A row for a page that is new in this turn. */
  Stored fresh(PageKind kind, String text, int tokens, Label label, Provenance from) {
    Page page = new Page(new PageId(nextId()), kind, text, tokens, label, from);
    return new Stored(page, Swap.RESIDENT, false, 0, "arrived in turn " + turn, turn, 0, 0, 0);
  }

  /** Brings the user's page of the current turn back if another llmos let it leave. */
  void reclaim() {
    boolean here = window.values().stream()
        .anyMatch(stored -> stored.turn() == turn && stored.page().kind() == PageKind.USER);
    if (turn > 0 && !here) {
      swap.userOf(pid, turn)
          .ifPresent(stored -> change(stored.moved(Swap.RESIDENT, "came back to its turn")));
    }
  }

  /** True if the store holds this window: what a restart would find. */
  boolean stored() {
    Swap.Image image = swap.image(pid);
    List<Stored> there = image.window().stream()
        .filter(stored -> window.containsKey(stored.id()) || belongs(stored, turn))
        .toList();
    return dirty() || !image.seen().equals(seen) || there.equals(List.copyOf(window.values()));
  }

  /** Adds a new page. */
  void add(Stored stored) {
    if (stored.id() != nextId()) {
      throw new IllegalArgumentException("p%d, next is p%d".formatted(stored.id(), nextId()));
    }
    added.put(stored.id(), stored);
    count(stored, 1);
    place(stored);
  }

  /** Replaces the row of a page. */
  void change(Stored stored) {
    find(stored.id()).ifPresent(before -> count(before, -1));
    count(stored, 1);
    (added.containsKey(stored.id()) ? added : changed).put(stored.id(), stored);
    place(stored);
  }

  private void count(Stored stored, int by) {
    if (stored.state().equals(Swap.SWAPPED) && !stored.stub()) {
      swapped += by;
    }
    faults += (long) by * stored.faults();
  }

  private void place(Stored stored) {
    Stored before = window.remove(stored.id());
    used -= before == null ? 0 : before.page().tokens();
    if (stored.state().equals(Swap.RESIDENT) || stored.state().equals(Swap.TAIL)) {
      window.put(stored.id(), stored);
      used += stored.page().tokens();
    }
  }

  /** Whether another llmos wrote what is not here. */
  boolean outrun() {
    return swap.outrun(pid, seen);
  }

  /** True if something is not written yet. */
  boolean dirty() {
    return !added.isEmpty() || !changed.isEmpty() || events.size() > written;
  }

  /** Writes what is new. False if another llmos wrote to this process; then this table is of no use any more. */
  boolean commit() {
    if (!dirty()) {
      return true;
    }
    List<Stored> fresh = List.copyOf(added.values());
    List<Stored> rows = List.copyOf(changed.values());
    List<PageEvent> news = List.copyOf(events.subList(written, events.size()));
    long of = coming ? Math.max(turn, lastTurn) + 1 : turn;
    if (!swap.commit(pid, new PageChange(seen, of, fresh, rows, news))) {
      return false;
    }
    worn = PageEvent.forgets(seen.event(), news.size())
        || rows.stream().anyMatch(row -> row.state().equals(Swap.RELEASED));
    seen = seen.and(added.size(), news.size());
    written = events.size();
    added.clear();
    changed.clear();
    return true;
  }

  /** The pages of a call that arrived near this one, in any state. */
  List<Stored> ofCall(Stored near, String call) {
    TreeMap<Long, Stored> found = new TreeMap<>();
    swap.ofCall(pid, near.id(), call).forEach(stored -> found.put(stored.id(), stored));
    added.values().stream()
        .filter(stored -> Layout.call(stored).equals(call))
        .forEach(stored -> found.put(stored.id(), stored));
    found.replaceAll((id, stored) -> known(id).orElse(stored));
    return List.copyOf(found.values());
  }

  /** The last pages after this one, in order of arrival, without stubs. */
  List<Stored> after(long id) {
    Stream<Stored> stored = swap.lastAfter(pid, id, Limits.POLICY_PAGES).stream();
    Stream<Stored> fresh = added.values().stream().filter(page -> !page.stub() && page.id() > id);
    return Stream.concat(stored, fresh).toList();
  }

  /** What was said from one page to another and is on disk, by number; see {@link Swap#out}. */
  List<Stored> out(long from, long to, long turn, int most) {
    return asOf(swap.out(pid, from, to, turn, most));
  }

  /** The written summaries that tell of any of these pages, the newest first. */
  List<Stored> summaries(long from, long to) {
    return asOf(swap.summaries(pid, from, to));
  }

  /** The rows as they are now, those that are still on disk. */
  private List<Stored> asOf(List<Stored> rows) {
    return rows.stream()
        .map(row -> known(row.id()).orElse(row))
        .filter(row -> row.state().equals(Swap.SWAPPED))
        .toList();
  }

  /** The pages that left together last and are still out, newest first, as of the last commit. */
  List<Long> lastBatch() {
    return swap.lastBatch(pid);
  }

  /** Every page, by number, after a commit. */
  List<Stored> all() {
    List<Stored> rows = new ArrayList<>(swap.all(pid));
    rows.replaceAll(row -> known(row.id()).orElse(row));
    return rows;
  }

  /** What is shown of a page. */
  PageView row(Stored stored) {
    PageView.State state = PageView.State.SWAPPED;
    if (stored.state().equals(Swap.RELEASED)) {
      state = PageView.State.RELEASED;
    } else if (inWindow(stored.id()).isPresent()) {
      state = PageView.State.RESIDENT;
    }
    return new PageView(
        stored.page(), state, stored.pinned(), stored.faults(), stored.why(), stored.turn());
  }
}
