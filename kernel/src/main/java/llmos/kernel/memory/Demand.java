package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.api.Words;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;

/**
 * What the CPU asks for comes into the tail, each page whole, and is told by its name. What was read ahead, and the log, make
 * room for it; what was asked for before in this turn only for the best of it. What does not fit is told with the call
 * that brings it alone; where even that is larger than the tail, it comes in parts. Used under the lock of {@link Memory}.
 */
record Demand(Turns turns, PageTable table, Pager pager, Memory.Meter meter, int budget) {
  private static final String ASKED = "asked for in turn ";

  Demand(Turns turns) {
    this(turns, turns.table(), turns.pager(), turns.meter(), turns.budget());
  }

  /** Brings what fits, the best first, and says what became of each. */
  String bring(List<Memory.Tail> wanted) {
    Set<Long> here = new HashSet<>(pager.newest());
    wanted.forEach(tail -> here(tail).ifPresent(stored -> here.add(stored.id())));
    Set<Long> stay = pager.whole(here);
    List<String> told = new ArrayList<>();
    for (Memory.Tail tail : wanted) {
      Optional<Stored> there = here(tail);
      there.ifPresent(stored -> pager.victims().touched(stored.page().id()));
      told.add(
          there.isPresent()
              ? name(tail) + " is in the window already"
              : bring(tail, stay, told.isEmpty()));
    }
    return String.join("\n", told);
  }

  private String bring(Memory.Tail tail, Set<Long> stay, boolean best) {
    List<Stored> yielding = new ArrayList<>(Layout.tail(table));
    yielding.removeIf(stored -> stay.contains(stored.id()) || (asked(stored) && !best));
    yielding.sort(Comparator.comparing(Demand::asked)
        .thenComparingLong(stored -> asked(stored) ? stored.id() : -stored.id()));
    int gone = Layout.tokens(yielding);
    Set<Long> kept = new HashSet<>(stay);
    Layout.tail(table).stream()
        .filter(stored -> !yielding.contains(stored))
        .forEach(stored -> kept.add(stored.id()));
    int free = budget - pager.floor(kept) - told();
    int most = Math.min(free, pager.tailShare() - Layout.tokens(Layout.tail(table)) + gone);
    int tokens = meter.tokens(PageKind.BLOCK, tail.text());
    if (tokens > most && (!best || most < Limits.LEAST_HEAD)) {
      String call = page(tail).isPresent() ? "recall" : "read";
      return "%s does not fit: %,d tokens, free are %,d; %s %s alone"
          .formatted(name(tail), tokens, Math.max(0, most), call, Words.quote(name(tail)));
    }
    page(tail).ifPresent(stored -> {
      table.change(stored.faulted());
      pager.faulted(stored);
    });
    Memory.Tail part = tokens > most ? part(tail, most) : tail;
    enter(part, yielding, stay);
    Span all = span(tail);
    int end = span(part).end();
    return end == all.end()
        ? name(part) + " is among the sources now"
        : "%s, a part of %,d tokens, is among the sources now; for the rest: read %s"
            .formatted(
                name(part),
                tokens,
                Words.quote(new Span(all.doc(), end, all.end(), all.page()).toString()));
  }

  private static boolean asked(Stored stored) {
    return stored.why().startsWith(ASKED);
  }

  /** Tokens that stay free for the result that tells of it. */
  private int told() {
    return Math.min(Limits.TOLD, budget / 8);
  }

  private void enter(Memory.Tail tail, List<Stored> yielding, Set<Long> stay) {
    int tokens = meter.tokens(PageKind.BLOCK, tail.text());
    // The log makes room before them, as far as it can.
    Set<Long> kept = new HashSet<>(stay);
    Layout.tail(table).forEach(stored -> kept.add(stored.id()));
    for (Stored stored : yielding) {
      int share = pager.tailShare() - Layout.tokens(Layout.tail(table));
      if (tokens > share || pager.floor(kept) + tokens + told() > budget) {
        turns.dismiss(stored, "made room in turn " + table.turn());
        kept.remove(stored.id());
      }
    }
    pager.roomForTail(tokens + told(), kept);
    Optional<Stored> page = page(tail).filter(Turns::comesBack);
    Stored entered = page.map(stored -> stored.counted(tokens))
        .orElseGet(
            () -> table.fresh(PageKind.BLOCK, tail.text(), tokens, tail.label(), tail.from()))
        .moved(Swap.TAIL, ASKED + table.turn());
    page.ifPresentOrElse(stored -> table.change(entered), () -> table.add(entered));
    stay.add(entered.id());
  }

  private Memory.Tail part(Memory.Tail tail, int most) {
    String text =
        new Splitter(piece -> meter.tokens(PageKind.BLOCK, piece)).first(tail.text(), most);
    Span all = span(tail);
    Span span = new Span(all.doc(), all.start(), all.start() + text.length(), all.page());
    Provenance from = tail.from();
    return new Memory.Tail(
        text, tail.label(), new Provenance(from.source(), Optional.of(span), "", from.at()));
  }

  /** The page of the window that is this, if there is one. */
  private Optional<Stored> here(Memory.Tail tail) {
    return table.window().stream()
        .filter(stored -> stored.page().text().equals(tail.text()))
        .filter(stored -> span(tail).doc().equals(stored.page().id().toString())
            || stored.page().provenance().span().equals(tail.from().span()))
        .findFirst();
  }

  /** The page that this is the whole of. */
  private Optional<Stored> page(Memory.Tail tail) {
    return span(tail)
        .ofPage()
        .flatMap(id -> table.find(id.number()))
        .filter(stored -> !stored.stub() && stored.page().text().equals(tail.text()));
  }

  private String name(Memory.Tail tail) {
    return page(tail).isPresent() ? span(tail).doc() : span(tail).toString();
  }

  private static Span span(Memory.Tail tail) {
    return tail.from().span().orElseThrow();
  }
}
