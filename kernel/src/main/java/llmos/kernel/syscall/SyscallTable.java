package llmos.kernel.syscall;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.api.CallContext;
import llmos.api.Confidentiality;
import llmos.api.Effect;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Integrity;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.Param;
import llmos.api.Provenance;
import llmos.api.Reply;
import llmos.api.Span;
import llmos.kernel.device.DeviceTable;
import llmos.kernel.device.DeviceTable.BoundCall;
import llmos.kernel.disk.Disk;
import llmos.kernel.disk.Recall;
import llmos.kernel.guard.Gate;
import llmos.kernel.guard.Guard;
import llmos.kernel.memory.Memory;
import llmos.kernel.store.Ledger;
import llmos.kernel.store.Ledger.IntentState;
import llmos.kernel.store.Library;
import llmos.kernel.store.Limits;

/** The one table that serves what a CPU asks for, and the same call when the user makes it. */
public final class SyscallTable {
  /** The name, in a search, of the pages that left the window. */
  private static final String PAST = "past";

  private final Disk disk;
  private final Recall recall;
  private final DeviceTable devices;
  private final Gate gate;
  private final Ledger ledger;
  private final Path workspace;
  private final Clock clock;

  /**
   * Who makes a call.
   *
   * @param pid the process
   * @param process the label of the process, or of the words that the user wrote
   * @param mode whether the user wrote the line, and whether anybody can be asked
   * @param asker asks the user
   */
  public record Caller(long pid, Label process, Guard.Mode mode, Gate.Asker asker) {}

  /**
   * What came of a call.
   *
   * @param blocks documents' blocks that shall be in the window, citable
   * @param denied the line that would allow it, where it was denied because nobody could be asked
   */
  public record Served(Reply reply, Label label, List<Memory.Tail> blocks, Optional<Fault> denied) {
    static Served of(Reply reply, Label label) {
      return new Served(reply, label, List.of(), Optional.empty());
    }
  }

  /** A table over these rooms of the machine. */
  public SyscallTable(
      Disk disk,
      Recall recall,
      DeviceTable devices,
      Gate gate,
      Ledger ledger,
      Path workspace,
      Clock clock) {
    this.disk = disk;
    this.recall = recall;
    this.devices = devices;
    this.gate = gate;
    this.ledger = ledger;
    this.workspace = workspace;
    this.clock = clock;
  }

  /** Serves a call of the CPU. A failure is a reply, because the CPU must read it and go on. */
  public Served serve(Syscall call, Memory memory, Caller caller) throws InterruptedException {
    try {
      return switch (call) {
        case Syscall.Recall recall -> recall(recall, memory, caller);
        case Syscall.Search search -> search(search, memory, caller);
        case Syscall.Read read -> read(read, caller);
        case Syscall.Call device -> call(device.words(), caller);
        case Syscall.Misread misread ->
          Served.of(new Reply.Failed(misread.fault()), caller.process());
      };
    } catch (FaultException e) {
      return Served.of(new Reply.Failed(e.fault()), caller.process());
    }
  }

  private Served recall(Syscall.Recall recall, Memory memory, Caller caller) {
    Optional<Page> page = memory.page(recall.page());
    if (page.isEmpty()) {
      return Served.of(Reply.failed(Errno.NO_SUCH, "no page " + recall.page()), caller.process());
    }
    return Served.of(Reply.text(page.get().text()), page.get().label().join(caller.process()));
  }

  /** Documents first, as blocks for the tail; the past where it is named, or where no document says anything. */
  private Served search(Syscall.Search search, Memory memory, Caller caller)
      throws InterruptedException {
    List<String> in = search.in().stream().filter(place -> !place.equals(PAST)).toList();
    boolean named = in.size() < search.in().size();
    List<Disk.Hit> hits = named && in.isEmpty()
        ? List.of()
        : disk.search(new Disk.Query(search.words(), in, Limits.SEARCH_BLOCKS));
    List<Page> pages = named || (in.isEmpty() && hits.isEmpty())
        ? past(search.words(), memory, caller.pid())
        : List.of();
    if (hits.isEmpty() && pages.isEmpty()) {
      return Served.of(
          Reply.failed(Errno.NOT_FOUND, "nothing found for " + search.words()), caller.process());
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    Label label = caller.process();
    for (Disk.Hit hit : hits) {
      rows.add(Map.of("text", hit.block().span() + ": " + hit.block().text()));
      label = label.join(hit.block().label());
    }
    for (Page page : pages) {
      rows.add(Map.of("text", page.id() + ": " + page.text()));
      label = label.join(page.label());
    }
    List<Memory.Tail> blocks =
        pages.isEmpty() ? hits.stream().map(h -> tail(h.block(), clock)).toList() : List.of();
    return new Served(Reply.of(rows), label, blocks, Optional.empty());
  }

  private List<Page> past(String words, Memory memory, long pid) throws InterruptedException {
    if (!recall.outgrown(pid)) {
      return List.of();
    }
    return recall.rank(pid, words).stream()
        .map(ranked -> new PageId(ranked.id()))
        .filter(memory::isOut)
        .limit(Limits.SEARCH_BLOCKS)
        .flatMap(id -> memory.page(id).stream())
        .toList();
  }

  /** A block as a page for the window. */
  public static Memory.Tail tail(Disk.Block block, Clock clock) {
    return new Memory.Tail(
        block.text(),
        block.label(),
        new Provenance(block.span().doc(), Optional.of(block.span()), "", clock.millis()));
  }

  private Served read(Syscall.Read read, Caller caller) {
    Span span = read.span();
    Disk.DocumentText document = disk.text(span.doc());
    Span exact = disk.exact(span, document);
    String text = document.text().substring(exact.start(), exact.end());
    Memory.Tail tail = new Memory.Tail(
        text, document.label(), new Provenance(span.doc(), Optional.of(exact), "", clock.millis()));
    return new Served(
        Reply.text(text), document.label().join(caller.process()), List.of(tail), Optional.empty());
  }

  /** Runs an operation of a device whose arguments have the label of the caller. */
  public Served call(List<String> words, Caller caller) throws InterruptedException {
    return call(words, caller.process(), caller);
  }

  /**
   * Runs an operation of a device: bound, guarded, noted as an intent before it has an effect.
   *
   * @param payload the label of those words that do not say where it lands
   */
  public Served call(List<String> words, Label payload, Caller caller) throws InterruptedException {
    BoundCall call = devices.bind(words);
    Guard.Labels labels =
        new Guard.Labels(caller.process(), caller.process(), caller.process().join(payload));
    Guard.Decision decision = gate.pass(
        new Gate.DeviceCall(call.device().name(), call.operation(), call.args(), call.line()),
        labels,
        caller.mode(),
        caller.asker(),
        caller.pid());
    if (decision.verdict() != Guard.Verdict.ALLOW) {
      Fault fault = new Fault(
          Errno.DENIED,
          "denied: %s (%s)".formatted(call.line(), decision.reason()),
          decision.allowLine());
      return new Served(new Reply.Failed(fault), caller.process(), List.of(), Optional.of(fault));
    }
    Label source = source(call).join(caller.process());
    return Served.of(run(call, caller.pid(), labels.payload()), source);
  }

  private Reply run(BoundCall call, long pid, Label payload) throws InterruptedException {
    CallContext context = new CallContext(workspace, clock, Limits.CALL_TIMEOUT);
    Effect effect = call.operation().effect();
    if (effect == Effect.NONE || effect == Effect.READ) {
      return devices.call(call, context);
    }
    // What was there may still be in it afterwards.
    Label written = written(call).join(payload);
    long intent = ledger.start(pid, call.line());
    IntentState end = IntentState.UNKNOWN; // and so it stays if the call is stopped in the middle
    try {
      Reply reply = devices.call(call, context);
      end = switch (reply) {
        case Reply.Done done -> IntentState.DONE;
        case Reply.Failed failed ->
          failed.fault().errno() == Errno.TIMEOUT ? IntentState.UNKNOWN : IntentState.FAILED;
      };
      return reply;
    } finally {
      ledger.mark(intent, end);
      paths(call).forEach(path -> disk.written().put(path, written));
    }
  }

  private Label source(BoundCall call) {
    return switch (call.operation().effect()) {
      case NONE, WRITE, WRITE_IRREVERSIBLE -> Label.SYSTEM;
      case READ -> mounted(call).join(written(call)).join(Label.untrusted(call.line()));
      case EXEC, MONEY -> Label.untrusted(call.line());
      case NET -> new Label(Integrity.UNTRUSTED, Confidentiality.PUBLIC, Set.of(host(call)));
    };
  }

  /** The labels of the volumes that hold what is read: a file does not lose them by being read as a file. */
  private Label mounted(BoundCall call) {
    List<Path> read = paths(call);
    return Label.joinAll(disk.volumes().stream()
        .filter(v -> read.stream().anyMatch(path -> path.startsWith(gate.real(v.root()))))
        .map(Library.Volume::label)
        .toList());
  }

  /** The labels of the files if llmos wrote them, wherever they are now. */
  private Label written(BoundCall call) {
    return Label.joinAll(paths(call).stream().map(disk.written()::of).toList());
  }

  private List<Path> paths(BoundCall call) {
    return call.operation().params().stream()
        .filter(p -> p.type() == Param.Type.PATH && call.args().containsKey(p.name()))
        .map(p -> gate.real(String.valueOf(call.args().get(p.name()))))
        .toList();
  }

  private static String host(BoundCall call) {
    return call.operation().params().stream()
        .filter(p -> p.type() == Param.Type.URL && call.args().containsKey(p.name()))
        .map(p ->
            String.valueOf(URI.create(String.valueOf(call.args().get(p.name()))).getHost()))
        .findFirst()
        .orElse(call.line());
  }

  /** A reply as the text that the CPU reads. */
  public static String text(Reply reply) {
    return switch (reply) {
      case Reply.Done done ->
        done.records().isEmpty()
            ? "(done)"
            : String.join("\n", done.records().stream().map(SyscallTable::text).toList());
      case Reply.Failed failed ->
        "error: " + failed.fault().message()
            + (failed.fault().hint().isEmpty() ? "" : "; " + failed.fault().hint());
    };
  }

  private static String text(Map<String, Object> row) {
    return row.containsKey("text")
        ? String.valueOf(row.get("text"))
        : new LinkedHashMap<>(row).toString();
  }
}
