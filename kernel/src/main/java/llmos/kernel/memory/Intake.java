package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;

/**
 * Takes text into the window. What is larger than a quarter of the budget (a turn of the user: than all that is left beside
 * system and pinned pages) is split at its seams: the first page enters with a handle for the rest, which goes to disk as
 * {@link PageKind#BLOCK}s whose span names the first page. Used under the lock of {@link Memory}.
 */
final class Intake {
  private static final long WIDEST = 999_999_999; // a page number as long as any, to reserve room

  private final PageTable table;
  private final Pager pager;
  private final Memory.Meter meter;
  private final Notices notices;
  private final int budget;

  Intake(PageTable table, Pager pager, Memory.Meter meter, Notices notices, int budget) {
    this.table = table;
    this.pager = pager;
    this.meter = meter;
    this.notices = notices;
    this.budget = budget;
  }

  /** Makes pages of the text; the first is the one that entered, if there was room at all. */
  List<Page> enter(PageKind kind, String text, Label label, Provenance from) {
    int cost = meter.tokens(kind, text);
    if (kind == PageKind.SYSTEM) {
      makeSystem(cost);
    }
    Set<Long> keep = keep(Math.min(cost, budget / 4));
    int most = most(kind, from, keep);
    if (cost <= most) {
      pager.room(cost, keep);
      return List.of(add(table.fresh(kind, text, cost, label, from)));
    }
    if (kind == PageKind.CALL || (most < Limits.LEAST_HEAD && kind != PageKind.USER)) {
      return aside(kind, text, label, from);
    }
    return parts(table.fresh(kind, text, cost, label, from), most, keep);
  }

  /** Puts this text in the place of all system pages, unless it is there already. */
  Page system(String text, Label label, long at) {
    List<Stored> old = Layout.system(table);
    if (old.size() == 1 && old.getFirst().page().text().equals(text)) {
      return old.getFirst().page();
    }
    old.forEach(
        stored -> table.change(stored.moved(Swap.RELEASED, "replaced by another system page")));
    Provenance from = Provenance.of("kernel", at);
    return enter(PageKind.SYSTEM, text, label, from).getFirst();
  }

  private int most(PageKind kind, Provenance from, Set<Long> keep) {
    int room = budget - pager.floor(keep);
    boolean orphan = kind == PageKind.RESULT && callIsOut(from.callId());
    if (orphan) {
      return 0;
    }
    boolean whole = kind == PageKind.USER || kind == PageKind.CALL || kind == PageKind.SYSTEM;
    return whole ? room : Math.min(budget / 4, room);
  }

  private Page add(Stored stored) {
    table.add(stored);
    return stored.page();
  }

  /** Makes system pages of this many more tokens possible. */
  private void makeSystem(int cost) {
    int system = Layout.tokens(Layout.system(table)) + cost;
    if (system > budget / 2) {
      throw new FaultException(
          Errno.LIMIT,
          "the system page has %,d tokens and the window %,d: no room for a conversation"
              .formatted(system, budget),
          "use a CPU with a larger window: cpu ls");
    }
    fitPins(cost);
    fitTurn(cost);
  }

  /** The newest call and its result stay, unless nothing else could enter and they are complete. */
  private Set<Long> keep(int wanted) {
    Set<Long> newest = pager.newest();
    boolean open = !unanswered(newest).isEmpty();
    return open || budget - pager.floor(newest) >= wanted ? newest : Set.of();
  }

  private Set<String> unanswered(Set<Long> ids) {
    Set<String> waiting = new HashSet<>();
    List<Stored> pages =
        ids.stream().sorted().flatMap(id -> table.inWindow(id).stream()).toList();
    for (Stored stored : pages) {
      if (stored.page().kind() == PageKind.CALL && !Layout.call(stored).isEmpty()) {
        waiting.add(Layout.call(stored));
      } else if (stored.page().kind() == PageKind.RESULT) {
        waiting.remove(Layout.call(stored));
      }
    }
    return waiting;
  }

  /** True if the call of this id has left the window already, so that its result may not enter. */
  private boolean callIsOut(String call) {
    boolean here = table.window().stream()
        .anyMatch(stored ->
            stored.page().kind() == PageKind.CALL && Layout.call(stored).equals(call));
    if (call.isEmpty() || here) {
      return false;
    }
    Stored next = table.fresh(PageKind.CALL, "", 0, Label.SYSTEM, Provenance.of("", 0));
    return table.ofCall(next, call).stream()
        .anyMatch(stored -> stored.page().kind() == PageKind.CALL);
  }

  /** To disk at once, and a call with its result. */
  private List<Page> aside(PageKind kind, String text, Label label, Provenance from) {
    String first = kind == PageKind.CALL ? text : head(kind, text, budget / 4);
    List<String> pieces = pieces(text, first);
    Stored head = table.fresh(kind, first, meter.tokens(kind, first), label, from);
    List<Page> pages = new ArrayList<>();
    pages.add(add(head.moved(Swap.SWAPPED, "did not fit beside turn " + table.turn())));
    pages.addAll(rest(head, pieces));
    if (kind == PageKind.RESULT) {
      List.copyOf(table.window()).stream()
          .filter(stored -> stored.page().kind() == PageKind.CALL
              && !from.callId().isEmpty()
              && Layout.call(stored).equals(from.callId()))
          .forEach(call -> pager.leave(call, "its result did not fit"));
    }
    notices.add("%s did not fit beside your turn and is on disk: mem load %s"
        .formatted(pages.getFirst().id(), pages.getFirst().id()));
    return pages;
  }

  private List<Page> parts(Stored whole, int most, Set<Long> keep) {
    PageKind kind = whole.page().kind();
    String text = whole.page().text();
    String widest = handle(WIDEST, WIDEST);
    int first = most - meter.tokens(kind, widest);
    boolean told = first >= 8;
    String head = head(kind, text, told ? first : most);
    while (told && meter.tokens(kind, head + widest) > most && first > 8) {
      first = first * 9 / 10;
      head = head(kind, text, first);
    }
    int reserve = meter.tokens(kind, head + (told ? widest : ""));
    if (reserve > most) {
      throw tooSmall(budget);
    }
    pager.room(reserve, keep);
    return place(whole, pieces(text, head), told, reserve);
  }

  private List<Page> place(Stored whole, List<String> pieces, boolean told, int reserve) {
    Page page = whole.page();
    long id = table.nextId(); // later than that of the whole, if stubs were made
    String headText = pieces.getFirst() + (told ? handle(id + 1, id + pieces.size() - 1) : "");
    if (meter.tokens(page.kind(), headText) > reserve) {
      headText = pieces.getFirst();
    }
    int tokens = meter.tokens(page.kind(), headText);
    Stored fresh = table.fresh(page.kind(), headText, tokens, page.label(), page.provenance());
    Stored head = fresh.part(whole.partOf(), fresh.turn());
    List<Page> pages = new ArrayList<>();
    pages.add(add(head));
    pages.addAll(rest(head, pieces));
    notices.add("%s has %,d tokens: its head is in the window, %s: mem ls --evicted"
        .formatted(head.page().id(), page.tokens(), onDisk(pieces.size() - 1)));
    return pages;
  }

  private String head(PageKind kind, String text, int most) {
    return new Splitter(piece -> meter.tokens(kind, piece)).first(text, most);
  }

  /** The head, and the rest in parts, counted as what they are when they come back. */
  private List<String> pieces(String text, String head) {
    int part = Turns.part(budget);
    Splitter splitter = new Splitter(piece -> meter.tokens(PageKind.BLOCK, piece));
    List<String> pieces = new ArrayList<>(List.of(head));
    if (head.length() < text.length()) {
      pieces.addAll(splitter.split(text.substring(head.length()), part, part));
    }
    return pieces;
  }

  private List<Page> rest(Stored head, List<String> pieces) {
    List<Page> pages = new ArrayList<>();
    Page first = head.page();
    int start = pieces.getFirst().length();
    for (String piece : pieces.subList(1, pieces.size())) {
      Span span = new Span(first.id().toString(), start, start + piece.length(), 0);
      Provenance from = new Provenance(
          first.provenance().source(), Optional.of(span), "", first.provenance().at());
      int tokens = meter.tokens(PageKind.BLOCK, piece);
      Stored fresh = table.fresh(PageKind.BLOCK, piece, tokens, first.label(), from);
      pages.add(
          add(fresh.part(head.id(), fresh.turn()).moved(Swap.SWAPPED, "rest of " + first.id())));
      start += piece.length();
    }
    return pages;
  }

  static String onDisk(int parts) {
    return parts == 1 ? "1 page of it is on disk" : parts + " pages of it are on disk";
  }

  static String handle(long from, long to) {
    return from == to
        ? "\n[1 more page of this is on disk: p%d; recall p%d]".formatted(from, from)
        : "\n[%d more pages of this are on disk: p%d–p%d; recall p%d]"
            .formatted(to - from + 1, from, to, from);
  }

  static FaultException tooSmall(int budget) {
    return new FaultException(
        Errno.LIMIT,
        "the window has %,d tokens for pages, which is too few to work in".formatted(budget),
        "use a CPU with a larger window: cpu ls");
  }

  /** Makes a window that was filled under another budget or meter fit this one. */
  void fit() {
    for (Stored stored : List.copyOf(table.window())) {
      int tokens = meter.tokens(Layout.kind(stored), stored.page().text());
      if (tokens != stored.page().tokens()) {
        table.change(stored.counted(tokens));
      }
    }
    makeSystem(0);
    if (table.used() <= budget) {
      return; // a restart gives the same prompt: the marks are kept by the next admission
    }
    Set<Long> newest = pager.newest();
    pager.room(0, pager.floor(newest) <= budget ? newest : Set.of());
  }

  private void fitPins(int extra) {
    List<Stored> pinned = Layout.ordered(table.window().stream().filter(Stored::pinned));
    int tokens = Layout.tokens(pinned);
    for (List<Stored> unit : Layout.units(pinned)) {
      if (tokens <= mostPinned() - extra) {
        return;
      }
      tokens -= Layout.tokens(unit);
      for (Stored stored : unit) {
        table.change(stored.unpin());
        pager.joins(stored.unpin());
        notices.add("%s is no longer pinned: the window became smaller"
            .formatted(stored.page().id()));
      }
    }
  }

  /** Tokens that pinned pages may have: half of the budget, and a quarter is left beside the system pages. */
  int mostPinned() {
    return Math.min(budget / 2, budget * 3 / 4 - Layout.tokens(Layout.system(table)));
  }

  private void fitTurn(int extra) {
    for (Stored user : Layout.current(table)) {
      if (user.page().kind() == PageKind.USER && pager.floor(Set.of()) + extra > budget) {
        pager.leave(user, "larger than the window");
        parts(user.part(user.id(), user.turn()), budget - extra - pager.floor(Set.of()), Set.of());
      }
    }
  }
}
