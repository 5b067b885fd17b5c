package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import llmos.api.KernelPanic;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;

/**
 * Makes room in the window. The main log may have all of it while nothing is in the tail; when a turn wants the tail, or the
 * window is full (to what its server counts), a batch leaves, down to six sevenths of the log's own share, ¾ of the budget (½ where the window
 * thrashes), and a stub takes its place. What may not leave: system pages, pinned pages, the user's current turn and the
 * newest call with its result. Counts tokens, calls no model, and each batch makes the window smaller or is a {@link
 * KernelPanic}. Used under the lock of {@link Memory}.
 */
final class Pager {
  private final PageTable table;
  private final Memory.Meter meter;
  private final Victims victims;
  private final Notices notices;
  private final Faults faults;
  private final IntSupplier margin;
  private final int budget;

  Pager(
      PageTable table,
      Memory.Settings settings,
      Memory.Meter meter,
      Notices notices,
      IntSupplier margin) {
    this.margin = margin;
    this.faults = new Faults(table);
    this.table = table;
    this.meter = meter;
    this.notices = notices;
    this.budget = settings.budget();
    this.victims = new Victims(table, settings, meter, notices);
    // Where another llmos, or an older one, wrote to the window, the events may tell of another.
    Set<Long> log = ids(Layout.log(table));
    victims.all().stream().filter(id -> !log.contains(id.number())).forEach(victims::removed);
    Layout.log(table).forEach(this::joins);
  }

  Victims victims() {
    return victims;
  }

  Notices notices() {
    return notices;
  }

  /** Tokens that the tail may have: a quarter of the budget, half where the window thrashes. */
  int tailShare() {
    return faults.thrashing() ? budget / 2 : budget / 4;
  }

  /** A page had to be asked for. */
  void faulted(Stored stored) {
    victims.faulted(stored.page().id());
    faults.notice(budget, floor(Set.of())).ifPresent(notices::once);
  }

  /** Tokens of what cannot leave, if these pages have to stay as well. */
  int floor(Set<Long> keep) {
    return Layout.tokens(table.window().stream()
        .filter(stored -> stays(stored) || keep.contains(stored.id()))
        .toList());
  }

  private boolean stays(Stored stored) {
    boolean turn = stored.turn() == table.turn() && stored.page().kind() == PageKind.USER;
    return Layout.isSystem(stored) || stored.pinned() || (turn && !stored.stub());
  }

  /** The newest call with its result, or the newest page, of the current turn; without the user's own. */
  Set<Long> newest() {
    List<Stored> turn = Layout.current(table).stream()
        .filter(stored -> !stored.stub() && stored.page().kind() != PageKind.USER)
        .toList();
    return turn.isEmpty() ? Set.of() : ids(Layout.units(turn).getLast());
  }

  private static Set<Long> ids(List<Stored> pages) {
    Set<Long> ids = new HashSet<>();
    pages.forEach(stored -> ids.add(stored.id()));
    return ids;
  }

  /**
   * Makes room for this many tokens while these pages stay, for more of them to come. The caller has seen to it that {@code
   * floor(keep) + need} is within the budget.
   */
  void room(int need, Set<Long> keep) {
    int share = share(need, keep);
    int lent = Math.max(share, (int) (budget * 1000L / (1000 + margin.getAsInt())));
    if (log() + need > lent || table.used() + need > budget) {
      free(need, keep, share - below(share) - need);
    }
  }

  /** The same for what the tail gets: the log gives back what it has beyond its share. */
  void roomForTail(int need, Set<Long> keep) {
    int share = share(need, keep);
    if (table.used() + need > budget) {
      free(need, keep, share - below(share));
    }
  }

  /** The same for pages that were asked for by name: no more leaves than they and a stub need. */
  void just(int need, Set<Long> keep) {
    if (table.used() + need > budget) {
      free(need, keep, budget - tail() - stubRoom(budget) - need);
    }
  }

  /**
   * What the log may have after a batch. Where what has to stay is most of the window, a share would only drive out what
   * still fits beside it.
   */
  private int share(int need, Set<Long> keep) {
    return floor(keep) + need > budget / 2 ? budget : budget - tailShare();
  }

  private int below(int share) {
    return share == budget ? stubRoom(budget) : share / Limits.BATCH;
  }

  private static int stubRoom(int share) {
    return Math.min(Limits.TOLD, share / 10);
  }

  private void free(int need, Set<Long> keep, int low) {
    int before = table.used();
    List<Stored> gone = batch(need, low, keep);
    if (!gone.isEmpty()) {
      stubs(gone, before, budget - need - tail());
      notices.add("%,d %s left the window (%,d tokens): mem ls --evicted"
          .formatted(gone.size(), gone.size() == 1 ? "page" : "pages", Layout.tokens(gone)));
    }
    shed(need, keep);
    if (table.used() + need > budget || (!gone.isEmpty() && table.used() >= before)) {
      throw new KernelPanic("eviction left %d of %d tokens, before %d, asked for %d"
          .formatted(table.used(), budget, before, need));
    }
  }

  /** Makes room by evicting what is wanted least; these pages stay. */
  void displace(int need, Set<Long> stay, List<PageId> wanted) {
    Map<Long, Integer> rank = new HashMap<>();
    wanted.forEach(id -> rank.putIfAbsent(id.number(), rank.size()));
    List<List<Stored>> units = new ArrayList<>(Layout.units(Layout.log(table)).stream()
        .filter(
            unit -> unit.stream().noneMatch(stored -> stored.stub() || stay.contains(stored.id())))
        .toList());
    units.sort(Comparator.comparingInt(unit -> -unit.stream()
        .mapToInt(stored -> rank.getOrDefault(stored.id(), wanted.size()))
        .min()
        .orElse(0)));
    int before = table.used();
    List<Stored> gone = new ArrayList<>();
    for (List<Stored> unit : units) {
      if (table.used() + need <= budget) {
        break;
      }
      evict(unit, gone);
    }
    stubs(gone, before, budget - need - tail());
    shed(need, stay);
  }

  /** A page has become evictable, unless it is none of those. */
  void joins(Stored stored) {
    boolean log = stored.turn() != table.turn() && stored.state().equals(Swap.RESIDENT);
    if (log && !stored.pinned() && !stored.stub() && !Layout.isSystem(stored)) {
      victims.admitted(stored.page().id());
    }
  }

  private int tail() {
    return Layout.tokens(Layout.tail(table));
  }

  /** Tokens of all but the tail. */
  int log() {
    return table.used() - tail();
  }

  private List<Stored> batch(int need, int low, Set<Long> keep) {
    List<Stored> gone = new ArrayList<>();
    List<List<Stored>> units = Layout.units(Layout.log(table));
    int failures = notices.size();
    while (log() > low || table.used() + need > budget) {
      // A policy that lied once in this batch is not asked again.
      Optional<PageId> victim = notices.size() > failures ? victims.oldest() : victims.next();
      if (victim.isEmpty()) {
        break;
      }
      long id = victim.get().number();
      List<Stored> unit = unitOf(id, units);
      if (unit.stream().anyMatch(stored -> keep.contains(stored.id()))) {
        victims.removed(new PageId(id)); // until the batch is over
      } else {
        evict(unit, gone);
      }
    }
    for (List<Stored> unit : olderOfTurn(keep)) {
      if (log() <= low && table.used() + need <= budget) {
        break;
      }
      evict(unit, gone);
    }
    readmit(keep);
    return gone;
  }

  private static List<Stored> unitOf(long id, List<List<Stored>> units) {
    return units.stream()
        .filter(unit -> unit.stream().anyMatch(stored -> stored.id() == id))
        .findFirst()
        .orElseThrow(
            () -> new KernelPanic("p%d may be evicted and is not in the log".formatted(id)));
  }

  /** These pages, with all that move together with them. */
  Set<Long> whole(Set<Long> pages) {
    Set<Long> whole = new HashSet<>(pages);
    Stream.of(Layout.units(Layout.log(table)), Layout.units(Layout.current(table)))
        .flatMap(List::stream)
        .filter(unit -> unit.stream().anyMatch(stored -> pages.contains(stored.id())))
        .forEach(unit -> whole.addAll(ids(unit)));
    return whole;
  }

  private void readmit(Set<Long> keep) {
    Layout.log(table).stream().filter(stored -> keep.contains(stored.id())).forEach(this::joins);
  }

  private List<List<Stored>> olderOfTurn(Set<Long> keep) {
    List<Stored> turn = Layout.current(table).stream()
        .filter(stored -> !stays(stored) && !stored.stub() && !keep.contains(stored.id()))
        .toList();
    return Layout.units(turn);
  }

  private void evict(List<Stored> unit, List<Stored> gone) {
    for (Stored member : unit) {
      Optional<Stored> here = table.inWindow(member.id());
      if (here.isPresent() && !member.stub()) {
        leave(here.get(), "left by " + victims.name() + " in turn " + table.turn());
        gone.add(here.get());
      }
    }
  }

  /** Takes a page out of the window, for this reason. */
  void leave(Stored stored, String why) {
    victims.removed(stored.page().id());
    table.change(stored.unpin().moved(Swap.SWAPPED, why));
  }

  private void stubs(List<Stored> gone, int before, int most) {
    new Stubs(table, meter, this).put(gone, before, most);
  }

  /** The last resort: stubs and the tail leave, from their ends, but for these pages. */
  private void shed(int need, Set<Long> keep) {
    List<Stored> last =
        new ArrayList<>(table.window().stream().filter(Stored::stub).toList());
    last.addAll(Layout.tail(table).reversed());
    last.removeIf(stored -> keep.contains(stored.id()));
    for (Stored stored : last) {
      if (table.used() + need <= budget) {
        return;
      }
      leave(stored, stored.stub() ? "no room for a stub" : "no room in turn " + table.turn());
    }
  }
}
