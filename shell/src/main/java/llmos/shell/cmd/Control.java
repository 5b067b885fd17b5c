package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.FailureException;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Value;
import llmos.shell.out.Faults;

/** What runs blocks: {@code if try}. */
final class Control {
  static final List<Command> COMMANDS = List.of(
      Commands.write(
              "if condition…",
              "Runs a block if something holds: if A op B { … } else { … }.",
              Control::choose,
              "let n = (ls docs | count) ; if $n.count > 0 { say some } else { say none }",
              "if (mount) { say 'something is mounted' } else if yes { say 'nothing is' }")
          .told("""
          condition  a value, or A op B with an op of where; then a block; then nothing, else and a block, or else if and so on. not before it turns it round. No records, no text, 0 and false do not hold
          ->         what the block makes; records that come in go to it
          """),
      Commands.write(
              "try block…",
              "Runs a block and goes on if it fails: try { … } catch { … }.",
              Control::attempt,
              "try { cat nowhere/a.md } catch { say \"no: $err.message\" }")
          .told("""
          block  a block; then nothing, or catch and a block that runs after a failure, in which $err has exit message hint stage
          ->     what the blocks make; what the first made before it failed stays
          """));

  private Control() {}

  /** A block that runs if its condition holds; that of else has none. */
  private record Branch(List<Value> condition, Value block) {}

  private static Flow choose(Call call) {
    for (Branch branch : branches(call)) {
      if (branch.condition.isEmpty() || holds(call, branch.condition)) {
        return call.block(branch.block).run(call.in());
      }
    }
    return Flow.empty();
  }

  private static List<Branch> branches(Call call) {
    List<Branch> branches = new ArrayList<>();
    List<Value> words = call.words();
    boolean otherwise = false;
    while (true) {
      int block = 0;
      while (block < words.size() && !(words.get(block).data() instanceof Value.Closure)) {
        block++;
      }
      if (block == words.size() || (block == 0) != otherwise) {
        throw wrong(call, "an if needs a condition and then a block in braces");
      }
      branches.add(new Branch(words.subList(0, block), words.get(block)));
      words = words.subList(block + 1, words.size());
      if (words.isEmpty()) {
        return branches;
      }
      if (otherwise || !isWord(words.getFirst(), "else")) {
        throw wrong(
            call,
            "after a block comes nothing, else { … } or else if …, not '%s'"
                .formatted(words.getFirst().text()));
      }
      otherwise = words.size() < 2 || !isWord(words.get(1), "if");
      words = words.subList(otherwise ? 1 : 2, words.size());
    }
  }

  private static boolean holds(Call call, List<Value> condition) {
    boolean not = !condition.isEmpty() && isWord(condition.getFirst(), "not");
    List<Value> words = not ? condition.subList(1, condition.size()) : condition;
    return not
        != switch (words.size()) {
          case 1 -> isSomething(words.getFirst());
          case 3 ->
            Comparison.of(words.get(1).text(), words.get(2).text(), call.spec().usage())
                .holds(words.getFirst().text());
          default ->
            throw wrong(
                call,
                "a condition is one value, or three words such as $x.n > 3; here are "
                    + words.size());
        };
  }

  private static boolean isSomething(Value value) {
    return switch (value.data()) {
      case Boolean b -> b;
      case Number n -> n.doubleValue() != 0;
      case List<?> list -> !list.isEmpty();
      case String s -> !s.isBlank() && !s.equals("false") && !s.equals("0");
      default -> true;
    };
  }

  private static boolean isWord(Value value, String word) {
    return value.bare() && word.equals(value.data());
  }

  private static FaultException wrong(Call call, String message) {
    return new FaultException(
        Errno.BAD_USAGE, message, call.spec().operation().examples().getFirst());
  }

  private static Flow attempt(Call call) {
    List<Value> words = call.words();
    boolean caught = words.size() == 3 && isWord(words.get(1), "catch");
    if (words.size() != 1 && !caught) {
      throw wrong(call, "try takes a block, or a block, catch and a block");
    }
    Call.Block body = call.block(0);
    Optional<Call.Block> handler = caught ? Optional.of(call.block(2)) : Optional.empty();
    return new Attempt(body.run(call.in()), handler);
  }

  /** The records of a block, and after a failure those of another. */
  private static final class Attempt implements Flow {
    private final Optional<Call.Block> handler;
    private Flow current;
    private boolean failed;

    Attempt(Flow body, Optional<Call.Block> handler) {
      this.current = body;
      this.handler = handler;
    }

    @Override
    public Optional<Item> next() throws InterruptedException {
      try {
        return current.next();
      } catch (FailureException e) {
        boolean over =
            e.failure().fault().errno() == Errno.CLOSED_PIPE || e.failure().isEndless();
        if (failed || over) {
          throw e;
        }
        failed = true;
        current.close();
        current = handler.map(block -> handled(block, e)).orElseGet(Flow::empty);
        return current.next();
      }
    }

    private static Flow handled(Call.Block block, FailureException e) {
      // A message may hold words of a server or a document.
      block
          .scope()
          .set(
              "err",
              Value.of(Faults.row(e.failure()), Label.UNKNOWN.join(block.call().control())));
      int exit = e.failure().fault().errno().exit();
      block.scope().set("?", Value.of(exit, Label.TYPED));
      return block.run(Optional.empty());
    }

    @Override
    public void close() {
      current.close();
    }
  }
}
