package llmos.kernel;

import java.util.List;
import java.util.Map;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.kernel.memory.Memory;

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
    return Records.system(Records.row(
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
                open.engine().name()),
        "session",
        open.pid(),
        "used",
        s.used(),
        "budget",
        s.budget(),
        "percent",
        percent,
        "resident",
        s.resident(),
        "swapped",
        s.swapped(),
        "pinned",
        s.pinned(),
        "faults",
        s.faults(),
        "policy",
        s.policy(),
        "cpu",
        open.engine().name()));
  }

  static int percent(Memory.Stats s) {
    return s.budget() == 0 ? 0 : (int) (100L * s.used() / s.budget());
  }

  Records pages(boolean evicted) {
    List<Memory.Row> rows = memory().rows().stream()
        .filter(r -> !evicted || r.state() == Memory.State.SWAPPED)
        .toList();
    return new Records(
        rows.stream().map(MemoryCalls::row).toList(),
        Label.joinAll(rows.stream().map(r -> r.page().label()).toList()));
  }

  private static Map<String, Object> row(Memory.Row r) {
    Page page = r.page();
    String line = page.text().replaceAll("\\s+", " ").strip();
    return Records.row(
        "id",
        page.id().toString(),
        "state",
        r.state().name().toLowerCase(java.util.Locale.ROOT),
        "kind",
        page.kind().name().toLowerCase(java.util.Locale.ROOT),
        "tokens",
        page.tokens(),
        "pinned",
        r.pinned(),
        "faults",
        r.faults(),
        "turn",
        r.turn(),
        "source",
        page.provenance().source(),
        "trusted",
        !page.label().tainted(),
        "why",
        r.why(),
        "text",
        page.id() + "  " + line);
  }

  Records why(String id) {
    Memory.Row row = one(id);
    String text = "%s is %s%s: %s"
        .formatted(
            row.page().id(),
            row.state().name().toLowerCase(java.util.Locale.ROOT),
            row.pinned() ? ", pinned" : "",
            row.why().isEmpty() ? "it arrived and has not had to leave" : row.why());
    return Records.system(Records.row(
        "text",
        text,
        "id",
        row.page().id().toString(),
        "state",
        row.state().name().toLowerCase(java.util.Locale.ROOT),
        "pinned",
        row.pinned(),
        "why",
        row.why()));
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
    return new Records(
        pages.stream()
            .map(p -> Records.row(
                "id",
                p.id().toString(),
                "kind",
                p.kind().name().toLowerCase(java.util.Locale.ROOT),
                "tokens",
                p.tokens(),
                "source",
                p.provenance().source(),
                "text",
                p.text()))
            .toList(),
        Label.joinAll(pages.stream().map(Page::label).toList()));
  }

  Records policy(String name) {
    Conversations.Open open = conversations.looking();
    if (!name.isEmpty()) {
      open.memory().policy(conversations.policy(name));
      rooms.journal().policy(open.pid(), name);
    }
    String current = open.memory().stats().policy();
    return Records.system(conversations.policies().values().stream()
        .map(m -> Records.row(
            "text",
            (m.name().equals(current) ? "* " : "  ") + m.name() + "  " + m.summary(),
            "name",
            m.name(),
            "current",
            m.name().equals(current),
            "summary",
            m.summary()))
        .toList());
  }
}
