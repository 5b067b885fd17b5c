package llmos.shell.lang;

import java.util.Optional;

/** The records of a program, pipeline after pipeline, each made when it is asked for. Used by one thread. */
final class Steps implements Flow {
  private final Interpreter interpreter;
  private final Node.Program program;
  private final Scope scope;
  private final boolean last;
  private final Order order;
  private Optional<Flow> in;
  private Optional<Interpreter.Kept> current = Optional.empty();
  private Optional<FailureException> failed = Optional.empty();

  /** {@code in} goes to the first stage; {@code last} says whether what comes is what the user sees. */
  Steps(
      Interpreter interpreter, Node.Program program, Scope scope, Optional<Flow> in, boolean last) {
    this.interpreter = interpreter;
    this.program = program;
    this.scope = scope;
    this.in = in;
    this.last = last;
    this.order = new Order(program);
  }

  @Override
  public Optional<Item> next() throws InterruptedException {
    while (true) {
      Optional<Item> item = current.isPresent() ? pulled(current.get()) : Optional.empty();
      if (item.isPresent()) {
        return item;
      }
      Optional<Node.Step> step = order.next(failed);
      if (step.isEmpty()) {
        if (failed.isPresent()) {
          throw failed.get();
        }
        return Optional.empty();
      }
      start(step.get());
    }
  }

  private void start(Node.Step step) throws InterruptedException {
    Optional<Flow> input = in;
    in = Optional.empty();
    failed = Optional.empty();
    try {
      current = Optional.of(
          new Interpreter.Kept(interpreter.pipeline(program, step, scope, input, last)));
    } catch (FailureException e) {
      failed = Optional.of(e);
      interpreter.ended(scope, Optional.empty(), failed);
    }
  }

  private Optional<Item> pulled(Interpreter.Kept flow) throws InterruptedException {
    try {
      Optional<Item> item = flow.next();
      if (item.isPresent()) {
        return item;
      }
    } catch (FailureException e) {
      failed = Optional.of(e);
    }
    close();
    interpreter.ended(scope, Optional.of(flow), failed);
    return Optional.empty();
  }

  @Override
  public void close() {
    current.ifPresent(Flow::close);
    current = Optional.empty();
  }
}
