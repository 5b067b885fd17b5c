package llmos.kernel.memory;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import llmos.api.Confidentiality;
import llmos.api.EvictionPolicy;
import llmos.api.FaultException;
import llmos.api.KernelPanic;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.memory.Memory.Settings;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Utf8;

/**
 * The window of one process as paged RAM.
 *
 * <p>The address space is the ordered list of all pages that a process ever had. A page is resident (in the window), swapped
 * (on disk) or released (dropped by the user, never by the pager; or a system page that was replaced). The invariants, which {@link #audit} asserts:
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
 * <p>Each change is one transaction, on disk when the method returns; if it fails, nothing changed. Text with half a
 * surrogate pair gets U+FFFD in its place before it becomes a page, as no encoding could bring it back.
 *
 * <p>Thread-safe: the one lock is this object's monitor.
 */
public final class Memory {
  private final Clock clock;
  private final Notices notices = new Notices();
  private final Changes window;

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

  private Memory(long pid, Settings settings, Meter meter, Swap swap, Clock clock) {
    this.clock = clock;
    this.window = new Changes(pid, settings, meter, swap, notices);
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

  /** Thousandths by which a server reads more tokens than are counted: the log lends nothing of those. */
  public synchronized void margin(IntSupplier thousandths) {
    window.margin(thousandths);
  }

  private static void check(int budget) {
    if (budget < Limits.LEAST_BUDGET) {
      throw Intake.tooSmall(budget);
    }
  }

  /** What the tail of the next turn can hold of this; the rest goes to disk, where it is found as pages of the past. */
  public synchronized List<Tail> keep(List<Tail> blocks) {
    return window.change(() -> window.turns().keep(blocks));
  }

  /**
   * Starts the user's turn, on disk when this returns. What came before becomes evictable. If the text is larger than the
   * window, its head is the turn and {@link #takeNotices} says where the rest is.
   */
  public synchronized Page begin(String text, Label label, String source) {
    Provenance from = Provenance.of(source, clock.millis());
    Page page = window.change(() -> {
      window.standing().judge();
      return window.turns().begin(Utf8.wellFormed(text), label, from, window.intake());
    });
    window.turn(table().turn());
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
    return window.change(() -> window.intake().enter(kind, Utf8.wellFormed(text), label, from));
  }

  /** Puts this text in the place of all system pages; does nothing if it is there already. */
  public synchronized Page system(String text, Label label) {
    return window.change(
        () -> window.intake().system(Utf8.wellFormed(text), label, clock.millis()));
  }

  /** Adds blocks for the current turn only, in this order: a quarter of the budget, for which the log makes room. */
  public synchronized List<Page> tail(List<Tail> blocks) {
    return window.change(() -> window.turns().read(blocks));
  }

  /** What the log has of the tail's share leaves, as this turn wants pages of its past back. */
  public synchronized void makeRoom() {
    window.run(() -> window.turns().makeRoom(Integer.MAX_VALUE));
  }

  /**
   * Brings pages of earlier turns back for the current turn only, the most wanted first, and tells which: they stand beside
   * the blocks of {@link #tail}, and what does not fit stays where it is.
   */
  public synchronized List<Page> recall(List<PageId> wanted, Room room) {
    return window.change(() -> window.turns().recall(wanted, room));
  }

  /** A page in any state, to be brought. Throws NO_SUCH, also if it was dropped. */
  public synchronized Tail wanted(PageId id) {
    return window.handles().wanted(id);
  }

  /** Brings what the CPU asks for into the tail, best first; gives what to tell it of each. */
  public synchronized String bring(List<Tail> wanted) {
    return window.change(() -> new Demand(window.turns()).bring(wanted));
  }

  /** The pages of the next request, in order. */
  public synchronized List<Page> prompt() {
    window.settle();
    List<Page> prompt = Layout.prompt(table());
    int tokens = prompt.stream().mapToInt(Page::tokens).sum();
    if (tokens > window.settings().budget()) {
      throw new KernelPanic("a prompt of %d tokens for a budget of %d"
          .formatted(tokens, window.settings().budget()));
    }
    return prompt;
  }

  /**
   * The turn is over, answered or interrupted: its tail leaves the window, and so do calls without a result. Its other pages
   * stay until room is needed in a later turn.
   */
  public synchronized void end() {
    window.run(() -> window.turns().finish());
  }

  /**
   * Keeps a page in the window, with the call or result that belongs to it; brings it back if it left.
   *
   * @throws FaultException NO_SUCH, or LIMIT if pinned pages would have more than half of the budget
   */
  public synchronized void pin(PageId id) {
    window.run(() -> window.handles().pin(id));
  }

  /** Lets the pager evict a page again. */
  public synchronized void unpin(PageId id) {
    window.run(() -> window.handles().unpin(id));
  }

  /**
   * Releases a page: it is in no prompt any more and cannot be loaded.
   *
   * @throws FaultException NO_SUCH; BAD_USAGE for system pages and the user's newest turn
   */
  public synchronized void drop(PageId id) {
    window.run(() -> window.handles().drop(id));
  }

  /**
   * Brings pages back to their place in the window, calls with their results; others leave for them.
   *
   * @return all pages that are resident now because of this, by number
   * @throws FaultException NO_SUCH, or LIMIT if they are larger than what can be freed
   */
  public synchronized List<Page> load(List<PageId> ids) {
    return window.change(() -> window.handles().load(ids));
  }

  /**
   * Brings the pages back that left together last, the newest first, as far as they can be kept beside the turn.
   *
   * @return what is back, by number; empty if nothing has left or nothing fits
   */
  public synchronized List<Page> undo() {
    return window.change(() -> window.handles().undo());
  }

  private PageTable table() {
    return window.table();
  }

  /** A page in any state, byte for byte. It was used then; reading one from disk counts as a fault. */
  public synchronized Optional<Page> page(PageId id) {
    return window.change(() -> window.handles().read(id));
  }

  /** What a CPU that may see this much is asked to sum up next; empty if enough is told of what left. */
  public synchronized Optional<Untold> untold(Confidentiality clearance) {
    window.settle();
    return window.summaries().next(clearance);
  }

  /** Keeps what a CPU of this name wrote, as a page on disk; empty if it is of no use, or no more. */
  public synchronized Optional<Page> tell(Untold untold, String written, String by) {
    return window.change(() -> window.summaries().add(untold, written, by, clock.millis()));
  }

  /** Every page by number, without stubs that were replaced. Reads all of them from the store. */
  public synchronized List<PageView> rows() {
    window.look();
    return table().all().stream()
        .filter(stored ->
            !stored.stub() || stored.summary() || table().inWindow(stored.id()).isPresent())
        .map(table()::row)
        .toList();
  }

  /** One page in any state. Throws NO_SUCH. */
  public synchronized PageView row(PageId id) {
    window.look();
    return table().row(window.handles().found(id));
  }

  /** Whether a page has left the log; it may be here for this turn only. */
  public synchronized boolean isOut(PageId id) {
    return table().find(id.number()).filter(Turns::isOut).isPresent();
  }

  /** The number of the newest page; 0 if there is none. */
  synchronized long lastPage() {
    return table().nextId() - 1;
  }

  /** How full the window is. */
  public synchronized WindowStats stats() {
    window.look();
    return WindowStats.of(
        table(), window.settings().budget(), window.pager().victims().name());
  }

  /** What the user should be told, once. */
  public synchronized List<String> takeNotices() {
    return notices.take();
  }

  /** The join of the labels of all pages in the window. */
  public synchronized Label label() {
    return Label.joinAll(
        table().window().stream().map(stored -> stored.page().label()).toList());
  }

  /** Another policy from now on. */
  public synchronized void policy(EvictionPolicy.Maker maker) {
    window.configure(new Settings(window.settings().budget(), maker));
  }

  /** Another CPU: pages are counted anew and leave until they fit. Throws LIMIT if too few would, and stays as it was. */
  public synchronized void resize(int budget) {
    check(budget);
    window.configure(new Settings(budget, window.settings().policy()));
  }

  /** Asserts the invariants. */
  public synchronized void audit() {
    window.settle();
    Audit.of(table(), window.pager(), window.settings().budget());
  }
}
