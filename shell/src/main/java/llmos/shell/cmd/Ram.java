package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.PageId;
import llmos.kernel.Console;
import llmos.kernel.Kernel;
import llmos.kernel.Records;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Surroundings;
import llmos.shell.lang.Value;

/** The window: {@code mem}. */
final class Ram {
  static final List<Command> COMMANDS = List.of(
      Commands.read(
              "mem [--map] [--attention] [--layers=] [--heads=] [--width=]",
              "Tells how full the window is.",
              Ram::window,
              "mem",
              "mem --map",
              "mem --attention --layers 30 --heads 9 --width 64")
          .told("""
          map        what the window holds, by kind of page: on a terminal a picture of it
          attention  what paging saves: layers × heads × n(n−1)/2 comparisons for n tokens, and the bytes of keys and values
          layers     of the model, else 96; alone it means --attention too, as do the next two
          heads      in a layer, else 96
          width      of a head, in numbers of two bytes, else 128
          ->         session used budget percent resident swapped pinned faults policy cpu summaries requests sent cached kept text, and cost in dollars where a CPU has prices; with --map: kind=part part tokens pages percent text; with --attention: layers heads width tokens window comparisons unpaged kvBytes unpagedKvBytes text
          1          nothing was said yet, so there is no window
          | standing     what you asked to be kept in mind
          | recalled     pages of the conversation's past that came back for a turn
          | stubs        lines that stand for pages on disk
          | sent cached  tokens of all requests by our count; cached is what stood as in the request before
          | kept         those that the server found in its cache
          """),
      Commands.read(
              "mem_ diff",
              "Shows what changed between the last two requests.",
              call -> call.listed(
                  kernel(call).paging().diff(), "the last two requests have the same pages"),
              "session resume 1; mem diff")
          .told("""
          ->  change id state kind tokens pinned faults turn source trusted why text; change is + or -
          1   fewer than two requests were sent in this conversation
          """),
      Commands.write(
              "mem_ undo",
              "Brings the pages back that left the window last.",
              call -> told(call, kernel(call).paging().undo()),
              "mem undo")
          .told("""
          ->  id kind tokens source text; the newest of them, as many as fit
          1   nothing has left, or nothing fits
          """),
      Commands.read(
              "vmstat [n]",
              "Lists the last requests: what they took from caches, and what they cost.",
              call -> call.listed(
                  kernel(call).paging().requests(call.number(call.word(0, "20"), 1)),
                  "no request was sent in this conversation"),
              "vmstat 5")
          .told("""
          n   how many, else 20
          ->  turn cpu tokens cached uncached recalled prompt kept reply cost at; turn is summary for a request of mem summaries
          1   nothing was said yet
          | tokens cached uncached  of the prompt, by our count: cached is what stands as in the request before
          | recalled                pages that came back for it
          | prompt kept reply       what the server counted; 0 if it told nothing
          | cost                    in tokens: 1.25 for an uncached one, .1 for a cached one, as providers charge
          """),
      Commands.read(
              "mem_ ls [--evicted]",
              "Lists all pages and where each is, or those that left the window.",
              call -> call.listed(
                  kernel(call).pages(call.has("evicted")), "no page has left the window"),
              "mem ls --evicted",
              "mem ls | where state == resident")
          .told("""
          evicted  only those that are on disk
          ->       id state kind tokens pinned faults turn source trusted why text
          1        nothing was said yet
          | resident  in the window
          | swapped   on disk: mem load brings it back
          | released  taken out by mem drop
          | summary   the pager's line that stands for pages that left
          """),
      Commands.write(
              "mem_ pin [page…]",
              "Keeps pages in the window.",
              call -> each(call, kernel(call)::pin),
              "mem pin p3")
          .told("""
          page  pages such as p3; else those of the records that come in
          ->    id state pinned why text
          1     there is no such page, or it was dropped
          6     pinned pages would have more than half of the window
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
          1     there is no such page, or it is the pager's line that stands for pages
          2     it is the system page or your newest turn: these stay
          """),
      Commands.write(
              "mem_ load [page…]",
              "Brings pages back that left the window, byte for byte.",
              call -> told(call, kernel(call).load(pages(call))),
              "mem load p3",
              "mem ls | first 3 | mem load")
          .told("""
          page  pages such as p3; else those of the records that come in
          ->    id kind tokens source text, the text whole
          1     there is no such page, or it was dropped
          6     they do not fit into the window together
          """),
      Commands.read(
              "mem_ why [page…]",
              "Tells why pages are in the window or not.",
              call -> each(call, kernel(call)::why),
              "mem why p3")
          .told("""
          page  pages such as p3; else those of the records that come in
          ->    id state pinned why text
          1     there is no such page
          """),
      Commands.write(
              "mem_ summaries [state]",
              "Has a model sum up what left the window, or tells whether it does.",
              call -> Flow.of(kernel(call).paging().summaries(call.word(0, ""))),
              "mem summaries on",
              "mem summaries off")
          .told("""
          state   on or off, for this home; off if you never chose
          ->      summaries text
          2       it is neither on nor off
          | when   at the prompt, after a turn, while nobody waits: ps shows the job, kill stops it, and so does your next turn
          | what   a page of a few sentences beside the pages that it tells of: mem ls, mem why. They stay as they are
          | where  in the stub of those pages, from the next time on that pages leave; it is untrusted, whatever they are
          | costs  a request for each time that pages leave: vmstat. A server with one slot reads the conversation anew after it
          | not    with a CPU that only quotes, such as rom
          """),
      Commands.write(
              "mem_ policy [name]",
              "Sets the eviction policy, or lists them.",
              call -> Flow.of(kernel(call).paging().policy(call.word(0, ""))),
              "mem policy lru")
          .told("""
          name  as the list has them; worth if you never chose. It holds for this conversation. A plugin can add more
          ->    name current summary text
          1     there is no such policy, or nothing was said yet
          | measured  whole and in part, in % of 997 questions asked along the way (LoCoMo), what answers them was still in a window of 4,000
          | worth     50.4  54.7  (plain, without marks and batches: 59.2  63.9)
          | fifo      37.6  41.0  (42.1  46.2); so do lru, clock, lru-k, 2q and arc, as nothing in these chats is used twice
          | tinylfu   30.3  33.7  (20.8  23.9)
          | belady    85.8  88.1  (96.4  97.5), which knows what will be asked
          | by        bench residency locomo-online.trace.jsonl --gold locomo-online.gold.jsonl --window 4000 --counter words --no-read-ahead --policy NAME
          """));

  private Ram() {}

  private static Kernel kernel(Call call) {
    return call.around().kernel();
  }

  private static Flow window(Call call) {
    if (call.has("map")) {
      return Flow.of(WindowParts.of(kernel(call)));
    }
    return Flow.of(call.flags().isEmpty() ? kernel(call).memory() : attention(call));
  }

  private static Records attention(Call call) {
    return kernel(call)
        .paging()
        .attention(
            number(call, "layers", "96"),
            number(call, "heads", "96"),
            number(call, "width", "128"));
  }

  private static int number(Call call, String flag, String orElse) {
    return call.number(call.flag(flag).orElse(orElse), 1);
  }

  /** What was done, page by page; where one fails, those before it are shown and then why it failed. */
  private static Flow each(Call call, Function<String, Records> act) throws InterruptedException {
    List<String> pages = pages(call);
    pages.forEach(PageId::parse);
    List<Item> done = new ArrayList<>();
    try {
      for (String page : pages) {
        Records records = act.apply(page);
        records.rows().forEach(row -> done.add(Item.of(row, records.label())));
      }
    } catch (FaultException e) {
      if (done.isEmpty()) {
        throw e;
      }
      tell(call);
      return Flow.of(done).then(() -> {
        throw e;
      });
    }
    tell(call);
    return Flow.of(done);
  }

  /** Records of what was brought in, after a line about what left for it. */
  private static Flow told(Call call, Records records) {
    tell(call);
    return Flow.of(records);
  }

  private static void tell(Call call) {
    Console console = call.around().console(Surroundings.Echo.NONE);
    kernel(call).paging().notices().forEach(console::notice);
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
