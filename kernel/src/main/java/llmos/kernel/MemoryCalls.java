package llmos.kernel;

import static llmos.kernel.memory.PageView.State.RESIDENT;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.EvictionPolicy;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Usage;
import llmos.kernel.cpu.Price;
import llmos.kernel.memory.Memory;
import llmos.kernel.memory.PageView;
import llmos.kernel.memory.WindowStats;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Requests;

/** What the shell may ask of the window, as records. */
final class MemoryCalls implements Paging {
  /** What providers charge for a token of a prompt that enters their cache, and for one that is in it. */
  private static final double WRITE = 1.25;

  private static final double READ = .1;

  private final Rooms rooms;
  private final Conversations conversations;
  private final Idle idle;

  MemoryCalls(Rooms rooms, Conversations conversations, Idle idle) {
    this.rooms = rooms;
    this.conversations = conversations;
    this.idle = idle;
  }

  private Memory memory() {
    return conversations.looking().memory();
  }

  Records stats() {
    Conversations.Open open = conversations.looking();
    WindowStats s = open.memory().stats();
    Requests.Sum sum = rooms.requests().sum(open.pid());
    int percent = percent(s);
    String cpu = open.engine().name();
    String held = "%d of %d tokens (%d%%), %d pages in the window, %d on disk, %d pinned"
        .formatted(s.used(), s.budget(), percent, s.resident(), s.swapped(), s.pinned());
    String text = "conversation %d: %s; policy %s; CPU %s%s"
        .formatted(
            open.pid(),
            held,
            s.policy(),
            cpu,
            idle.summaries().equals("on") ? "; summaries on" : "");
    Row row = Row.of("text", text)
        .and("session", open.pid())
        .and("used", s.used())
        .and("budget", s.budget())
        .and("percent", percent)
        .and("resident", s.resident())
        .and("swapped", s.swapped())
        .and("pinned", s.pinned())
        .and("faults", s.faults())
        .and("policy", s.policy())
        .and("cpu", cpu)
        .and("summaries", idle.summaries())
        .and("requests", sum.requests())
        .and("sent", sum.tokens())
        .and("cached", sum.cached())
        .and("kept", sum.kept());
    cost(open.pid()).ifPresent(dollars -> row.and("cost", Math.round(dollars * 1e6) / 1e6));
    return Records.system(row);
  }

  /** Dollars of a conversation's requests, by the prices that their CPUs have now; empty if none of them has any. */
  private OptionalDouble cost(long pid) {
    Map<String, Usage> used = rooms.requests().used(pid);
    return rooms.cpus().list().stream()
        .filter(cpu -> used.containsKey(cpu.name()))
        .flatMap(cpu -> Price.of(cpu).stream()
            .map(price -> price.of(used.getOrDefault(cpu.name(), Usage.NONE))))
        .mapToDouble(Double::doubleValue)
        .reduce(Double::sum);
  }

  @Override
  public void tendPast() {
    idle.work();
  }

  @Override
  public Records summaries(String state) {
    return idle.summaries(state);
  }

  static int percent(WindowStats s) {
    return s.budget() == 0 ? 0 : (int) (100L * s.used() / s.budget());
  }

  Records pages(boolean evicted) {
    List<PageView> rows = memory().rows().stream()
        .filter(r -> !evicted || r.state() == PageView.State.SWAPPED)
        .toList();
    return labelled(rows.stream().map(MemoryCalls::row).toList(), rows.stream());
  }

  private static Row row(PageView r) {
    Page page = r.page();
    return Row.of("id", page.id().toString())
        .and("state", r.state().name().toLowerCase(Locale.ROOT))
        .and("kind", page.kind().name().toLowerCase(Locale.ROOT))
        .and("tokens", page.tokens())
        .and("pinned", r.pinned())
        .and("faults", r.faults())
        .and("turn", r.turn())
        .and("source", page.provenance().source())
        .and("trusted", !page.label().tainted())
        .and("why", r.why())
        .and("text", line(page));
  }

  @Override
  public List<String> notices() {
    return memory().takeNotices();
  }

  private static String line(Page page) {
    return page.id() + "  " + page.text().replaceAll("\\s+", " ").strip();
  }

  Records why(String id) {
    PageView row = one(id);
    String state = row.state().name().toLowerCase(Locale.ROOT);
    boolean always = row.page().kind() == PageKind.SYSTEM && row.state() == RESIDENT;
    String why = always ? "the system page is in every prompt" : row.why();
    String text =
        "%s is %s%s: %s".formatted(row.page().id(), state, row.pinned() ? ", pinned" : "", why);
    return Records.system(Row.of("text", text)
        .and("id", row.page().id().toString())
        .and("state", state)
        .and("pinned", row.pinned())
        .and("why", why));
  }

  private PageView one(String id) {
    return memory().row(PageId.parse(id));
  }

  @Override
  public Records diff() {
    Conversations.Open open = conversations.looking();
    List<Requests.Sent> sent = rooms.requests().ofTurns(open.pid());
    if (sent.size() < 2) {
      throw new FaultException(
          Errno.NO_SUCH,
          "%s request was sent in conversation %d, and a difference needs two"
              .formatted(sent.isEmpty() ? "no" : "one", open.pid()),
          "ask something");
    }
    Set<Long> before = new LinkedHashSet<>(sent.getFirst().pages());
    Set<Long> after = new LinkedHashSet<>(sent.getLast().pages());
    List<PageView> rows = new ArrayList<>();
    List<Row> shown = new ArrayList<>();
    Stream.concat(before.stream(), after.stream())
        .distinct()
        .filter(id -> before.contains(id) != after.contains(id))
        .forEach(id -> {
          PageView row = open.memory().row(new PageId(id));
          rows.add(row);
          String change = after.contains(id) ? "+" : "-";
          shown.add(row(row).and("change", change).and("text", change + " " + line(row.page())));
        });
    return labelled(shown, rows.stream());
  }

  private static Records labelled(List<Row> shown, Stream<PageView> rows) {
    return Records.of(shown, Label.joinAll(rows.map(r -> r.page().label()).toList()));
  }

  @Override
  public Records undo() {
    List<Page> back = memory().undo();
    if (back.isEmpty()) {
      throw new FaultException(
          Errno.NO_SUCH, "no page that left the window can be brought back", "mem ls --evicted");
    }
    return shown(back);
  }

  @Override
  public Records attention(int layers, int heads, int width) {
    Conversations.Open open = conversations.looking();
    long window = open.memory().stats().used();
    long all = Math.max(window, rooms.swap().tokens(open.pid()));
    return Records.system(new Attention(layers, heads, width).row(all, window));
  }

  @Override
  public Records requests(int most) {
    Conversations.Open open = conversations.looking();
    List<Requests.Sent> sent = rooms.requests().last(open.pid(), most);
    return Records.system(sent.stream().map(MemoryCalls::row).toList());
  }

  private static Row row(Requests.Sent sent) {
    int uncached = sent.tokens() - sent.cached();
    return Row.of("turn", sent.turn() == 0 ? "summary" : "p" + sent.turn())
        .and("cpu", sent.cpu())
        .and("tokens", sent.tokens())
        .and("cached", sent.cached())
        .and("uncached", uncached)
        .and("recalled", sent.recalled())
        .and("prompt", sent.usage().promptTokens())
        .and("kept", sent.usage().cachedTokens())
        .and("reply", sent.usage().replyTokens())
        .and("cost", Math.round(WRITE * uncached + READ * sent.cached()))
        .and("at", sent.at());
  }

  Records pin(String id) {
    memory().pin(PageId.parse(id));
    return why(id);
  }

  Records unpin(String id) {
    memory().unpin(PageId.parse(id));
    return why(id);
  }

  Records drop(String id) {
    memory().drop(PageId.parse(id));
    return why(id);
  }

  Records load(List<String> ids) {
    return shown(memory().load(ids.stream().map(PageId::parse).toList()));
  }

  private static Records shown(List<Page> pages) {
    return Records.of(
        pages.stream()
            .map(p -> Row.of("id", p.id().toString())
                .and("kind", p.kind().name().toLowerCase(Locale.ROOT))
                .and("tokens", p.tokens())
                .and("source", p.provenance().source())
                .and("text", p.text()))
            .toList(),
        Label.joinAll(pages.stream().map(Page::label).toList()));
  }

  @Override
  public Records policy(String name) {
    if (name.isEmpty()) {
      boolean none = conversations.pid().isEmpty();
      return policies(none ? Limits.POLICY : memory().stats().policy());
    }
    EvictionPolicy.Maker maker = conversations.policy(name);
    Conversations.Open open = conversations.looking();
    open.memory().policy(maker);
    rooms.journal().policy(open.pid(), name);
    return policies(name);
  }

  private Records policies(String current) {
    return Records.system(conversations.policies().values().stream()
        .map(m -> Row.of(
                "text",
                "%s %-7s  %s"
                    .formatted(m.name().equals(current) ? "*" : " ", m.name(), m.summary()))
            .and("name", m.name())
            .and("current", m.name().equals(current))
            .and("summary", m.summary()))
        .toList());
  }
}
