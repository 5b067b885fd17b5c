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
    List<Stored> region = now ? Layout.current(table) : Layout.log(table);
    List<Stub> stubs = new ArrayList<>(gone.stream().map(Stub::of).toList());
    region.stream().filter(Stored::stub).forEach(old -> {
      stubs.add(Stub.parse(old));
      pager.leave(old, "replaced by a later stub");
    });
    List<Stub> merged = merge(stubs, region);
    if (!place(merged.stream().map(Stub::full).toList(), merged, before, most)) {
      place(merged.stream().map(Stub::brief).toList(), merged, before, most);
    }
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
    long last = (now ? Layout.current(table) : Layout.log(table))
        .stream().filter(stored -> !stored.stub()).mapToLong(Layout::place).max().orElse(0);
    table.add(new Stored(
        page.page(),
        Swap.RESIDENT,
        false,
        0,
        "stands for pages that left",
        now ? table.turn() : stub.firstTurn(),
        last,
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
