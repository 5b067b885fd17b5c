package llmos.kernel.proc;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import llmos.api.Confidentiality;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.kernel.disk.Disk;
import llmos.kernel.disk.Recall;
import llmos.kernel.memory.Memory;
import llmos.kernel.memory.Room;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Requests;
import llmos.kernel.syscall.Reach;
import llmos.kernel.syscall.SyscallTable;

/** Fills the tail of the window with what a turn needs of documents and of the past, and keeps from a CPU what it may not see. */
public final class ReadAhead {
  /** A turn that starts like this tells something; it gets no tail, so the prefix cache stays warm. */
  private static final Pattern STATEMENT = Pattern.compile(
      "(?:hi|hello|hey|thanks|thank you|ok|okay|yes|no|note that|remember|i |i'm |i am |my |we |our |let's |say ).*",
      Pattern.DOTALL);

  /** A page must have this share of the best page's score to be worth its tokens. */
  private static final double EARNS = .5;

  /** What is asked about the machine itself; no document answers it. */
  private static final Pattern SELF = Pattern.compile(
      "(?:please )?(?:help(?: me)?|(?:who|what|which model) are you|what is this|what can (?:you|i) do(?: here)?)[ ?.!]*");

  private final Disk disk;
  private final Reach reach;
  private final Recall recall;
  private final Requests requests;
  private final Clock clock;

  /** A read-ahead from this disk and the past of conversations. */
  public ReadAhead(Disk disk, Reach reach, Recall recall, Requests requests, Clock clock) {
    this.disk = disk;
    this.reach = reach;
    this.recall = recall;
    this.requests = requests;
    this.clock = clock;
  }

  /**
   * Fills the tail for a turn: blocks of documents, then pages of its own past.
   *
   * @return how many pages of its past
   */
  int fill(long pid, Turn.Request request, RunLoop.Engine engine, Memory memory, Turn.Side side)
      throws InterruptedException {
    boolean handed = request.context().isPresent() && request.search() != Turn.Search.NEVER;
    boolean past = recall.outgrown(pid) && (handed || searches(request));
    List<Memory.Tail> blocks = blocks(pid, request, engine, memory, side);
    // Documents and the past share the tail where there are both.
    int most = past ? (blocks.size() + 1) / 2 : blocks.size();
    memory.tail(blocks.subList(0, most));
    if (!past) {
      return 0;
    }
    boolean warm = requests.last(pid, 1).stream().anyMatch(r -> r.cpu().equals(engine.name()));
    Room room = warm ? Room.TAIL : Room.WINDOW;
    int recalled = recalled(pid, request.text(), memory, room, side.notice());
    memory.tail(blocks.subList(most, blocks.size()));
    return recalled;
  }

  /** The past is a help, not a condition: what keeps it from being read is told, and the turn goes on. */
  private int recalled(long pid, String question, Memory memory, Room room, Consumer<String> notice)
      throws InterruptedException {
    try {
      return recall(pid, question, memory, room);
    } catch (FaultException e) {
      notice.accept("what left the window was not searched: " + e.fault().message());
      return 0;
    }
  }

  /**
   * Brings the pages of its past back that a question needs.
   *
   * @return how many
   */
  public int recall(long pid, String question, Memory memory, Room room)
      throws InterruptedException {
    if (room == Room.TAIL) {
      memory.makeRoom(); // first, so that what leaves now is ranked with the rest
    }
    long now = memory.prompt().stream()
        .filter(page -> page.kind() == PageKind.USER)
        .mapToLong(page -> page.id().number())
        .max()
        .orElse(Long.MAX_VALUE);
    List<Recall.Ranked> ranked = recall.rank(pid, question, now);
    double floor = room == Room.WINDOW || ranked.isEmpty()
        ? Double.NEGATIVE_INFINITY
        : ranked.getFirst().score() * EARNS;
    List<PageId> wanted = ranked.stream()
        .filter(page -> page.score() >= floor)
        .map(page -> new PageId(page.id()))
        .toList();
    return memory.recall(wanted, room).size();
  }

  private List<Memory.Tail> blocks(
      long pid, Turn.Request request, RunLoop.Engine engine, Memory memory, Turn.Side side)
      throws InterruptedException {
    List<Memory.Tail> blocks = request.context().isPresent()
        ? request.context().get()
        : search(pid, request, memory, side);
    Confidentiality clearance = engine.cpu().clearance();
    List<Memory.Tail> cleared = blocks.stream()
        .filter(b -> within(b.label().confidentiality(), clearance))
        .toList();
    if (cleared.size() < blocks.size()) {
      side.notice()
          .accept("%d blocks are too confidential for the CPU %s and stay here"
              .formatted(blocks.size() - cleared.size(), engine.name()));
    }
    return cleared;
  }

  private List<Memory.Tail> search(long pid, Turn.Request request, Memory memory, Turn.Side side)
      throws InterruptedException {
    boolean wanted = request.search() != Turn.Search.NEVER && !request.in().isEmpty();
    if (disk.volumes().isEmpty() || !(wanted || searches(request))) {
      return List.of();
    }
    int most = Math.clamp(
        memory.stats().budget() / 4 / Limits.READ_AHEAD_TOKENS,
        Limits.READ_AHEAD_FEWEST,
        Limits.READ_AHEAD_MOST);
    Disk.Query query = new Disk.Query(request.text(), request.in(), most);
    Label words = request.label();
    reach.search(query, Reach.Asking.user(words, side.canAsk(), side.asker(), pid, side.notice()));
    return disk.search(query).stream()
        .map(hit -> SyscallTable.tail(hit.block(), clock))
        .toList();
  }

  private static boolean searches(Turn.Request request) {
    return switch (request.search()) {
      case AUTO -> asksSomething(request.text());
      case ALWAYS -> true;
      case NEVER -> false;
    };
  }

  /** Whether a turn asks for something, as far as its form tells. */
  static boolean asksSomething(String text) {
    String line = text.strip().toLowerCase(Locale.ROOT);
    return !SELF.matcher(line).matches()
        && (line.contains("?") || !STATEMENT.matcher(line + " ").matches());
  }

  /**
   * The pages that this CPU may see.
   *
   * @throws FaultException if the user's own words are among those it may not
   */
  List<Page> cleared(List<Page> pages, Cpu cpu, Consumer<String> notice) {
    Confidentiality clearance = cpu.clearance();
    List<Page> kept = pages.stream()
        .filter(p -> within(p.label().confidentiality(), clearance))
        .toList();
    if (kept.size() == pages.size()) {
      return pages;
    }
    if (pages.getLast().kind() == PageKind.USER && !kept.contains(pages.getLast())) {
      throw new FaultException(
          Errno.DENIED,
          "this line carries text that may not leave this machine, and the CPU is elsewhere",
          "cpu use rom");
    }
    notice.accept("%d pages may not leave this machine and were not sent"
        .formatted(pages.size() - kept.size()));
    return kept;
  }

  private static boolean within(Confidentiality text, Confidentiality clearance) {
    return text.compareTo(clearance) <= 0;
  }
}
