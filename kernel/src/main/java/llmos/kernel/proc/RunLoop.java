package llmos.kernel.proc;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import llmos.api.Burst;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Prompt;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.api.Trap;
import llmos.api.Usage;
import llmos.kernel.cpu.Price;
import llmos.kernel.cpu.TokenMeter;
import llmos.kernel.grounding.Grounding;
import llmos.kernel.guard.Guard;
import llmos.kernel.memory.Memory;
import llmos.kernel.store.Journal;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Requests;
import llmos.kernel.syscall.Decoder;
import llmos.kernel.syscall.SyscallTable;

/**
 * One turn: the user's words are committed, what they need is read ahead, and bursts run until the CPU has finished; each
 * trap is served and its result admitted before the next burst. Whatever ends the turn, what came is kept.
 */
public final class RunLoop {
  /** What an answer ends with that was broken off. */
  public static final String INTERRUPTED = " [interrupted]";

  private final Journal journal;
  private final Decoder decoder;
  private final SyscallTable syscalls;
  private final ReadAhead readAhead;
  private final RequestLog requestLog;
  private final Clock clock;

  /** The machine that a turn runs on. */
  public record Engine(
      String name, Cpu cpu, List<Prompt.Tool> tools, int replyTokens, Optional<Price> price) {}

  /** A run loop over these rooms of the machine. */
  public RunLoop(
      Journal journal,
      Decoder decoder,
      SyscallTable syscalls,
      ReadAhead readAhead,
      Requests requests,
      Clock clock) {
    this.requestLog = new RequestLog(requests, clock);
    this.journal = journal;
    this.decoder = decoder;
    this.syscalls = syscalls;
    this.readAhead = readAhead;
    this.clock = clock;
  }

  /**
   * Runs one turn on this thread.
   *
   * @throws InterruptedException if the user stopped it; what had come is in the conversation
   */
  public Turn.Outcome run(
      Proc proc, Memory memory, Engine engine, Turn.Request asked, Turn.Side side)
      throws InterruptedException {
    Turn.Request request = asked.with(memory::keep);
    Page user = memory.begin(request.said(), request.label(), "user");
    journal.append(proc.pid(), user.id().number(), "user", request.said());
    TurnState state = new TurnState(proc.pid(), memory, engine, request, side, user);
    try {
      state.recalled = readAhead.fill(proc.pid(), request, engine, memory, side);
      rounds(state);
      return finish(state);
    } finally {
      memory.end();
      memory.takeNotices().forEach(side.notice());
    }
  }

  private void rounds(TurnState state) throws InterruptedException {
    for (int round = 1; round <= Limits.ROUNDS; round++) {
      Burst burst = burst(state);
      state.usage = plus(state.usage, burst.usage());
      if (burst.traps().isEmpty()) {
        state.text = burst.text();
        state.fault = Endings.of(state.engine.name(), burst).or(() -> state.fault);
        return;
      }
      keepText(state, burst.text(), "");
      for (Trap trap : burst.traps()) {
        if (!serve(state, trap)) {
          return;
        }
      }
    }
    state.fault = Optional.of(new Fault(
        Errno.LIMIT,
        "stopped after %d rounds of calls without an answer".formatted(Limits.ROUNDS),
        "log"));
  }

  private Burst burst(TurnState state) throws InterruptedException {
    List<Page> pages =
        readAhead.cleared(state.memory.prompt(), state.engine.cpu(), state.side.notice());
    state.memory.takeNotices().forEach(state.side.notice());
    int size = state.memory.stats().used() + TokenMeter.REQUEST;
    int reply = state.purse.replyTokens(size, state.engine.replyTokens());
    if (reply < 0) {
      return Burst.failed("", state.purse.empty(), Usage.NONE);
    }
    Prompt prompt =
        new Prompt(pages, state.engine.tools(), reply, state.request.form().map(Turn.Form::schema));
    state.blocks = prompt.blocks();
    state.side.label().accept(state.memory.label());
    HoldingSink sink = new HoldingSink(
        text -> state.request.form().isEmpty() && decoder.mayBeCall(text), checkpointing(state));
    try {
      Burst burst = state.engine.cpu().run(prompt, sink);
      paid(state, burst, size);
      requestLog.note(state.pid, sent(state), pages, burst.usage());
      return withTextCall(state, burst, sink);
    } catch (InterruptedException | RuntimeException e) {
      paid(state, Burst.end(sink.text(), Usage.NONE), size);
      keepText(state, sink.text(), INTERRUPTED);
      throw e;
    }
  }

  private static void paid(TurnState state, Burst burst, int size) {
    state.side.paid().accept(state.purse.pay(burst, size, state.engine.cpu()));
  }

  private RequestLog.Request sent(TurnState state) {
    return new RequestLog.Request(state.turn(), state.engine.name(), state.recalled);
  }

  private Consumer<String> checkpointing(TurnState state) {
    StringBuilder soFar = new StringBuilder();
    long[] last = {clock.millis()};
    return piece -> {
      soFar.append(piece);
      state.side.text().accept(piece);
      if (clock.millis() - last[0] >= Limits.CHECKPOINT_MILLIS) {
        last[0] = clock.millis();
        journal.checkpoint(state.pid, state.turn(), soFar.toString());
      }
    };
  }

  /** A small model writes its call as text; a text that is exactly one call is taken as that call. */
  private Burst withTextCall(TurnState state, Burst burst, HoldingSink sink) {
    boolean mayCall = !state.engine.tools().isEmpty() && state.request.form().isEmpty();
    if (burst.stop() == Burst.Stop.END && mayCall) {
      Optional<Trap> call =
          decoder.asCall(burst.text(), "text-" + state.turn() + "-" + state.calls.size());
      if (call.isPresent()) {
        return Burst.traps("", List.of(call.get()), burst.usage());
      }
    }
    if (burst.stop() != Burst.Stop.TRAPS || !burst.text().isBlank()) {
      sink.release();
    }
    return burst;
  }

  private boolean serve(TurnState state, Trap trap) throws InterruptedException {
    String line = decoder.line(trap);
    if (state.calls.merge(line, 1, Integer::sum) > Limits.SAME_CALLS) {
      state.fault = Optional.of(new Fault(
          Errno.LIMIT,
          "stopped: the CPU made the same call %d times: %s".formatted(Limits.SAME_CALLS, line),
          ""));
      return false;
    }
    state.side.notice().accept(line);
    Memory memory = state.memory;
    Label label = memory.label();
    memory.admit(PageKind.CALL, line, label, from("cpu", trap.id()));
    journal.append(state.pid, state.turn(), "call", line);
    SyscallTable.Served served = serveWhole(state, trap, label);
    String text = served.blocks().isEmpty()
        ? SyscallTable.text(served.reply())
        : memory.bring(served.blocks());
    memory.admit(PageKind.RESULT, text, served.label(), from(line, trap.id()));
    journal.append(state.pid, state.turn(), "result", text);
    state.known.append('\n').append(text);
    served.denied().ifPresent(fault -> state.fault = Optional.of(fault));
    return true;
  }

  /** A call that is stopped in the middle still gets its result page: providers refuse a call without one. */
  private SyscallTable.Served serveWhole(TurnState state, Trap trap, Label label)
      throws InterruptedException {
    Guard.Mode mode = new Guard.Mode(false, state.side.canAsk());
    SyscallTable.Caller caller =
        new SyscallTable.Caller(state.pid, label, mode, state.side.asker(), state.side.notice());
    try {
      return syscalls.serve(decoder.decode(trap), state.memory, caller);
    } catch (InterruptedException e) {
      state.memory.admit(
          PageKind.RESULT,
          "interrupted by the user; outcome unknown",
          label,
          from("kernel", trap.id()));
      throw e;
    }
  }

  private Turn.Outcome finish(TurnState state) {
    Label label = state.memory.label();
    Sources.note(journal, state.pid, state.turn(), state.blocks);
    boolean brokenOff = state.fault.filter(f -> f.errno() == Errno.CPU_FAILED).isPresent();
    keepText(state, state.text, brokenOff ? INTERRUPTED : "");
    Grounding.Checked checked = state.blocks.isEmpty() || state.text.isBlank()
        ? new Grounding.Checked(
            List.of(), List.of(), state.blocks.isEmpty() && !state.request.grounded())
        : checked(state);
    journal.cite(state.pid, state.turn(), checked.citations());
    if (!checked.unsupported().isEmpty()) {
      journal.append(
          state.pid, state.turn(), "unsupported", String.join("\n", checked.unsupported()));
    }
    Optional<Fault> fault = state.fault.or(() -> Endings.of(state.request, checked));
    fault.ifPresent(
        f -> journal.append(state.pid, state.turn(), "fault", f.errno() + ": " + f.message()));
    return new Turn.Outcome(
        state.text,
        checked.citations(),
        checked.unsupported(),
        label,
        state.engine.name(),
        state.usage,
        state.purse.spent(),
        fault);
  }

  /**
   * What was said in the conversation needs no source: where nothing but its own past was read, places are shown and nothing
   * is held against the answer.
   */
  private static Grounding.Checked checked(TurnState state) {
    if (state.request.form().isPresent()) {
      return JsonReply.checked(
          Grounding.check(JsonReply.claims(state.text), state.blocks, state.known.toString()));
    }
    Grounding.Checked checked = Grounding.check(state.text, state.blocks, state.known.toString());
    boolean documents = !state.blocks.stream().allMatch(RunLoop::ofThePast);
    return documents || state.request.grounded()
        ? checked
        : new Grounding.Checked(checked.citations(), List.of(), true);
  }

  private static boolean ofThePast(Page block) {
    return block.provenance().span().flatMap(Span::ofPage).isPresent();
  }

  private void keepText(TurnState state, String text, String mark) {
    if (!text.isBlank()) {
      state.memory.admit(
          PageKind.ASSISTANT, text + mark, state.memory.label(), from(state.engine.name(), ""));
    }
    journal.said(state.pid, state.turn(), text.isBlank() ? "" : text + mark);
  }

  private Provenance from(String source, String callId) {
    return new Provenance(source, Optional.empty(), callId, clock.millis());
  }

  private static Usage plus(Usage a, Usage b) {
    return new Usage(
        a.promptTokens() + b.promptTokens(),
        a.cachedTokens() + b.cachedTokens(),
        a.replyTokens() + b.replyTokens());
  }
}
