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
import llmos.api.Label;
import llmos.kernel.Console;
import llmos.kernel.Kernel;
import llmos.shell.cmd.Builtins;
import llmos.shell.cmd.DeviceCalls;
import llmos.shell.cmd.Script;
import llmos.shell.lang.Budget;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Interpreter;
import llmos.shell.lang.Item;
import llmos.shell.lang.Jobs;
import llmos.shell.lang.Node;
import llmos.shell.lang.Parser;
import llmos.shell.lang.Scope;
import llmos.shell.lang.Surroundings;
import llmos.shell.lang.Value;
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
  private final Boundary boundary;
  private final Scope scope = Scope.top();
  private final AtomicReference<Optional<Kernel>> kernel = new AtomicReference<>(Optional.empty());
  private final Person.Reply reply;
  private final Jobs jobs;
  private final Budget budget;
  private final Consumer<String> announcer;
  private Supplier<Keys> keys = TerminalKeys::open;
  private volatile Optional<ProgressLine> progress = Optional.empty();

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
    this.boundary = new Boundary(shown, slash, stdio, err);
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
      return boundary.run(() -> interpreter.run(Parser.parse(source), scope, shown));
    } finally {
      scope.taint(Label.TYPED);
    }
  }

  /** Runs one command of words that are never parsed again. */
  int run(Node.Program program) {
    return boundary.run(() -> interpreter.run(program, scope, shown));
  }

  /** Says something to the model, verbatim. */
  int say(String text, Label label) {
    scope.set("said", Value.of(text, label));
    return run(WordStage.TALK);
  }

  /** Shows records that did not come from a program, and keeps them as {@code $last}. */
  int show(Making flow) {
    return boundary.run(() -> {
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

  /** Shows what jobs make that nobody has taken; the code is that of the program, or of the first job that fails. An interrupt ends it. */
  int finish(int code) {
    int first = code;
    boolean goesOn = code != Errno.INTERRUPTED.exit() && code != Errno.CLOSED_PIPE.exit();
    for (Jobs.Program program : goesOn ? jobs.untaken() : List.<Jobs.Program>of()) {
      int ended = show(() -> program);
      if (boundary.interrupted()) { // and not the job, as by kill
        return ended;
      }
      first = first == 0 ? ended : first;
    }
    return first;
  }

  /** Stops the jobs whose records nobody has taken, and forgets these. */
  void drop() {
    jobs.untaken().forEach(Jobs.Program::drop);
  }

  /** Makes a flow. */
  interface Making {
    /** Makes it. */
    Flow make() throws InterruptedException;
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
    ProgressLine line = new ProgressLine(err);
    progress = Optional.of(line);
    return line;
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
    progress.ifPresentOrElse(
        shown -> shown.aside(() -> announcer.accept(line)), () -> announcer.accept(line));
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
