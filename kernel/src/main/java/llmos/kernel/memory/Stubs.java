package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import llmos.api.Label;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;

/** The stubs in the window: made for a batch that left, merged with those before, removed when their pages are back. */
record Stubs(PageTable table, Memory.Meter meter, Pager pager) {

  /** Puts stubs in the place of what left: full ones if the window has room for them, else brief ones, else none. */
  void put(List<Stored> gone, int before, int most) {
    stubsOf(gone.stream().filter(stored -> stored.turn() == table.turn()).toList(), before, most);
    stubsOf(gone.stream().filter(stored -> stored.turn() != table.turn()).toList(), before, most);
  }

  private void stubsOf(List<Stored> gone, int before, int most) {
    if (gone.isEmpty()) {
      return;
    }
    boolean now = gone.getFirst().turn() == table.turn();
    renew(now ? Layout.current(table) : Layout.log(table), gone, before, most);
  }

  /** Makes the stubs anew, at most as large as they are: a summary that one of them carried is no more. */
  void renew() {
    renew(Layout.log(table), List.of(), table.used() + 1, Integer.MAX_VALUE);
    renew(Layout.current(table), List.of(), table.used() + 1, Integer.MAX_VALUE);
  }

  private void renew(List<Stored> region, List<Stored> gone, int before, int most) {
    List<Stub> stubs = new ArrayList<>(gone.stream().map(Stub::of).toList());
    region.stream().filter(Stored::stub).forEach(old -> {
      stubs.add(Stub.parse(old));
      pager.leave(old, "replaced by a later stub");
    });
    List<Stub> merged = merge(stubs, region).stream().map(this::described).toList();
    List<Stored> told = merged.stream()
        .flatMap(stub -> Summaries.of(table, stub.from(), stub.to()).stream())
        .toList();
    for (int n = told.size(); n >= 0; n--) { // as many as there is room for
      List<Stored> some = told.subList(0, n);
      List<Stub> full = merged.stream().map(stub -> stub.telling(some)).toList();
      if (place(full.stream().map(Stub::full).toList(), full, before, most)) {
        return;
      }
    }
    place(merged.stream().map(Stub::brief).toList(), merged, before, most);
  }

  /** The stub with words that mark its pages, read from them if it has none: a summary stood in their place. */
  private Stub described(Stub stub) {
    List<Stored> first = stub.terms().isEmpty()
        ? table.out(stub.from(), stub.to(), -1, Limits.STUB_TERMS)
        : List.of();
    return first.stream().map(Stub::of).reduce(stub, Stub::join);
  }

  private static List<Stub> merge(List<Stub> stubs, List<Stored> region) {
    TreeSet<Long> here = new TreeSet<>();
    region.stream().filter(stored -> !stored.stub()).forEach(stored -> here.add(stored.id()));
    stubs.sort(Comparator.comparingLong(Stub::from).thenComparingLong(Stub::to));
    List<Stub> merged = new ArrayList<>();
    for (Stub stub : stubs) {
      Stub last = merged.isEmpty() ? stub : merged.getLast();
      Long between = here.higher(last.to());
      if (!merged.isEmpty() && (between == null || between > stub.from())) {
        merged.set(merged.size() - 1, last.join(stub));
      } else {
        merged.add(stub);
      }
    }
    while (merged.size() > Limits.STUBS) {
      merged.set(0, merged.getFirst().join(merged.remove(1)));
    }
    return merged;
  }

  private boolean place(List<String> texts, List<Stub> stubs, int before, int most) {
    int[] tokens =
        texts.stream().mapToInt(text -> meter.tokens(PageKind.SUMMARY, text)).toArray();
    int sum = Arrays.stream(tokens).sum();
    if (pager.log() + sum > most || table.used() + sum >= before) {
      return false;
    }
    for (int i = 0; i < texts.size(); i++) {
      place(stubs.get(i), texts.get(i), tokens[i]);
    }
    return true;
  }

  private void place(Stub stub, String text, int tokens) {
    Label label = stub.label();
    long at = table.window().stream()
        .mapToLong(stored -> stored.page().provenance().at())
        .max()
        .orElse(0);
    Stored page = table.fresh(PageKind.SUMMARY, text, tokens, label, Provenance.of("pager", at));
    boolean now = stub.firstTurn() == table.turn();
    List<Stored> before = now ? List.of() : Layout.log(table);
    long last = before.stream()
        .filter(stored -> !stored.stub())
        .mapToLong(Layout::place)
        .max()
        .orElse(0);
    table.add(new Stored(
        page.page(),
        Swap.RESIDENT,
        false,
        0,
        "stands for pages that left",
        now ? table.turn() : stub.firstTurn(),
        last == stub.from() ? 0 : last, // a summary continues the first of its pages
        stub.from(),
        stub.to()));
  }

  /** Removes stubs whose pages are all back. */
  void tidy() {
    table.window().stream().filter(Stored::stub).toList().forEach(stub -> {
      long back = table.window().stream()
          .filter(stored -> stored.id() >= stub.stubFrom() && stored.id() <= stub.stubTo())
          .count();
      if (back == stub.stubTo() - stub.stubFrom() + 1) {
        pager.leave(stub, "its pages are back");
      }
    });
  }
}
