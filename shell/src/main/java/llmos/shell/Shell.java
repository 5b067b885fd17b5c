package llmos.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.Console;
import llmos.kernel.Kernel;
import llmos.shell.cmd.Builtins;
import llmos.shell.cmd.DeviceCalls;
import llmos.shell.cmd.Script;
import llmos.shell.lang.Budget;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Exit;
import llmos.shell.lang.Failure;
import llmos.shell.lang.FailureException;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Interpreter;
import llmos.shell.lang.Item;
import llmos.shell.lang.Jobs;
import llmos.shell.lang.Node;
import llmos.shell.lang.Parser;
import llmos.shell.lang.Scope;
import llmos.shell.lang.Surroundings;
import llmos.shell.lang.Value;
import llmos.shell.out.Faults;
import llmos.shell.out.Format;
import llmos.shell.out.Keys;
import llmos.shell.out.LiveScreen;
import llmos.shell.out.ProgressLine;
import llmos.shell.out.Renderer;
import llmos.shell.out.Sink;
import llmos.shell.term.TerminalKeys;

/**
 * Runs programs on one machine, which is started by the first command that needs it, and turns whatever happens into output
 * and an exit code. Owned by the thread that runs programs.
 */
final class Shell implements Surroundings, AutoCloseable {
  private final Settings settings;
  private final Stdio stdio;
  private final Sink out;
  private final Sink err;
  private final Interpreter.Sink shown;
  private final Commands commands;
  private final Interpreter interpreter;
  private final Slash slash;
  private final Scope scope = Scope.top();
  private final AtomicReference<Optional<Kernel>> kernel = new AtomicReference<>(Optional.empty());
  private final Person.Reply reply;
  private final Jobs jobs;
  private final Budget budget;
  private final Consumer<String> announcer;
  private Supplier<Keys> keys = TerminalKeys::open;

  /** {@code announcer} takes lines about what happens in the background. */
  Shell(
      Settings settings,
      Stdio stdio,
      Sink out,
      Sink err,
      Person.Reply reply,
      Consumer<String> announcer) {
    this(settings, stdio, out, err, new Renderer(settings.format(), out, err), reply, announcer);
  }

  /** {@code shown} takes the records. */
  Shell(
      Settings settings,
      Stdio stdio,
      Sink out,
      Sink err,
      Interpreter.Sink shown,
      Person.Reply reply,
      Consumer<String> announcer) {
    this.settings = settings;
    this.stdio = stdio;
    this.out = out;
    this.err = err;
    this.reply = reply;
    this.shown = shown;
    List<String> builtins = new ArrayList<>();
    this.commands = Builtins.all(
        new DeviceCalls(() -> kernel().devices(), () -> kernel().deviceRows(), () -> builtins));
    builtins.addAll(commands.firstWords());
    this.slash = new Slash(commands, settings.prompt());
    this.interpreter = new Interpreter(commands, this);
    this.jobs = new Jobs(commands);
    this.announcer = announcer;
    this.budget = new Budget(settings.maxCost());
  }

  /** What it can run. */
  Commands commands() {
    return commands;
  }

  /** The commands that programs defined, by name. */
  Map<String, Command> defined() {
    return scope.commands();
  }

  /** Runs a program with these arguments as {@code $1 $2 … $@}; returns the exit code. */
  int run(String source, List<String> arguments) {
    Script.arguments(arguments.stream().map(a -> Value.of(a, Label.TYPED)).toList(), scope);
    return run(source, Label.TYPED);
  }

  /** Runs a program whose words have this label, such as one that was pasted. */
  int run(String source, Label words) {
    scope.taint(words);
    try {
      return guarded(() -> interpreter.run(Parser.parse(source), scope, shown));
    } finally {
      scope.taint(Label.TYPED);
    }
  }

  /** Runs one command of words that are never parsed again. */
  int run(Node.Program program) {
    return guarded(() -> interpreter.run(program, scope, shown));
  }

  /** Says something to the model, verbatim. */
  int say(String text, Label label) {
    scope.set("said", Value.of(text, label));
    return run(WordStage.TALK);
  }

  /** Shows records that did not come from a program, and keeps them as {@code $last}. */
  int show(Making flow) {
    return guarded(() -> {
      List<Item> kept = new ArrayList<>();
      Flow made = flow.make();
      try {
        shown.show(() -> {
          Optional<Item> item = made.next();
          item.ifPresent(kept::add);
          return item;
        });
      } finally {
        made.close();
        Label label = Label.joinAll(kept.stream().map(Item::label).toList());
        scope.set("last", Value.of(kept.stream().map(Item::row).toList(), label));
      }
    });
  }

  /** Shows what jobs make that nobody has taken; the code is that of the program, or of the first job that fails. */
  int finish(int code) {
    int first = code;
    boolean goesOn = code != Errno.INTERRUPTED.exit() && code != Errno.CLOSED_PIPE.exit();
    for (Jobs.Program program : goesOn ? jobs.untaken() : List.<Jobs.Program>of()) {
      int ended = show(() -> program);
      first = first == 0 ? ended : first;
    }
    return first;
  }

  /** Makes a flow. */
  interface Making {
    /** Makes it. */
    Flow make() throws InterruptedException;
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  @SuppressWarnings("Interruption") // the interrupt is Ctrl-C for this program, and ends here
  private int guarded(Work work) {
    try {
      work.run();
      return 0;
    } catch (FailureException e) {
      return failed(e.failure());
    } catch (FaultException e) {
      return failed(Failure.of(e.fault()));
    } catch (InterruptedException e) {
      return failed(Failure.of(Fault.of(Errno.INTERRUPTED, "interrupted")));
    } catch (Exit e) {
      throw e;
    } catch (StackOverflowError e) {
      return failed(Failure.of(
          new Fault(Errno.LIMIT, "the program is nested too deeply", "take it apart with let")));
    } catch (RuntimeException e) {
      String message = "internal error: %s".formatted(e);
      return failed(Failure.of(new Fault(Errno.FAILED, message, "log kernel")));
    }
  }

  private int failed(Failure failure) {
    if (stdio.closed() || failure.fault().errno() == Errno.CLOSED_PIPE) {
      return Errno.CLOSED_PIPE.exit();
    }
    try {
      shown.failed(slash.failure(failure));
    } catch (FaultException e) {
      Faults.print(failure, err);
      return e.fault().errno().exit();
    }
    return failure.fault().errno().exit();
  }

  @Override
  public Kernel kernel() {
    Optional<Kernel> running = kernel.get();
    if (running.isPresent()) {
      return running.get();
    }
    Kernel booted = Kernel.boot(settings.boot());
    booted.reserve(commands.firstWords());
    kernel.set(Optional.of(booted));
    settings.session().ifPresent(booted::resume);
    return booted;
  }

  @Override
  public Console console(Echo echo) {
    return new Person(echo, err, reply, slash::line);
  }

  @Override
  public Echo answers() {
    return shown.echo();
  }

  @Override
  public Gauge progress() {
    return new ProgressLine(err);
  }

  /** Where keys come from while a picture is shown. */
  void keys(Supplier<Keys> source) {
    keys = source;
  }

  @Override
  public Optional<Live> live() {
    boolean looks = settings.format() == Format.TEXT && out.terminal() && out.moves();
    return looks && settings.input() && stdio.terminal(0)
        ? Optional.of(new LiveScreen(out, keys.get()))
        : Optional.empty();
  }

  @Override
  public Jobs jobs() {
    return jobs;
  }

  @Override
  public Surroundings beside() {
    return new Background(this, kernel().beside());
  }

  @Override
  public void announce(String line) {
    announcer.accept(line);
  }

  @Override
  public boolean stays() {
    return settings.prompt();
  }

  @Override
  public Flow stdin() {
    return stdio.lines();
  }

  @Override
  public Path workspace() {
    return settings.boot().workspace();
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public Optional<Duration> timeout() {
    return settings.timeout();
  }

  @Override
  public void close() {
    kernel.getAndSet(Optional.empty()).ifPresent(Kernel::close);
  }
}
