package llmos.kernel.syscall;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import llmos.api.CallContext;
import llmos.api.Confidentiality;
import llmos.api.Effect;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Integrity;
import llmos.api.Label;
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
  private final Reach reach;
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
   * @param notice takes lines about what goes on
   */
  public record Caller(
      long pid, Label process, Guard.Mode mode, Gate.Asker asker, Consumer<String> notice) {
    private Reach.Asking asking() {
      return new Reach.Asking(process, mode, asker, pid, notice);
    }
  }

  /**
   * What came of a call.
   *
   * @param blocks what shall be in the window, citable, in place of a reply: blocks of documents and pages of the past
   * @param denied the line that would allow it, where it was denied because nobody could be asked
   */
  public record Served(Reply reply, Label label, List<Memory.Tail> blocks, Optional<Fault> denied) {
    static Served of(Reply reply, Label label) {
      return new Served(reply, label, List.of(), Optional.empty());
    }

    private static Served of(List<Memory.Tail> blocks, Caller caller) {
      Label label = Label.joinAll(blocks.stream().map(Memory.Tail::label).toList());
      return new Served(
          Reply.of(List.of()), label.join(caller.process()), blocks, Optional.empty());
    }
  }

  /** A table over these rooms of the machine. */
  public SyscallTable(
      Disk disk,
      Reach reach,
      Recall recall,
      DeviceTable devices,
      Gate gate,
      Ledger ledger,
      Path workspace,
      Clock clock) {
    this.disk = disk;
    this.reach = reach;
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
        case Syscall.Recall recall -> Served.of(List.of(memory.wanted(recall.page())), caller);
        case Syscall.Search search -> search(search, memory, caller);
        case Syscall.Read read -> Served.of(List.of(read(read.span(), memory, caller)), caller);
        case Syscall.Call device -> call(device.words(), caller);
        case Syscall.Misread misread ->
          Served.of(new Reply.Failed(misread.fault()), caller.process());
      };
    } catch (FaultException e) {
      return Served.of(new Reply.Failed(e.fault()), caller.process());
    }
  }

  /** Documents first, as blocks for the tail; the past where it is named, or where no document says anything. */
  private Served search(Syscall.Search search, Memory memory, Caller caller)
      throws InterruptedException {
    List<String> in = search.in().stream().filter(place -> !place.equals(PAST)).toList();
    boolean named = in.size() < search.in().size();
    List<Memory.Tail> found = new ArrayList<>();
    if (!named || !in.isEmpty()) {
      Disk.Query query = new Disk.Query(search.words(), in, Limits.SEARCH_BLOCKS);
      reach.search(query, caller.asking());
      disk.search(query).forEach(hit -> found.add(tail(hit.block(), clock)));
    }
    if (named || (in.isEmpty() && found.isEmpty())) {
      found.addAll(past(search.words(), memory, caller.pid()));
    }
    return found.isEmpty()
        ? Served.of(
            Reply.failed(Errno.NOT_FOUND, "nothing found for " + search.words()), caller.process())
        : Served.of(found, caller);
  }

  /** Pages that hold the words as they stand come first: beside an identifier, what is near to it in meaning is noise. */
  private List<Memory.Tail> past(String words, Memory memory, long pid)
      throws InterruptedException {
    if (!recall.outgrown(pid)) {
      return List.of();
    }
    String said = words.toLowerCase(Locale.ROOT);
    return recall.rank(pid, words).stream()
        .map(ranked -> new PageId(ranked.id()))
        .filter(memory::isOut)
        .limit(Limits.FIRST_HITS)
        .map(memory::wanted)
        .sorted(
            Comparator.comparing(page -> !page.text().toLowerCase(Locale.ROOT).contains(said)))
        .limit(Limits.SEARCH_BLOCKS)
        .toList();
  }

  /** A block as a page for the window. */
  public static Memory.Tail tail(Disk.Block block, Clock clock) {
    return new Memory.Tail(
        block.text(),
        block.label(),
        new Provenance(block.span().doc(), Optional.of(block.span()), "", clock.millis()));
  }

  /** A part of a document, or of a page of the conversation. */
  private Memory.Tail read(Span span, Memory memory, Caller caller) throws InterruptedException {
    reach.read(span.doc(), caller.asking());
    Disk.DocumentText document = span.ofPage()
        .map(memory::wanted)
        .map(page -> new Disk.DocumentText(span.doc(), span.doc(), page.text(), page.label()))
        .orElseGet(() -> disk.text(span.doc()));
    Span exact = disk.exact(span, document);
    String text = document.text().substring(exact.start(), exact.end());
    Provenance from = new Provenance(span.doc(), Optional.of(exact), "", clock.millis());
    return new Memory.Tail(text, document.label(), from);
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
