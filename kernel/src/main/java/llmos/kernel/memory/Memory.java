package llmos.kernel.memory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import llmos.api.Errno;
import llmos.api.EvictionPolicy;
import llmos.api.FaultException;
import llmos.api.KernelPanic;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;

/**
 * The window of one process as paged RAM.
 *
 * <p>The address space is the ordered list of all pages that a process ever had. A page is resident (in the window), swapped
 * (on disk) or released (dropped by the user, never by the pager). The invariants, which {@link #audit} asserts:
 *
 * <ol>
 *   <li>The tokens of the prompt never exceed the budget.
 *   <li>The user's newest turn is in every prompt, verbatim. One that is larger than the window becomes a document: its head
 *       stays, the rest is on disk, and a notice says so.
 *   <li>A page's bytes are in the store before it leaves the window, and come back the same.
 *   <li>Each byte of a prompt belongs to one page; the same address space gives the same prompt.
 *   <li>Eviction calls no model, ends, and makes the prompt smaller.
 *   <li>A call is never sent without its result, nor a result without its call.
 * </ol>
 *
 * <p>Each change is one transaction, on disk when the method returns; if it fails, nothing changed. Page numbers are given
 * inside the transaction: where another llmos wrote to the same process meanwhile, the window is read again, with the other's
 * pages in its log, and the change is made anew. Text with half a surrogate pair gets U+FFFD in its place before it becomes a
 * page, as no encoding could bring it back.
 *
 * <p>Thread-safe: the one lock is this object's monitor.
 */
public final class Memory {
  private static final int LEAST_BUDGET = 256;
  private static final int MOST_ATTEMPTS = 100;

  private final long pid;
  private final Meter meter;
  private final Swap swap;
  private final Clock clock;
  private final Notices notices = new Notices();
  private Settings settings;
  private PageTable table;
  private Pager pager;
  private Intake intake;
  private long turn; // the turn that this object began, 0 before
  private boolean stale; // the table may differ from the store
  private boolean fitted; // the window was counted by this meter and fits this budget

  /**
   * What the window is like.
   *
   * @param budget tokens for pages: the CPU's window less the reply's reserve; at least 256
   * @param policy which pages leave first
   */
  public record Settings(int budget, EvictionPolicy.Maker policy) {}

  /** Counts tokens, framing of the page included; never 0. */
  @FunctionalInterface
  public interface Meter {
    /** The tokens of a page of this kind with this text. */
    int tokens(PageKind kind, String text);
  }

  /** A block that is wanted for the current turn only. */
  public record Tail(String text, Label label, Provenance from) {}

  /** Where a page is. */
  public enum State {
    RESIDENT,
    SWAPPED,
    RELEASED
  }

  /**
   * A page with what {@code mem ls} shows of it.
   *
   * @param faults how often it was brought back or read from disk
   * @param why why it is here or left
   * @param turn the turn in which it arrived, from 1
   */
  public record Row(Page page, State state, boolean pinned, int faults, String why, long turn) {}

  /**
   * How full the window is.
   *
   * @param budget tokens that fit
   * @param used tokens in the window
   * @param resident pages in the window, stubs not counted
   * @param swapped pages on disk only
   * @param pinned pages that may not leave
   * @param faults how often pages were brought back
   * @param policy the policy's name
   */
  public record Stats(
      int budget, int used, int resident, int swapped, int pinned, long faults, String policy) {}

  private Memory(long pid, Settings settings, Meter meter, Swap swap, Clock clock) {
    this.pid = pid;
    this.settings = settings;
    this.meter = meter;
    this.swap = swap;
    this.clock = clock;
    this.table = new PageTable(pid, swap, 0);
    this.pager = new Pager(table, settings, meter, notices);
    this.intake = new Intake(table, pager, meter, notices, settings.budget());
  }

  /**
   * The memory of a process, as it was left. Counts no tokens yet: that is done when the window is first used.
   *
   * @throws FaultException if the budget is below 256 tokens or a page is damaged
   */
  public static Memory open(long pid, Settings settings, Meter meter, Swap swap, Clock clock) {
    check(settings.budget());
    return new Memory(pid, settings, meter, swap, clock);
  }

  private static void check(int budget) {
    if (budget < LEAST_BUDGET) {
      throw Intake.tooSmall(budget);
    }
  }

  private void reload() {
    table = new PageTable(pid, swap, turn);
    pager = new Pager(table, settings, meter, notices);
    intake = new Intake(table, pager, meter, notices, settings.budget());
    stale = false;
    fitted = false;
  }

  private void refresh() {
    if (stale) {
      reload();
    }
    if (!fitted) {
      table.reclaim();
      intake.fit();
    }
  }

  /** Makes a change and writes it, all or nothing; again from the start if another llmos was faster. */
  private <T> T change(Supplier<T> step) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      int told = notices.size();
      boolean kept = false;
      try {
        refresh();
        T result = step.get();
        kept = table.commit();
        if (kept) {
          fitted = true;
          return result;
        }
      } finally {
        if (!kept) {
          stale = table.dirty();
          notices.keep(told);
        }
      }
    }
    throw new FaultException(
        Errno.FAILED,
        "another llmos keeps writing to this conversation",
        "try again, or: session new");
  }

  private void settle() {
    if (stale || !fitted) {
      change(() -> true);
    }
  }

  /**
   * Starts the user's turn, on disk when this returns. What came before becomes evictable. If the text is larger than the
   * window, its head is the turn and {@link #takeNotices} says where the rest is.
   */
  public synchronized Page begin(String text, Label label, String source) {
    Page page = change(() -> {
      finish();
      List<Stored> before = Layout.current(table);
      table.nextTurn();
      before.forEach(pager::joins);
      Provenance from = Provenance.of(source, clock.millis());
      return intake.enter(PageKind.USER, wellFormed(text), label, from).getFirst();
    });
    turn = table.turn();
    return page;
  }

  /**
   * Takes what the CPU, a device or the kernel says into the current turn. What is larger than a quarter of the budget is
   * split. A call, or a result, that has no room beside the user's turn goes to disk with its counterpart.
   *
   * @return the pages made; the first is the one that entered
   * @throws FaultException for a system page that would fill half of the window
   */
  public synchronized List<Page> admit(PageKind kind, String text, Label label, Provenance from) {
    if (kind == PageKind.USER || kind == PageKind.SUMMARY) {
      throw new IllegalArgumentException(kind + " pages are made by begin and by the pager");
    }
    return change(() -> intake.enter(kind, wellFormed(text), label, from));
  }

  /** Puts this text in the place of all system pages; does nothing if it is there already. */
  public synchronized Page system(String text, Label label) {
    return change(() -> {
      List<Stored> old = Layout.system(table);
      if (old.size() == 1 && old.getFirst().page().text().equals(wellFormed(text))) {
        return old.getFirst().page();
      }
      old.forEach(stored -> pager.leave(stored, "replaced by another system page"));
      Provenance from = Provenance.of("kernel", clock.millis());
      return intake.enter(PageKind.SYSTEM, wellFormed(text), label, from).getFirst();
    });
  }

  /**
   * Adds blocks for the current turn only, best first. They stand in the prompt in this order, and may have a quarter of the
   * budget, as far as it is free; a block that does not fit is left out. They go to disk when the turn ends.
   */
  public synchronized List<Page> tail(List<Tail> blocks) {
    return change(() -> {
      int budget = settings.budget();
      int free = Math.min(budget / 4 - Layout.tokens(Layout.tail(table)), budget - table.used());
      List<Page> pages = new ArrayList<>();
      for (Tail block : blocks) {
        String text = wellFormed(block.text());
        int tokens = meter.tokens(PageKind.BLOCK, text);
        if (tokens <= free) {
          Stored fresh = table.fresh(PageKind.BLOCK, text, tokens, block.label(), block.from());
          table.add(fresh.moved(Swap.TAIL, "read for turn " + table.turn()));
          pages.add(fresh.page());
          free -= tokens;
        }
      }
      return pages;
    });
  }

  /** The pages of the next request, in order. */
  public synchronized List<Page> prompt() {
    settle();
    List<Page> prompt = Layout.prompt(table);
    int tokens = prompt.stream().mapToInt(Page::tokens).sum();
    if (tokens > settings.budget()) {
      throw new KernelPanic(
          "a prompt of %d tokens for a budget of %d".formatted(tokens, settings.budget()));
    }
    return prompt;
  }

  /**
   * The turn is over, answered or interrupted: its tail leaves the window, and so do calls without a result. Its other pages
   * stay until room is needed in a later turn.
   */
  public synchronized void end() {
    change(() -> {
      finish();
      return true;
    });
  }

  private void finish() {
    Layout.tail(table).forEach(stored -> pager.leave(stored, stored.why()));
    Set<String> results = new HashSet<>();
    List<Stored> pages = Layout.current(table);
    pages.stream()
        .filter(stored -> stored.page().kind() == PageKind.RESULT)
        .forEach(stored -> results.add(Layout.call(stored)));
    pages.stream()
        .filter(stored -> stored.page().kind() == PageKind.CALL)
        .filter(stored -> !Layout.call(stored).isEmpty() && !results.contains(Layout.call(stored)))
        .forEach(stored -> pager.leave(stored, "had no result"));
  }

  /**
   * Keeps a page in the window, with the call or result that belongs to it; brings it back if it left.
   *
   * @throws FaultException NO_SUCH, or LIMIT if pinned pages would have more than half of the budget
   */
  public synchronized void pin(PageId id) {
    change(() -> {
      handles().pin(id);
      return true;
    });
  }

  /** Lets the pager evict a page again. */
  public synchronized void unpin(PageId id) {
    change(() -> {
      handles().unpin(id);
      return true;
    });
  }

  /**
   * Releases a page: it is in no prompt any more and cannot be loaded.
   *
   * @throws FaultException NO_SUCH; BAD_USAGE for system pages and the user's newest turn
   */
  public synchronized void drop(PageId id) {
    change(() -> {
      handles().drop(id);
      return true;
    });
  }

  /**
   * Brings pages back to their place in the window, calls with their results; others leave for them.
   *
   * @return all pages that are resident now because of this, by number
   * @throws FaultException NO_SUCH, or LIMIT if they are larger than what can be freed
   */
  public synchronized List<Page> load(List<PageId> ids) {
    return change(() -> handles().load(ids));
  }

  private Handles handles() {
    return new Handles(table, pager, intake, meter, settings.budget());
  }

  /** Tells the policy that a page was used. */
  public synchronized void touched(PageId id) {
    pager.victims().touched(id);
  }

  /** A page in any state, byte for byte; reading one from disk counts as a fault. */
  public synchronized Optional<Page> page(PageId id) {
    Optional<Stored> found = table.find(id.number());
    found
        .filter(stored -> stored.state().equals(Swap.SWAPPED) && !stored.stub())
        .ifPresent(stored -> table.change(stored.faulted()));
    touched(id);
    return found.map(Stored::page);
  }

  /** Every page by number, without stubs that were replaced. Reads all of them from the store. */
  public synchronized List<Row> rows() {
    return table.all().stream()
        .filter(stored -> !stored.stub() || table.inWindow(stored.id()).isPresent())
        .map(this::row)
        .toList();
  }

  private Row row(Stored stored) {
    State state = State.SWAPPED;
    if (stored.state().equals(Swap.RELEASED)) {
      state = State.RELEASED;
    } else if (table.inWindow(stored.id()).isPresent()) {
      state = State.RESIDENT;
    }
    return new Row(
        stored.page(), state, stored.pinned(), stored.faults(), stored.why(), stored.turn());
  }

  /** How full the window is. */
  public synchronized Stats stats() {
    int resident =
        (int) table.window().stream().filter(stored -> !stored.stub()).count();
    int pinned = (int) table.window().stream().filter(Stored::pinned).count();
    return new Stats(
        settings.budget(),
        table.used(),
        resident,
        table.swapped(),
        pinned,
        table.faults(),
        pager.victims().name());
  }

  /** What the user should be told, once. */
  public synchronized List<String> takeNotices() {
    return notices.take();
  }

  /** The join of the labels of all pages in the window. */
  public synchronized Label label() {
    return Label.joinAll(
        table.window().stream().map(stored -> stored.page().label()).toList());
  }

  /** Another policy from now on. */
  public synchronized void policy(EvictionPolicy.Maker maker) {
    configure(new Settings(settings.budget(), maker));
  }

  /**
   * Another CPU: pages are counted anew and leave until they fit.
   *
   * @throws FaultException LIMIT if the window is too small to work in; then it stays as it was
   */
  public synchronized void resize(int budget) {
    check(budget);
    configure(new Settings(budget, settings.policy()));
  }

  private void configure(Settings now) {
    Settings before = settings;
    boolean done = false;
    try {
      settings = now;
      stale = true;
      change(() -> true);
      done = true;
    } finally {
      if (!done) {
        settings = before;
        stale = true;
      }
    }
  }

  /** Asserts the invariants. */
  public synchronized void audit() {
    settle();
    Audit.of(table, pager, settings.budget());
  }

  private static String wellFormed(String text) {
    StringBuilder fixed = new StringBuilder(0);
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char here = text.charAt(i);
      if (!Character.isSurrogate(here)) {
        continue;
      }
      if (i + 1 < text.length() && Character.isSurrogatePair(here, text.charAt(i + 1))) {
        i++;
      } else {
        fixed.append(text, from, i).append('\uFFFD');
        from = i + 1;
      }
    }
    return from == 0 ? text : fixed.append(text, from, text.length()).toString();
  }
}
