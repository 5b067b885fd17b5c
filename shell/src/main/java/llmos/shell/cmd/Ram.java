package llmos.shell.cmd;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.Kernel;
import llmos.kernel.Records;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Value;

/** The window: {@code mem}. */
final class Ram {
  static final List<Command> COMMANDS = List.of(
      Commands.read(
              "mem",
              "Tells how full the window is.",
              call -> Flow.of(kernel(call).memory()),
              "mem")
          .told("""
          ->  session used budget percent resident swapped pinned faults policy cpu text
          1   nothing was said yet, so there is no window
          """),
      Commands.read(
              "mem_ ls [--evicted]",
              "Lists the pages of the window, or those that left it.",
              call -> call.listed(
                  kernel(call).pages(call.has("evicted")), "no page has left the window"),
              "mem ls --evicted")
          .told("""
          evicted  only those that are on disk
          ->       id state kind tokens pinned faults turn source trusted why text
          """),
      Commands.write(
              "mem_ pin [page…]",
              "Keeps pages in the window.",
              call -> each(call, kernel(call)::pin),
              "mem pin p3")
          .told("""
          page  pages such as p3; else those of the records that come in
          ->    id state pinned why text
          1     there is no such page
          """),
      Commands.write(
              "mem_ unpin [page…]",
              "Lets the pager decide about pages again.",
              call -> each(call, kernel(call)::unpin),
              "mem unpin p3")
          .told("""
          page  pages such as p3; else those of the records that come in
          ->    id state pinned why text
          1     there is no such page
          """),
      Commands.write(
              "mem_ drop [page…]",
              "Takes pages out of the window for good; the store keeps them.",
              call -> each(call, kernel(call)::drop),
              "mem drop p4")
          .told("""
          page  pages such as p3; else those of the records that come in
          ->    id state pinned why text
          1     there is no such page
          """),
      Commands.write(
              "mem_ load [page…]",
              "Brings pages back that left the window, byte for byte.",
              call -> Flow.of(kernel(call).load(pages(call))),
              "mem load p3",
              "mem ls | first 3 | mem load")
          .told("""
          page  pages such as p3; else those of the records that come in
          ->    id kind tokens source text, the text whole
          1     there is no such page
          6     they do not fit into the window together
          """),
      Commands.read(
              "mem_ why page",
              "Tells why a page is in the window or not.",
              call -> Flow.of(kernel(call).why(call.word(0))),
              "mem why p3")
          .told("""
          page  such as p3
          ->    id state pinned why text
          1     there is no such page
          """),
      Commands.write(
              "mem_ policy [name]",
              "Sets the eviction policy, or lists them.",
              call -> Flow.of(kernel(call).policy(call.word(0, ""))),
              "mem policy lru")
          .told("""
          name  as the list has them; worth if you never chose. A plugin can add more
          ->    name current summary text
          1     there is no such policy
          | measured  whole and in part, in % of 997 questions asked along the way (LoCoMo), what answers them was still in a window of 4,000
          | worth     47.8  52.4  (plain, without marks and batches: 59.2  63.9)
          | fifo      34.1  37.1  (42.1  46.2); so do lru, clock, lru-k, 2q and arc, as nothing in these chats is used twice
          | tinylfu   26.8  29.6  (20.8  23.9)
          | belady    85.4  88.5  (96.4  97.5), which knows what will be asked
          | by        bench residency locomo-online.trace.jsonl --gold locomo-online.gold.jsonl --window 4000 --counter words --no-read-ahead --policy NAME
          """));

  private Ram() {}

  private static Kernel kernel(Call call) {
    return call.around().kernel();
  }

  private static Flow each(Call call, Function<String, Records> act) throws InterruptedException {
    List<Item> done = pages(call).stream()
        .map(act)
        .flatMap(records -> records.rows().stream().map(row -> Item.of(row, records.label())))
        .toList();
    return Flow.of(done);
  }

  /** The pages that are named, or else those of the records that come in. */
  private static List<String> pages(Call call) throws InterruptedException {
    Stream<String> named = call.words().stream().map(Value::text);
    List<String> pages = call.words().isEmpty() && call.in().isPresent()
        ? call.in().get().drain().stream()
            .map(item -> item.row().get("id"))
            .filter(Objects::nonNull)
            .map(Object::toString)
            .toList()
        : named.toList();
    if (pages.isEmpty()) {
      throw new FaultException(
          Errno.BAD_USAGE, "%s needs a page such as p3".formatted(call.spec().name()), "mem ls");
    }
    return pages;
  }
}
