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
 * Runs programs: each stage pulls records from the one before it, and the sink pulls from the last.
 *
 * <p>A program stops at the first pipeline that fails, unless {@code ||} takes it.
 */
public final class Interpreter {
  private static final int MOST_KEPT = 10_000;

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
    Optional<FailureException> failed = Optional.empty();
    for (Node.Step step : program.steps()) {
      boolean runs = switch (step.join()) {
        case ALWAYS, AND -> failed.isEmpty();
        case OR -> failed.isPresent();
      };
      if (step.join() == Node.Join.ALWAYS && failed.isPresent()) {
        break;
      }
      if (runs) {
        failed.ifPresent(f -> sink.failed(f.failure()));
        failed = pipeline(program, step, scope, sink);
      }
    }
    if (failed.isPresent()) {
      throw failed.get();
    }
  }

  private Optional<FailureException> pipeline(
      Node.Program program, Node.Step step, Scope scope, Sink sink) throws InterruptedException {
    List<Item> kept = new ArrayList<>();
    Optional<FailureException> failed = Optional.empty();
    try {
      sink.show(keeping(flow(program, step.stages(), scope, sink.visible()), kept));
    } catch (FailureException e) {
      failed = Optional.of(e);
    }
    int exit = failed.map(f -> f.failure().fault().errno().exit()).orElse(0);
    scope.set("?", Value.of(exit, Label.TYPED));
    if (!kept.isEmpty()) {
      scope.set("last", Evaluator.ofItems(kept));
    }
    return failed;
  }

  private static Flow keeping(Flow flow, List<Item> kept) {
    return () -> {
      Optional<Item> item = flow.next();
      item.filter(i -> kept.size() < MOST_KEPT).ifPresent(kept::add);
      return item;
    };
  }

  /** All records that a program makes. */
  public List<Item> collect(Node.Program program, Scope scope) throws InterruptedException {
    List<Item> items = new ArrayList<>();
    Sink collecting = new Sink() {
      @Override
      public void show(Flow flow) throws InterruptedException {
        items.addAll(flow.drain());
      }

      @Override
      public void failed(Failure failure) {}

      @Override
      public boolean visible() {
        return false;
      }
    };
    run(program, scope, collecting);
    return items;
  }

  Flow stdin() {
    return around.stdin();
  }

  private Flow flow(Node.Program program, List<Node.Stage> stages, Scope scope, boolean visible)
      throws InterruptedException {
    Optional<Flow> flow = Optional.empty();
    for (int i = 0; i < stages.size(); i++) {
      Place place = new Place(program.source(), stages.get(i), i + 1);
      boolean last = visible && i == stages.size() - 1;
      Optional<Flow> in = flow;
      flow = Optional.of(place.guard(() -> stage(place.stage(), scope, in, last)));
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

    /** Makes a flow; it and its making fail with the place. */
    Flow guard(Making making) throws InterruptedException {
      Flow flow = tell(making::make);
      return () -> tell(flow::next);
    }

    private <T> T tell(Attempt<T> attempt) throws InterruptedException {
      try {
        return attempt.run();
      } catch (FaultException e) {
        throw failure(e.fault());
      } catch (StackOverflowError e) {
        throw failure(Fault.of(Errno.LIMIT, "the program is nested too deeply"));
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
