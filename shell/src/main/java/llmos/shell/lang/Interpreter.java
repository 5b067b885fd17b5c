package llmos.shell.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Near;

/**
 * Runs programs: each stage pulls records from the one before it, and the sink pulls from the last. When nobody pulls any more,
 * all stages are closed, which cancels what they wait for.
 *
 * <p>A program stops at the first pipeline that fails, unless {@code ||} takes it.
 */
public final class Interpreter {
  private static final int MOST_KEPT = 10_000;

  /** It is there before it is needed: where the stack is at its end, no class can be made ready any more. */
  public static final Fault TOO_DEEP =
      new Fault(Errno.LIMIT, "the program is nested too deeply", "take it apart with let");

  private final Commands commands;
  private final Surroundings around;

  /** Takes the records of each pipeline. */
  public interface Sink {
    /** Pulls all records and shows them. */
    void show(Flow flow) throws InterruptedException;

    /** Tells of a failure that the program goes on after. */
    void failed(Failure failure);

    /** Whether a person or program sees what it takes, so that an answer may be shown while it is made. */
    default boolean visible() {
      return true;
    }

    /** Where the pieces of an answer go while it comes. */
    default Surroundings.Echo echo() {
      return Surroundings.Echo.NONE;
    }
  }

  /** An interpreter of these commands. */
  public Interpreter(Commands commands, Surroundings around) {
    this.commands = commands;
    this.around = around;
  }

  /** What it knows. */
  public Commands commands() {
    return commands;
  }

  /** Runs a program; fails with the first failure that nothing takes. */
  public void run(Node.Program program, Scope scope, Sink sink) throws InterruptedException {
    Order order = new Order(program);
    Optional<FailureException> failed = Optional.empty();
    for (Optional<Node.Step> step = order.next(failed);
        step.isPresent();
        step = order.next(failed)) {
      failed.ifPresent(f -> sink.failed(f.failure()));
      failed = show(program, step.get(), scope, sink);
    }
    if (failed.isPresent()) {
      throw failed.get();
    }
  }

  private Optional<FailureException> show(
      Node.Program program, Node.Step step, Scope scope, Sink sink) throws InterruptedException {
    Optional<Kept> kept = Optional.empty();
    Optional<FailureException> failed = Optional.empty();
    try {
      kept =
          Optional.of(new Kept(pipeline(program, step, scope, Optional.empty(), sink.visible())));
      sink.show(kept.get());
    } catch (FailureException e) {
      failed = Optional.of(e);
    } finally {
      kept.ifPresent(Flow::close);
    }
    ended(scope, kept, failed);
    return failed;
  }

  /** Notes how a pipeline ended: {@code $?} and {@code $last}. */
  void ended(Scope scope, Optional<Kept> flow, Optional<FailureException> failed) {
    int exit = failed.map(f -> f.failure().fault().errno().exit()).orElse(0);
    scope.set("?", Value.of(exit, Label.TYPED));
    flow.filter(f -> !f.kept.isEmpty())
        .ifPresent(f -> scope.set("last", Evaluator.ofItems(f.kept)));
  }

  /** A pipeline whose first records are kept for {@code $last}. */
  static final class Kept implements Flow {
    private final Flow flow;
    private final List<Item> kept = new ArrayList<>();

    Kept(Flow flow) {
      this.flow = flow;
    }

    @Override
    public Optional<Item> next() throws InterruptedException {
      Optional<Item> item = flow.next();
      if (item.isPresent() && kept.size() < MOST_KEPT) {
        kept.add(item.get());
      }
      return item;
    }

    @Override
    public void close() {
      flow.close();
    }
  }

  /** All records that a program makes. */
  public List<Item> collect(Node.Program program, Scope scope) throws InterruptedException {
    Flow flow = flow(program, scope, Optional.empty(), false);
    try {
      return flow.drain();
    } finally {
      flow.close();
    }
  }

  /**
   * The records that a program makes, when they are asked for; fails where the program does. To be closed.
   *
   * @param in what goes to its first stage
   * @param last whether what comes is what the user sees
   */
  public Flow flow(Node.Program program, Scope scope, Optional<Flow> in, boolean last) {
    return new Steps(this, program, scope, in, last);
  }

  Flow stdin() {
    return around.stdin();
  }

  /** One pipeline; closing it closes all of its stages. */
  Flow pipeline(
      Node.Program program, Node.Step step, Scope scope, Optional<Flow> in, boolean visible)
      throws InterruptedException {
    Optional<Flow> flow = in;
    boolean made = false;
    try {
      for (int i = 0; i < step.stages().size(); i++) {
        Place place = new Place(program.source(), step.stages().get(i), i + 1);
        boolean last = visible && i == step.stages().size() - 1;
        Optional<Flow> before = flow;
        flow = Optional.of(place.guard(() -> stage(place.stage(), scope, before, last), before));
      }
      made = true;
    } finally {
      if (!made) {
        flow.ifPresent(Flow::close);
      }
    }
    return flow.orElseGet(Flow::empty);
  }

  private Flow stage(Node.Stage stage, Scope scope, Optional<Flow> in, boolean last)
      throws InterruptedException {
    Evaluator evaluator = new Evaluator(this, scope, in);
    return switch (stage) {
      case Node.Produce produce -> {
        Value value = evaluator.variable(produce.variable());
        yield Flow.of(
            value.rows().stream().map(row -> Item.of(row, value.label())).toList());
      }
      case Node.Background job -> Flow.of(around.jobs().start(job, scope, around), scope.label());
      case Node.Run run -> {
        List<Commands.Given> given = evaluator.arguments(run.args());
        yield dispatch(
            run.name(), given, evaluator.input(), new Call.Stage(around, scope, this, last));
      }
    };
  }

  private Flow dispatch(
      String name, List<Commands.Given> given, Optional<Flow> in, Call.Stage stage)
      throws InterruptedException {
    if (!commands.isBuiltin(name)) {
      Optional<Command> defined = stage.scope().command(name);
      if (defined.isPresent()) {
        return defined.get().body().run(Binder.bind(defined.get().spec(), given, in, stage));
      }
      return commands.fallback().run(name, given, in, stage);
    }
    String second = given.isEmpty() || given.getFirst().flag().isPresent()
        ? ""
        : given.getFirst().value().map(Value::text).orElse("");
    Optional<Command> twoWords = commands.find(name + " " + second);
    if (twoWords.isPresent()) {
      Command command = twoWords.get();
      return command
          .body()
          .run(Binder.bind(command.spec(), given.subList(1, given.size()), in, stage));
    }
    Command command = commands.find(name).orElseThrow(() -> noSecond(name, second));
    if (!second.isEmpty() && command.spec().operation().params().isEmpty()) {
      throw noSecond(name, second);
    }
    return command.body().run(Binder.bind(command.spec(), given, in, stage));
  }

  private FaultException noSecond(String name, String second) {
    List<String> known = commands.secondWords(name);
    String meant = second.isEmpty()
        ? ""
        : Near.of(second, known)
            .map(n -> "; did you mean '" + name + " " + n + "'?")
            .orElse("");
    String found = second.isEmpty()
        ? "%s needs a word".formatted(name)
        : "%s has no '%s'".formatted(name, second);
    String exist = known.isEmpty() ? "" : "; there are: " + String.join(", ", known);
    return new FaultException(Errno.BAD_USAGE, found + exist + meant, "help " + name);
  }

  /** Where a stage stands, for its failures. */
  private record Place(String source, Node.Stage stage, int number) {

    /** Makes a flow; it and its making fail with the place. Closing it closes what it reads too. */
    Flow guard(Making making, Optional<Flow> before) throws InterruptedException {
      Flow flow = tell(making::make);
      Attempt<Optional<Item>> next = flow::next;
      return new Flow() {
        private boolean closed;

        @Override
        public Optional<Item> next() throws InterruptedException {
          return tell(next);
        }

        @Override
        public void close() {
          if (closed) { // what it reads closes what that reads: by two ways, in all 2ⁿ times
            return;
          }
          closed = true;
          flow.close();
          before.ifPresent(Flow::close);
        }
      };
    }

    private <T> T tell(Attempt<T> attempt) throws InterruptedException {
      try {
        return attempt.run();
      } catch (FaultException e) {
        throw failure(e.fault());
      } catch (StackOverflowError e) {
        throw failure(TOO_DEEP);
      }
    }

    private FailureException failure(Fault fault) {
      return new Failure(fault, number, source, stage.start(), stage.end(), false).toException();
    }
  }

  private interface Making {
    Flow make() throws InterruptedException;
  }

  private interface Attempt<T> {
    T run() throws InterruptedException;
  }
}
