package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;
import llmos.kernel.store.Utf8;

/** What comes and goes with a turn: its tail, and calls that wait for a result. Used under the lock of {@link Memory}. */
record Turns(PageTable table, Pager pager, Memory.Meter meter, int budget) {

  /** Starts the user's turn: what came before becomes evictable. */
  Page begin(String text, Label label, Provenance from, Intake intake) {
    finish();
    List<Stored> before = Layout.current(table);
    table.nextTurn();
    before.forEach(pager::joins);
    return intake.enter(PageKind.USER, text, label, from).getFirst();
  }

  /** Adds blocks for the current turn, best first, as far as they fit into a quarter of the budget and what is free. */
  List<Page> read(List<Memory.Tail> blocks) {
    int free = Math.min(budget / 4 - Layout.tokens(Layout.tail(table)), budget - table.used());
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

  /** The turn is over: its tail leaves the window, and so do calls without a result. */
  void finish() {
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
}
