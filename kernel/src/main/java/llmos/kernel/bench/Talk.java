package llmos.kernel.bench;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.kernel.memory.Memory;
import llmos.kernel.memory.Room;
import llmos.kernel.store.PageChange;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;

/** One conversation of a trace in a real window. */
final class Talk extends Clock {
  private final long pid;
  private final Swap swap;
  private final Memory.Settings settings;
  private final Memory.Meter meter;
  private final Map<PageId, Trace> said;
  private Memory memory;
  private long now;
  private final PrefixCache cache = new PrefixCache();
  private List<Page> last = List.of();
  private Optional<PageId> question = Optional.empty();

  /**
   * A request as it would be sent.
   *
   * @param turns the ids of the turns whose whole text is in it
   * @param tokens of all its pages
   * @param cached tokens of the pages that it begins with as the request before it did
   * @param cost of the prompt with a provider's cache
   * @param pageIns pages that came back for it
   * @param millis to make it
   */
  record Request(
      Set<String> turns, int tokens, int cached, double cost, int pageIns, double millis) {}

  /** A conversation without turns; {@code said} is cleared and gets the turn of each page. */
  Talk(long pid, Swap swap, Memory.Settings settings, Memory.Meter meter, Map<PageId, Trace> said) {
    this.pid = pid;
    this.swap = swap;
    this.settings = settings;
    this.meter = meter;
    this.said = said;
    said.clear();
    this.memory = Memory.open(pid, settings, meter, swap, this);
  }

  /** A turn is said and sent. */
  Request say(Trace turn) {
    long start = System.nanoTime();
    said.put(begin(turn).id(), turn);
    Request request = send(memory.prompt(), start);
    memory.end();
    return request;
  }

  /**
   * A question is asked and sent; with {@code undo} the window is then as if nothing had been asked, and no server holds a
   * prefix of it.
   */
  Request ask(Trace asked, Residency.ReadAhead readAhead, boolean undo)
      throws InterruptedException {
    Swap.Image before = swap.image(pid);
    readAhead.prepare(pid);
    long start = System.nanoTime();
    Page page = begin(asked);
    List<Page> here = memory.prompt();
    boolean cold = undo || last.isEmpty();
    readAhead.fill(pid, memory, asked.text(), cold ? Room.WINDOW : Room.TAIL);
    Request request = send(here, start);
    memory.end();
    if (undo) {
      rewind(before);
    } else {
      question = Optional.of(page.id());
    }
    return request;
  }

  private Page begin(Trace turn) {
    now = turn.at().orElse(now);
    Page page = memory.begin(turn.text(), Label.TYPED, "trace");
    question.ifPresent(memory::drop);
    question = Optional.empty();
    memory.takeNotices();
    return page;
  }

  private Request send(List<Page> here, long start) {
    List<Page> prompt = memory.prompt();
    double millis = (System.nanoTime() - start) / 1e6;
    Set<PageId> known = here.stream().map(Page::id).collect(Collectors.toCollection(HashSet::new));
    long pageIns = prompt.stream()
        .filter(page -> page.kind() != PageKind.SUMMARY && !known.contains(page.id()))
        .count();
    int same = 0;
    while (same < Math.min(prompt.size(), last.size()) && prompt.get(same).equals(last.get(same))) {
      same++;
    }
    last = prompt;
    Set<String> turns = new LinkedHashSet<>();
    for (Page page : prompt) {
      Trace turn = said.get(page.id());
      if (turn != null && turn.text().equals(page.text())) {
        turns.add(turn.id());
      }
    }
    return new Request(
        turns,
        tokens(prompt),
        tokens(prompt.subList(0, same)),
        cache.send(prompt),
        (int) pageIns,
        millis);
  }

  private static int tokens(List<Page> pages) {
    return pages.stream().mapToInt(Page::tokens).sum();
  }

  private void rewind(Swap.Image before) {
    Swap.Image after = swap.image(pid);
    List<Stored> rows = new ArrayList<>(before.window());
    after.window().stream()
        .filter(stored -> stored.id() > before.seen().page())
        .forEach(stored -> rows.add(stored.moved(Swap.RELEASED, "asked by the bench")));
    swap.rewind(pid, before.seen().event());
    swap.commit(
        pid,
        new PageChange(before.seen().upTo(after.seen().page()), 0, List.of(), rows, List.of()));
    memory = Memory.open(pid, settings, meter, swap, this);
  }

  @Override
  public long millis() {
    return now;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
