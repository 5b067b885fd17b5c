package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;

/** What the user and the CPU do with single pages: load, pin, unpin, drop. Used under the lock of {@link Memory}. */
record Handles(PageTable table, Pager pager, Intake intake, Memory.Meter meter, int budget) {

  /** Brings pages back, each with its call or result. */
  List<Page> load(List<PageId> ids) {
    TreeMap<Long, Stored> wanted = new TreeMap<>();
    Set<Long> here = new HashSet<>();
    for (PageId id : ids) {
      Stored stored = said(id);
      if (replaced(stored) && ids.size() > 1) {
        continue; // among many it is no mistake
      }
      for (Stored member : pair(stored)) {
        if (table.inWindow(member.id()).isPresent()) {
          here.add(member.id());
        } else {
          wanted.put(member.id(), member);
        }
      }
    }
    wanted.replaceAll((id, stored) -> Layout.own(stored, meter));
    bring(wanted, here);
    here.addAll(wanted.keySet());
    return here.stream()
        .sorted()
        .flatMap(id -> table.inWindow(id).stream())
        .map(Stored::page)
        .toList();
  }

  private void bring(TreeMap<Long, Stored> wanted, Set<Long> here) {
    int need = Layout.tokens(wanted.values());
    Set<Long> keep = pager.whole(here);
    keep.addAll(pager.newest());
    int room = budget - pager.floor(keep);
    if (need > room) {
      throw new FaultException(
          Errno.LIMIT,
          "%,d tokens are asked for and %,d can be freed of a window of %,d"
              .formatted(need, room, budget),
          "load fewer pages at a time, unpin some, or use a CPU with a larger window: cpu ls");
    }
    if (need > 0) {
      pager.just(need, keep);
    }
    for (Stored stored : wanted.values()) {
      table.change(stored.faulted().moved(Swap.RESIDENT, "loaded in turn " + table.turn()));
    }
    here.forEach(id -> table.inWindow(id).filter(Layout::isTail).ifPresent(this::keep));
    wanted.keySet().forEach(id -> table.inWindow(id).ifPresent(pager::joins));
    wanted.values().forEach(pager::faulted);
    here.forEach(id -> pager.victims().touched(new PageId(id)));
    new Stubs(table, meter, pager).tidy();
  }

  /** A page that was here for the turn stays after it. */
  private void keep(Stored tail) {
    Stored kept = Layout.own(tail, meter).moved(Swap.RESIDENT, "loaded in turn " + table.turn());
    table.change(kept);
    pager.joins(kept);
  }

  /** A page in any state but dropped, to be asked for. */
  Memory.Tail wanted(PageId id) {
    return Layout.block(check(found(id)).page());
  }

  /** A page in any state; one that is not in the window was missed there. */
  Optional<Page> read(PageId id) {
    Optional<Stored> found = table.find(id.number());
    found
        .filter(stored -> stored.state().equals(Swap.SWAPPED) && !stored.stub())
        .ifPresent(stored -> {
          table.change(stored.faulted());
          pager.faulted(stored);
        });
    pager.victims().touched(id);
    return found.map(Stored::page);
  }

  /** Brings the pages of the last batch back, the newest first, as far as there is room beside what has to stay. */
  List<Page> undo() {
    int room = budget - pager.floor(pager.newest());
    List<PageId> back = new ArrayList<>();
    for (long id : table.lastBatch()) {
      int tokens = table.find(id).map(stored -> stored.page().tokens()).orElse(room + 1);
      if (tokens <= room) {
        room -= tokens;
        back.add(new PageId(id));
      }
    }
    return back.isEmpty() ? List.of() : load(back);
  }

  /** The page, and for a call or a result all pages of that call. */
  private List<Stored> pair(Stored stored) {
    if (!paired(stored)) {
      return List.of(check(stored));
    }
    return table.ofCall(stored, Layout.call(stored)).stream()
        .filter(Handles::paired)
        .map(Handles::check)
        .toList();
  }

  private static boolean paired(Stored stored) {
    PageKind kind = stored.page().kind();
    return !Layout.call(stored).isEmpty() && (kind == PageKind.CALL || kind == PageKind.RESULT);
  }

  private static Stored check(Stored stored) {
    if (stored.state().equals(Swap.RELEASED)) {
      String why = replaced(stored) ? stored.why() : "dropped";
      throw noSuch("%s was %s".formatted(stored.page().id(), why), "mem ls --evicted");
    }
    return stored;
  }

  /** Another system page stands in the place of this one, which has none any more. */
  private static boolean replaced(Stored stored) {
    return Layout.isSystem(stored) && stored.state().equals(Swap.RELEASED);
  }

  Stored found(PageId id) {
    return table
        .find(id.number())
        .orElseThrow(() -> noSuch(
            "no page %s in this conversation; it has %s"
                .formatted(id, table.nextId() == 1 ? "none yet" : "p1 to p" + (table.nextId() - 1)),
            "mem ls"));
  }

  /** A page that says something itself. */
  private Stored said(PageId id) {
    Stored stored = found(id);
    if (stored.stub()) {
      throw noSuch("%s stands for pages that left".formatted(id), "mem load p" + stored.stubFrom());
    }
    return stored;
  }

  private static FaultException noSuch(String message, String hint) {
    return new FaultException(Errno.NO_SUCH, message, hint);
  }

  /** Keeps a page and its pair in the window. */
  void pin(PageId id) {
    load(List.of(id));
    List<Stored> pages =
        unit(found(id)).stream().filter(stored -> !stored.pinned()).toList();
    List<Stored> pinned = table.window().stream().filter(Stored::pinned).toList();
    int tokens = Layout.tokens(pages) + Layout.tokens(pinned);
    if (tokens > intake.mostPinned()) {
      throw new FaultException(
          Errno.LIMIT,
          "with %s pinned pages would have %,d tokens, and %,d are allowed of a window of %,d"
              .formatted(id, tokens, intake.mostPinned(), budget),
          pinned.isEmpty()
              ? "mem load " + id
              : "mem unpin " + pinned.getFirst().page().id());
    }
    for (Stored stored : pages) {
      pager.victims().removed(stored.page().id());
      table.change(stored.pin());
    }
  }

  /** Lets a page and its pair leave again. */
  void unpin(PageId id) {
    for (Stored stored : unit(found(id))) {
      table.change(stored.unpin());
      pager.joins(stored.unpin());
    }
  }

  /** The pages of the window that move together with this one. */
  private List<Stored> unit(Stored stored) {
    if (!paired(stored)) {
      return Layout.isSystem(stored) ? List.of() : List.of(stored);
    }
    List<Stored> region = Layout.ordered(table.window().stream()
        .filter(other -> other.turn() == stored.turn() && !other.stub() && !Layout.isTail(other)));
    return Layout.units(region).stream()
        .filter(unit -> unit.stream().anyMatch(member -> member.id() == stored.id()))
        .findFirst()
        .orElse(List.of());
  }

  /** Releases a page; what belongs to it leaves the window with it. */
  void drop(PageId id) {
    Stored found = found(id);
    Stored stored = found.summary() ? found : said(id);
    boolean newest = stored.page().kind() == PageKind.USER && stored.turn() == table.turn();
    if (Layout.isSystem(stored) || newest) {
      throw new FaultException(
          Errno.BAD_USAGE,
          newest
              ? "%s is your newest turn, which is in every prompt".formatted(id)
              : "%s is the system page, which is in every prompt".formatted(id),
          newest ? "drop it after your next turn" : "");
    }
    if (paired(stored)) {
      table.ofCall(stored, Layout.call(stored)).stream()
          .filter(
              other -> other.id() != stored.id() && table.inWindow(other.id()).isPresent())
          .forEach(other -> pager.leave(other, id + " was dropped"));
    }
    pager.victims().removed(id);
    table.change(stored.unpin().moved(Swap.RELEASED, "dropped by you"));
    forget(stored);
  }

  /** What was dropped stands in no prompt: neither in a summary that tells of it, nor as a summary in a stub. */
  private void forget(Stored dropped) {
    List<Stored> telling = dropped.stub() ? List.of() : table.summaries(dropped.id(), dropped.id());
    telling.forEach(summary -> table.change(summary.moved(
        Swap.RELEASED, "tells of %s, which was dropped".formatted(dropped.page().id()))));
    if (dropped.summary() || !telling.isEmpty()) {
      new Stubs(table, meter, pager).renew();
    }
  }
}
