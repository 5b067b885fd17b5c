package llmos.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.api.EvictionPolicy;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Near;
import llmos.api.Operation;
import llmos.api.Peripheral;
import llmos.api.Prompt;
import llmos.kernel.cpu.Price;
import llmos.kernel.cpu.TokenMeter;
import llmos.kernel.memory.Memory;
import llmos.kernel.memory.policy.Policies;
import llmos.kernel.memory.policy.Worth;
import llmos.kernel.proc.Recovery;
import llmos.kernel.proc.RunLoop;
import llmos.kernel.store.Journal;
import llmos.kernel.store.Library;
import llmos.kernel.store.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The current conversation and its window. A machine starts without one: the first thing said begins one, and until then
 * what looks at a conversation sees the one that was used last.
 *
 * <p>Owned by the lock {@code this}.
 */
final class Conversations {
  private static final int MOST_NAMED = 10; // sessions in an error

  private final Rooms rooms;
  private @Nullable Long current;
  private @Nullable Open open;

  /** A conversation whose window is loaded, for one CPU. */
  record Open(long pid, Memory memory, RunLoop.Engine engine) {}

  Conversations(Rooms rooms) {
    this.rooms = rooms;
  }

  /** The conversation to talk in; begun if there is none. */
  synchronized Open speaking() {
    engine(); // a machine that cannot talk begins no conversation
    if (current == null) {
      current = rooms.journal().create("chat", "", Limits.POLICY);
    }
    return opened(current);
  }

  /** The conversation to look at. */
  synchronized Open looking() {
    return opened(pid()
        .orElseThrow(() -> new FaultException(
            Errno.NO_SUCH, "there is no conversation yet", "ask \"…\" begins one")));
  }

  /** The number of the conversation to look at. */
  synchronized Optional<Long> pid() {
    return Optional.ofNullable(current)
        .or(() -> rooms.journal().conversations(1).stream().findFirst().map(Journal.ProcRow::pid));
  }

  synchronized boolean isCurrent(long pid) {
    return current != null && current == pid;
  }

  synchronized long begin(String title) {
    current = rooms.journal().create("chat", title, Limits.POLICY);
    return current;
  }

  synchronized void resume(long pid) {
    current = pid;
  }

  /** Reads a conversation anew when it is next used: its turns were taken back. */
  synchronized void reload(long pid) {
    open = open != null && open.pid() == pid ? null : open;
  }

  /** The session that an id names, or the one to look at if it is empty. Throws NO_SUCH. */
  synchronized Journal.ProcRow session(String id) {
    List<Journal.ProcRow> all = rooms.journal().conversations(Integer.MAX_VALUE);
    if (all.isEmpty() && id.isEmpty()) {
      throw new FaultException(Errno.NO_SUCH, "there is no session yet", "ask \"…\" begins one");
    }
    long pid =
        id.isEmpty() ? pid().orElse(all.getFirst().pid()) : SessionCalls.number(id, "session ls");
    return all.stream()
        .filter(s -> s.pid() == pid)
        .findFirst()
        .orElseThrow(() -> new FaultException(
            Errno.NO_SUCH, "no session %d; %s".formatted(pid, named(all)), "session ls"));
  }

  private static String named(List<Journal.ProcRow> all) {
    String ids = all.stream()
        .limit(MOST_NAMED)
        .map(s -> Long.toString(s.pid()))
        .collect(Collectors.joining(", "));
    String more = all.size() > MOST_NAMED ? ", … (%d in all)".formatted(all.size()) : "";
    return all.isEmpty() ? "there is none yet" : "there are: " + ids + more;
  }

  private Open opened(long pid) {
    RunLoop.Engine engine = engine();
    if (open != null && open.pid() == pid && open.engine().cpu().equals(engine.cpu())) {
      open = new Open(pid, open.memory(), engine);
    } else {
      int budget = engine.cpu().window() - engine.replyTokens() - TokenMeter.REQUEST;
      TokenMeter meter = new TokenMeter(engine.cpu());
      Memory.Settings settings =
          new Memory.Settings(budget, policies().getOrDefault(storedPolicy(pid), Worth.MAKER));
      Memory memory =
          Memory.open(pid, settings, meter::tokens, rooms.swap(), rooms.boot().clock());
      memory.margin(() -> rooms.requests().excess(pid, engine.name()));
      Recovery.of(pid, memory, rooms.journal(), rooms.boot().clock());
      open = new Open(pid, memory, engine);
    }
    introduce(open);
    return open;
  }

  private RunLoop.Engine engine() {
    String name = rooms.cpus().current();
    Cpu cpu = rooms.cpus().open(name);
    if (cpu.window() < Limits.SMALLEST_WINDOW) {
      throw new FaultException(
          Errno.LIMIT,
          "the window of CPU %s is %d tokens; %d are needed at least"
              .formatted(name, cpu.window(), Limits.SMALLEST_WINDOW),
          "cpu add %s --window 8192, or: cpu use rom".formatted(name));
    }
    List<Prompt.Tool> tools = rooms.devices().devices().stream()
        .map(d -> new Prompt.Tool(d.name(), line(d), d.operations()))
        .toList();
    return new RunLoop.Engine(
        name,
        cpu,
        tools,
        Math.min(Limits.REPLY_TOKENS, cpu.window() / 4),
        Price.of(rooms.cpus().settings(name)));
  }

  /** A device as the model sees it: one line of at most about twenty tokens. */
  static String line(Peripheral device) {
    String usages =
        device.operations().stream().map(Operation::usage).collect(Collectors.joining(" | "));
    String whole = device.name() + " " + usages + ": " + device.summary();
    if (whole.length() <= Limits.TOOL_LINE_CHARS) {
      return whole;
    }
    String names =
        device.operations().stream().map(Operation::name).collect(Collectors.joining("|"));
    String bare =
        usages.length() + device.name().length() < Limits.TOOL_LINE_CHARS ? usages : names;
    String line = device.name() + " " + bare;
    return line.length() <= Limits.TOOL_LINE_CHARS
        ? line
        : line.substring(0, Limits.TOOL_LINE_CHARS - 1) + "…";
  }

  /** Keeps the system page true: what the machine is, what is mounted, what may be called. */
  private void introduce(Open conversation) {
    boolean outgrown = rooms.recall().outgrown(conversation.pid());
    String text = system(conversation.engine().tools(), outgrown);
    conversation.memory().system(text, Label.SYSTEM);
  }

  private String system(List<Prompt.Tool> tools, boolean outgrown) {
    StringBuilder text = new StringBuilder("You are the CPU of llmos, a terminal. Be brief.");
    List<Library.Volume> volumes = rooms.disk().volumes();
    if (!volumes.isEmpty()) {
      text.append("\nMounted: ")
          .append(volumes.stream().map(Library.Volume::name).collect(Collectors.joining(", ")))
          .append("; run: search WORDS | read DOC");
    }
    if (outgrown) {
      text.append("\nPages that left the window: run: recall pN | search WORDS --in past");
    }
    if (!tools.isEmpty()) {
      text.append("\nDevices, called by run:");
      tools.forEach(t -> text.append('\n').append(t.summary()));
    }
    return text.toString();
  }

  private String storedPolicy(long pid) {
    return rooms.journal().conversations(Integer.MAX_VALUE).stream()
        .filter(p -> p.pid() == pid)
        .map(Journal.ProcRow::policy)
        .findFirst()
        .orElse(Limits.POLICY);
  }

  /** The maker of a policy. */
  EvictionPolicy.Maker policy(String name) {
    Map<String, EvictionPolicy.Maker> makers = policies();
    EvictionPolicy.Maker maker = makers.get(name);
    if (maker == null) {
      String near = Near.hint(name.toLowerCase(Locale.ROOT), makers.keySet());
      String all = String.join(", ", makers.keySet());
      throw new FaultException(
          Errno.NO_SUCH,
          "no policy '%s'%s; there are: %s".formatted(name, near, all),
          "mem policy");
    }
    return maker;
  }

  /** All policies: the kernel's own, then those of plugins. */
  Map<String, EvictionPolicy.Maker> policies() {
    Map<String, EvictionPolicy.Maker> makers = new LinkedHashMap<>();
    Policies.ALL.forEach(m -> makers.put(m.name(), m));
    rooms.devices().policies().forEach(m -> makers.putIfAbsent(m.name(), m));
    return makers;
  }
}
