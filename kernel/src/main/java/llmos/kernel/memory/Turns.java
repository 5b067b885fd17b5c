package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;
import llmos.kernel.store.Utf8;

/** What comes and goes with a turn: its tail, and calls that wait for a result. Used under the lock of {@link Memory}. */
record Turns(PageTable table, Pager pager, Memory.Meter meter, int budget) {
  static final String PARTS = "in parts: "; // why a page left whose text is in the window still

  private static final int RESERVE = 64; // tokens of the stubs for what makes room

  /** Starts the user's turn: what came before becomes evictable. */
  Page begin(String text, Label label, Provenance from, Intake intake) {
    finish();
    List<Stored> before = Layout.current(table);
    table.nextTurn();
    before.stream().flatMap(stored -> inParts(stored).stream()).forEach(pager::joins);
    return intake.enter(PageKind.USER, text, label, from).getFirst();
  }

  /** Tokens of the parts that a long text is cut into: several of them fit into the tail. */
  static int part(int budget) {
    return Math.max(Limits.LEAST_HEAD, budget / 16);
  }

  /** A long turn that is over leaves the window and enters it again in parts, so that the pager can evict some of them. */
  private List<Stored> inParts(Stored stored) {
    Page whole = stored.page();
    if (whole.kind() != PageKind.USER || stored.pinned() || whole.tokens() <= budget / 4) {
      return List.of(stored);
    }
    int part = part(budget);
    List<String> texts =
        new Splitter(text -> meter.tokens(PageKind.USER, text)).split(whole.text(), part, part);
    long first = table.nextId();
    pager.leave(stored, PARTS + "p%d–p%d".formatted(first, first + texts.size() - 1));
    List<Stored> parts = new ArrayList<>();
    for (String text : texts) {
      int tokens = meter.tokens(PageKind.USER, text);
      Stored fresh = table.fresh(PageKind.USER, text, tokens, whole.label(), whole.provenance());
      Stored placed = fresh.part(stored.id(), stored.turn());
      parts.add(placed.moved(Swap.RESIDENT, "part of " + whole.id()));
      table.add(parts.getLast());
    }
    return parts;
  }

  /**
   * What is handed over with the turn to come, as far as the tail can hold it. The rest goes to disk in parts; but what
   * stands in a document is there already.
   */
  List<Memory.Tail> keep(List<Memory.Tail> blocks) {
    int free = pager.tailShare();
    int swapped = table.swapped();
    List<Memory.Tail> kept = new ArrayList<>();
    for (Memory.Tail block : blocks) {
      int tokens = meter.tokens(PageKind.BLOCK, block.text());
      boolean fits = tokens <= free || block.from().span().isPresent();
      Optional<Memory.Tail> head = fits ? Optional.of(block) : head(block, free);
      head.ifPresent(kept::add);
      free -= head.map(tail -> meter.tokens(PageKind.BLOCK, tail.text())).orElse(0);
    }
    if (table.swapped() > swapped) {
      table.announce();
      String told = Intake.onDisk(table.swapped() - swapped);
      pager.notices().add("not all that came in fits: " + told + ": mem ls --evicted");
    }
    return kept;
  }

  /** Writes a block in parts; the first of them stays with a handle for the others, if there is room. */
  private Optional<Memory.Tail> head(Memory.Tail block, int free) {
    int part = part(budget);
    List<String> texts = new Splitter(text -> meter.tokens(PageKind.BLOCK, text))
        .split(Utf8.wellFormed(block.text()), part, part);
    long first = table.nextId();
    String head = texts.getFirst() + Intake.handle(first, first + texts.size() - 2);
    boolean stays = texts.size() > 1 && meter.tokens(PageKind.BLOCK, head) <= free;
    for (String text : texts.subList(stays ? 1 : 0, texts.size())) {
      int tokens = meter.tokens(PageKind.BLOCK, text);
      Stored fresh = table.fresh(PageKind.BLOCK, text, tokens, block.label(), block.from());
      table.add(fresh.part(first, fresh.turn()).moved(Swap.SWAPPED, "came in with a turn"));
    }
    return Optional.of(new Memory.Tail(head, block.label(), block.from())).filter(tail -> stays);
  }

  /** Adds blocks for the current turn, best first, as far as they fit into a quarter of the budget, for which the log makes room. */
  List<Page> read(List<Memory.Tail> blocks) {
    makeRoom(blocks.stream()
        .mapToInt(block -> meter.tokens(PageKind.BLOCK, Utf8.wellFormed(block.text())))
        .sum());
    int free = free();
    List<Page> pages = new ArrayList<>();
    for (Memory.Tail block : blocks) {
      String text = Utf8.wellFormed(block.text());
      int tokens = meter.tokens(PageKind.BLOCK, text);
      if (tokens <= free) {
        Stored fresh = table.fresh(PageKind.BLOCK, text, tokens, block.label(), block.from());
        table.add(fresh.moved(Swap.TAIL, "read for turn " + table.turn()));
        pages.add(fresh.page());
        free -= tokens;
      }
    }
    return pages;
  }

  /** Brings pages of earlier turns back, the most wanted first, as far as they fit. */
  List<Page> recall(List<PageId> wanted, Room room) {
    int free = room == Room.TAIL
        ? free()
        : budget - table.used() + Layout.tokens(Layout.log(table)) - RESERVE;
    List<Stored> chosen = new ArrayList<>();
    Set<Long> stay = new LinkedHashSet<>();
    int misses = 0;
    for (PageId id : wanted) {
      Optional<Stored> here = table.inWindow(id.number());
      boolean resident = here.isPresent();
      if (resident && (room == Room.TAIL || !pager.victims().has(id))) {
        continue; // it is in the prompt anyway
      }
      Optional<Stored> found = resident ? here : table.find(id.number()).filter(this::recallable);
      if (found.isEmpty()) {
        continue;
      }
      Stored stored = resident ? found.get() : asBlock(found.get());
      if (stored.page().tokens() > free) {
        if (++misses > Limits.RECALL_MISSES) {
          break;
        }
        continue;
      }
      free -= stored.page().tokens();
      stay.add(stored.id());
      if (!resident) {
        chosen.add(stored);
      }
    }
    if (room == Room.WINDOW) {
      pager.displace(Layout.tokens(chosen), stay, wanted);
    }
    chosen.removeIf(stored -> !enters(stored));
    return chosen.stream().map(Stored::page).toList();
  }

  /** The log gives back what this turn wants of the tail's share, as far as there is any beside what has to stay. */
  void makeRoom(int wanted) {
    int tail = Layout.tokens(Layout.tail(table));
    Set<Long> newest = pager.newest();
    int most = Math.min(pager.tailShare() - tail, budget - pager.floor(newest) - tail);
    pager.roomForTail(Math.max(0, Math.min(wanted, most)), newest);
  }

  private boolean enters(Stored stored) {
    boolean fits = table.used() + stored.page().tokens() <= budget;
    if (fits) {
      table.change(stored.faulted().moved(Swap.TAIL, "recalled for turn " + table.turn()));
    }
    return fits;
  }

  private int free() {
    int tail = pager.tailShare() - Layout.tokens(Layout.tail(table));
    return Math.min(tail, budget - table.used());
  }

  private boolean recallable(Stored stored) {
    return comesBack(stored) && stored.page().tokens() <= budget / 4; // a larger one has parts
  }

  /** Whether a page is not in the log, and is found there: its text is not in the log in parts. */
  static boolean isOut(Stored stored) {
    boolean out = stored.state().equals(Swap.SWAPPED) || Layout.isTail(stored);
    return out && !stored.stub() && !stored.why().startsWith(PARTS);
  }

  /** Whether a page of earlier turns can stand among the blocks: not what only the machine says. */
  static boolean comesBack(Stored stored) {
    PageKind kind = stored.page().kind();
    return stored.state().equals(Swap.SWAPPED)
        && !stored.stub()
        && kind != PageKind.SYSTEM
        && kind != PageKind.CALL;
  }

  private Stored asBlock(Stored stored) {
    return stored.counted(meter.tokens(PageKind.BLOCK, stored.page().text()));
  }

  /** A page of the tail leaves, and is again what it was. */
  void dismiss(Stored stored, String why) {
    pager.leave(Layout.own(stored, meter), why);
  }

  /** The turn is over: its tail leaves the window, and so do calls without a result. */
  void finish() {
    Layout.tail(table).forEach(stored -> dismiss(stored, stored.why()));
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
}
