package llmos.kernel;

import java.util.List;
import java.util.Locale;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.kernel.memory.Memory;
import llmos.kernel.store.Limits;

/** What the shell may ask of the window, as records. */
final class MemoryCalls {
  private final Rooms rooms;
  private final Conversations conversations;

  MemoryCalls(Rooms rooms, Conversations conversations) {
    this.rooms = rooms;
    this.conversations = conversations;
  }

  private Memory memory() {
    return conversations.looking().memory();
  }

  Records stats() {
    Conversations.Open open = conversations.looking();
    Memory.Stats s = open.memory().stats();
    int percent = percent(s);
    return Records.system(Row.of(
            "text",
            "conversation %d: %d of %d tokens (%d%%), %d pages in the window, %d on disk, %d pinned; policy %s; CPU %s"
                .formatted(
                    open.pid(),
                    s.used(),
                    s.budget(),
                    percent,
                    s.resident(),
                    s.swapped(),
                    s.pinned(),
                    s.policy(),
                    open.engine().name()))
        .and("session", open.pid())
        .and("used", s.used())
        .and("budget", s.budget())
        .and("percent", percent)
        .and("resident", s.resident())
        .and("swapped", s.swapped())
        .and("pinned", s.pinned())
        .and("faults", s.faults())
        .and("policy", s.policy())
        .and("cpu", open.engine().name()));
  }

  static int percent(Memory.Stats s) {
    return s.budget() == 0 ? 0 : (int) (100L * s.used() / s.budget());
  }

  Records pages(boolean evicted) {
    List<Memory.Row> rows = memory().rows().stream()
        .filter(r -> !evicted || r.state() == Memory.State.SWAPPED)
        .toList();
    return Records.of(
        rows.stream().map(MemoryCalls::row).toList(),
        Label.joinAll(rows.stream().map(r -> r.page().label()).toList()));
  }

  private static Row row(Memory.Row r) {
    Page page = r.page();
    String line = page.text().replaceAll("\\s+", " ").strip();
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
        .and("text", page.id() + "  " + line);
  }

  Records why(String id) {
    Memory.Row row = one(id);
    String text = "%s is %s%s: %s"
        .formatted(
            row.page().id(),
            row.state().name().toLowerCase(Locale.ROOT),
            row.pinned() ? ", pinned" : "",
            row.why().isEmpty() ? "it arrived and has not had to leave" : row.why());
    return Records.system(Row.of("text", text)
        .and("id", row.page().id().toString())
        .and("state", row.state().name().toLowerCase(Locale.ROOT))
        .and("pinned", row.pinned())
        .and("why", row.why()));
  }

  private Memory.Row one(String id) {
    PageId page = PageId.parse(id);
    List<Memory.Row> rows = memory().rows();
    return rows.stream()
        .filter(r -> r.page().id().equals(page))
        .findFirst()
        .orElseThrow(() -> new FaultException(
            Errno.NO_SUCH,
            rows.isEmpty()
                ? "there is no page yet"
                : "no page %s; there are %s to %s"
                    .formatted(
                        page, rows.getFirst().page().id(), rows.getLast().page().id()),
            "mem ls"));
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
    List<Page> pages = memory().load(ids.stream().map(PageId::parse).toList());
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

  Records policy(String name) {
    if (name.isEmpty() && conversations.pid().isEmpty()) {
      return policies(Limits.POLICY);
    }
    Conversations.Open open = conversations.looking();
    if (!name.isEmpty()) {
      open.memory().policy(conversations.policy(name));
      rooms.journal().policy(open.pid(), name);
    }
    return policies(open.memory().stats().policy());
  }

  private Records policies(String current) {
    return Records.system(conversations.policies().values().stream()
        .map(m -> Row.of(
                "text", (m.name().equals(current) ? "* " : "  ") + m.name() + "  " + m.summary())
            .and("name", m.name())
            .and("current", m.name().equals(current))
            .and("summary", m.summary()))
        .toList());
  }
}
