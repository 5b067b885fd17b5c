package llmos.kernel.memory;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.KernelPanic;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap.Stored;

/** Asserts the invariants of {@link Memory}. */
final class Audit {
  private Audit() {}

  static void of(PageTable table, Pager pager, int budget) {
    List<Page> prompt = Layout.prompt(table);
    int tokens = Layout.tokens(table.window());
    require(
        tokens == table.used(),
        "the window has %d tokens, counted %d".formatted(tokens, table.used()));
    require(tokens <= budget, "the window has %d tokens of %d".formatted(tokens, budget));
    regions(table, prompt);
    turn(table, prompt);
    pairs(table, prompt);
    require(
        evictable(table).equals(pager.victims().all()), "the policy does not know what may leave");
    require(
        table.window().stream().filter(Stored::stub).count() <= 2 * Limits.STUBS,
        "there are too many stubs");
    require(table.stored(), "the store holds another window");
  }

  private static void regions(PageTable table, List<Page> prompt) {
    int regions = Stream.of(
            Layout.system(table),
            Layout.pinned(table),
            Layout.log(table),
            Layout.tail(table),
            Layout.current(table))
        .mapToInt(List::size)
        .sum();
    require(regions == table.window().size(), "a page is in two places or in none");
    long distinct = prompt.stream().map(Page::id).distinct().count();
    require(distinct == prompt.size(), "a page is twice in the prompt");
  }

  private static void turn(PageTable table, List<Page> prompt) {
    Set<PageId> ids = prompt.stream().map(Page::id).collect(Collectors.toSet());
    boolean said = Layout.current(table).stream()
        .anyMatch(stored ->
            stored.page().kind() == PageKind.USER && ids.contains(stored.page().id()));
    require(table.turn() == 0 || said, "turn %d is not in its prompt".formatted(table.turn()));
  }

  private static void pairs(PageTable table, List<Page> prompt) {
    Set<String> open = new HashSet<>();
    Set<String> called = new HashSet<>();
    for (Page page : prompt) {
      String call = page.provenance().callId();
      if (page.kind() == PageKind.CALL && !call.isEmpty()) {
        open.add(call);
        called.add(call);
      } else if (page.kind() == PageKind.RESULT && !call.isEmpty()) {
        open.remove(call);
        require(
            called.contains(call) || alone(table, page),
            "%s has no call: %s".formatted(page.id(), said(prompt)));
      } else {
        require(
            open.isEmpty(),
            "%s is between a call and its result: %s".formatted(page.id(), said(prompt)));
      }
    }
    require(open.isEmpty(), "calls without a result: " + open);
  }

  private static String said(List<Page> prompt) {
    return prompt.stream()
        .map(page ->
            "%s %s %s".formatted(page.id(), page.kind(), page.provenance().callId()))
        .collect(Collectors.joining(", "));
  }

  /** True for a result whose call never became a page. */
  private static boolean alone(PageTable table, Page result) {
    return table.inWindow(result.id().number()).stream()
        .flatMap(stored -> table.ofCall(stored, Layout.call(stored)).stream())
        .noneMatch(stored -> stored.page().kind() == PageKind.CALL);
  }

  private static Set<PageId> evictable(PageTable table) {
    return Layout.log(table).stream()
        .filter(stored -> !stored.stub())
        .map(stored -> stored.page().id())
        .collect(Collectors.toSet());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new KernelPanic(otherwise);
    }
  }
}
