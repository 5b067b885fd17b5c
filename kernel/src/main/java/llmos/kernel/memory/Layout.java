package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;

/**
 * The order of the prompt: {@code system · pinned · main log · tail · current turn}. All before the tail stays the same from
 * request to request, for the provider's prefix cache. A stub stands after what was the log's last page when it was made, so
 * that a batch changes nothing before the first page that left; one of the current turn in the place of what left of it.
 */
final class Layout {
  private static final Comparator<Stored> ARRIVAL = Comparator.<Stored>comparingLong(Layout::place)
      .thenComparing(Stored::stub)
      .thenComparingLong(Stored::id);

  private Layout() {}

  /** Where a page stands in the order of arrival, as a page number. */
  static long place(Stored stored) {
    boolean stands = stored.page().kind() == PageKind.USER || stored.stub();
    if (stands && stored.partOf() > 0) {
      return stored.partOf();
    }
    return stored.stub() ? stored.stubFrom() : stored.id();
  }

  /** The pages of a prompt. A call that has no result yet is left out: a provider would refuse it. */
  static List<Page> prompt(PageTable table) {
    Set<String> answered = answered(table.window());
    Stream<Stored> all = Stream.of(
            system(table), pinned(table), log(table), tail(table), current(table))
        .flatMap(List::stream);
    return all.filter(stored -> stored.page().kind() != PageKind.CALL
            || call(stored).isEmpty()
            || answered.contains(call(stored)))
        .map(Layout::shown)
        .toList();
  }

  /** A page of an earlier turn that is recalled for this one stands among the blocks, with its number as its document. */
  private static Page shown(Stored stored) {
    Page page = stored.page();
    boolean document = page.kind() == PageKind.BLOCK && stored.partOf() == 0;
    if (!isTail(stored) || document) {
      return page;
    }
    Memory.Tail block = block(page);
    return new Page(
        page.id(), PageKind.BLOCK, page.text(), page.tokens(), page.label(), block.from());
  }

  /** A page as a block whose document is the page itself. */
  static Memory.Tail block(Page page) {
    Provenance from = page.provenance();
    Span span = new Span(page.id().toString(), 0, page.text().length(), 0);
    Provenance itself = new Provenance(from.source(), Optional.of(span), "", from.at());
    return new Memory.Tail(page.text(), page.label(), itself);
  }

  /** What a page is in the prompt. */
  static PageKind kind(Stored stored) {
    return isTail(stored) ? PageKind.BLOCK : stored.page().kind();
  }

  /** A page counted as what it is outside the tail. */
  static Stored own(Stored stored, Memory.Meter meter) {
    return stored.counted(meter.tokens(stored.page().kind(), stored.page().text()));
  }

  static String call(Stored stored) {
    return stored.page().provenance().callId();
  }

  static List<Stored> system(PageTable table) {
    return ordered(table.window().stream().filter(Layout::isSystem));
  }

  /** Pinned pages of earlier turns. Those of the current one stay where they are until it is over. */
  static List<Stored> pinned(PageTable table) {
    return ordered(table.window().stream()
        .filter(stored -> stored.pinned() && stored.turn() != table.turn() && !isSystem(stored)));
  }

  /** What arrived before the current turn, stubs included. */
  static List<Stored> log(PageTable table) {
    return ordered(table.window().stream()
        .filter(stored -> !stored.pinned()
            && stored.turn() != table.turn()
            && !isTail(stored)
            && !isSystem(stored)));
  }

  static List<Stored> tail(PageTable table) {
    return table.window().stream().filter(Layout::isTail).toList();
  }

  static List<Stored> current(PageTable table) {
    return ordered(table.window().stream()
        .filter(stored -> stored.turn() == table.turn() && !isTail(stored) && !isSystem(stored)));
  }

  static boolean isSystem(Stored stored) {
    return stored.page().kind() == PageKind.SYSTEM;
  }

  static boolean isTail(Stored stored) {
    return stored.state().equals(Swap.TAIL);
  }

  private static Set<String> answered(Collection<Stored> pages) {
    Set<String> answered = new HashSet<>();
    pages.stream()
        .filter(stored -> stored.page().kind() == PageKind.RESULT)
        .forEach(stored -> answered.add(call(stored)));
    return answered;
  }

  /** By arrival, but what stands between a call and its result comes after them. */
  static List<Stored> ordered(Stream<Stored> stored) {
    List<Stored> arrival = stored.sorted(ARRIVAL).toList();
    Set<String> answered = answered(arrival);
    Set<String> waiting = new HashSet<>();
    List<Stored> order = new ArrayList<>();
    List<Stored> later = new ArrayList<>();
    for (Stored next : arrival) {
      boolean call = next.page().kind() == PageKind.CALL;
      boolean result = next.page().kind() == PageKind.RESULT;
      (waiting.isEmpty() || call || result ? order : later).add(next);
      if (call && !call(next).isEmpty() && answered.contains(call(next))) {
        waiting.add(call(next));
      } else if (result) {
        waiting.remove(call(next));
      }
      if (waiting.isEmpty()) {
        order.addAll(later);
        later.clear();
      }
    }
    order.addAll(later);
    return order;
  }

  /** Puts together what has to stay together: calls that were made at once, and their results. */
  static List<List<Stored>> units(List<Stored> ordered) {
    List<List<Stored>> units = new ArrayList<>();
    Set<String> waiting = new HashSet<>();
    for (Stored stored : ordered) {
      boolean call = stored.page().kind() == PageKind.CALL;
      boolean result = stored.page().kind() == PageKind.RESULT;
      if (!waiting.isEmpty() && (call || result)) {
        units.getLast().add(stored);
      } else {
        waiting.clear();
        units.add(new ArrayList<>(List.of(stored)));
      }
      if (call && !call(stored).isEmpty()) {
        waiting.add(call(stored));
      } else if (result) {
        waiting.remove(call(stored));
      }
    }
    return units;
  }

  static int tokens(Collection<Stored> pages) {
    return pages.stream().mapToInt(stored -> stored.page().tokens()).sum();
  }
}
