package llmos.shell.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Near;

/** Finds the values of the arguments of one stage. An expansion is one value and is never parsed again. */
final class Evaluator {
  private final Interpreter interpreter;
  private final Scope scope;
  private Optional<Flow> in;
  private Optional<Value> read = Optional.empty();

  Evaluator(Interpreter interpreter, Scope scope, Optional<Flow> in) {
    this.interpreter = interpreter;
    this.scope = scope;
    this.in = in;
  }

  /** What is left of the stage's input: nothing once {@code $in} has named it. */
  Optional<Flow> input() {
    return in;
  }

  List<Commands.Given> arguments(List<Node.Arg> args) throws InterruptedException {
    List<Commands.Given> given = new ArrayList<>();
    for (Node.Arg arg : args) {
      if (arg instanceof Node.Flag(String name, Optional<Node.Arg> value)) {
        Optional<Value> found =
            value.isPresent() ? Optional.of(value(value.get())) : Optional.empty();
        given.add(new Commands.Given(Optional.of(name), found));
      } else {
        given.add(new Commands.Given(Optional.empty(), Optional.of(value(arg))));
      }
    }
    return given;
  }

  private Value value(Node.Arg arg) throws InterruptedException {
    return switch (arg) {
      case Node.Text text -> word(text);
      case Node.Sub sub -> ofItems(interpreter.collect(sub.program(), scope.inner()));
      case Node.Block block -> Value.of(new Value.Closure(block.program(), scope), scope.label());
      case Node.Flag flag -> throw new IllegalArgumentException("flag " + flag.name());
    };
  }

  private Value word(Node.Text text) throws InterruptedException {
    if (text.parts().size() == 1 && text.parts().getFirst() instanceof Node.Variable variable) {
      return variable(variable);
    }
    StringBuilder out = new StringBuilder();
    Label label = scope.label();
    boolean bare = true;
    for (Node.Part part : text.parts()) {
      switch (part) {
        case Node.Literal literal -> {
          out.append(literal.text());
          bare &= literal.bare();
        }
        case Node.Variable variable -> {
          Value value = variable(variable);
          out.append(value.text());
          label = label.join(value.label());
          bare = false;
        }
      }
    }
    return new Value(out.toString(), label, bare);
  }

  Value variable(Node.Variable variable) throws InterruptedException {
    Value value = named(variable.name());
    for (String field : variable.path()) {
      value = value.field(field);
    }
    return value;
  }

  private Value named(String name) throws InterruptedException {
    if (name.equals("in")) {
      return standardInput();
    }
    Optional<Value> found = scope.get(name);
    if (found.isPresent()) {
      return found.get();
    }
    boolean number = Character.isDigit(name.charAt(0));
    String meant =
        Near.of(name, scope.names()).map(n -> "; did you mean $" + n + "?").orElse("");
    throw new FaultException(
        Errno.BAD_USAGE,
        number
            ? "argument $%s was not given".formatted(name)
            : "there is no variable $%s%s".formatted(name, meant),
        "for the text itself write '$%s' in single quotes".formatted(name));
  }

  private Value standardInput() throws InterruptedException {
    if (read.isEmpty()) {
      Optional<Value> outer = in.isPresent() ? Optional.empty() : scope.get("in");
      Flow source = in.orElseGet(() -> outer.isPresent() ? Flow.empty() : interpreter.stdin());
      read = Optional.of(outer.isPresent() ? outer.get() : ofItems(source.drain()));
      in = Optional.empty();
    }
    return read.get();
  }

  static Value ofItems(List<Item> items) {
    Label label = Label.joinAll(items.stream().map(Item::label).toList());
    List<?> rows = items.stream().map(Item::row).toList();
    return Value.of(rows.size() == 1 ? rows.getFirst() : rows, label);
  }
}
