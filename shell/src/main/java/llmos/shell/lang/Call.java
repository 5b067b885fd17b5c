package llmos.shell.lang;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.Records;

/**
 * A call of a builtin whose words fit its descriptor.
 *
 * @param spec the builtin's descriptor
 * @param words the positional words
 * @param flags by full name; a flag without value is {@code true}
 * @param in the records that come from the stage before; empty if it is the first
 * @param stage what the interpreter knows of the call
 */
public record Call(
    Spec spec, List<Value> words, Map<String, Value> flags, Optional<Flow> in, Stage stage) {

  /**
   * What the interpreter knows of a call.
   *
   * @param around what the command may reach
   * @param scope the variables
   * @param interpreter runs blocks
   * @param last whether what it makes is what the user sees
   */
  public record Stage(Surroundings around, Scope scope, Interpreter interpreter, boolean last) {}

  /** What the command may reach. */
  public Surroundings around() {
    return stage.around();
  }

  /** The join of the labels of all words and of the program itself. */
  public Label control() {
    Label words = Label.joinAll(words().stream().map(Value::label).toList());
    Label given = Label.joinAll(flags.values().stream().map(Value::label).toList());
    return stage.scope().label().join(words).join(given);
  }

  /** A positional word that must be there, by its place. */
  public String word(int index) {
    return words.get(index).text();
  }

  /** A positional word, or the default. */
  public String word(int index, String orElse) {
    return index < words.size() ? word(index) : orElse;
  }

  /** The positional words from a place on, joined by a space. */
  public String rest(int from) {
    return words.stream().skip(from).map(Value::text).collect(Collectors.joining(" "));
  }

  /** Whether a flag was given. */
  public boolean has(String flag) {
    return flags.containsKey(flag);
  }

  /** The value of a flag. */
  public Optional<String> flag(String name) {
    return Optional.ofNullable(flags.get(name)).map(Value::text);
  }

  /** The whole number that a flag or word spells. */
  public int number(String text, int atLeast) {
    try {
      int number = Integer.parseInt(text);
      if (number >= atLeast) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below: too small, too large and no number are the same mistake
    }
    String most = text.matches("[0-9]{10,}") ? " and at most " + Integer.MAX_VALUE : "";
    throw new FaultException(
        Errno.BAD_USAGE,
        "'%s' is not a whole number of at least %d%s".formatted(text, atLeast, most),
        spec.usage());
  }

  /** The kernel's records; where there are none and this is what the user sees, a line says so. */
  public Flow listed(Records records, String none) {
    if (records.rows().isEmpty() && stage.last()) {
      around().console(Surroundings.Echo.NONE).notice(none);
    }
    return Flow.of(records);
  }

  /**
   * A word that is a block, to be run.
   *
   * @throws FaultException if it is none
   */
  public Block block(int index) {
    return block(words.get(index));
  }

  /** A value that is a block; see {@link #block(int)}. */
  public Block block(Value value) {
    if (!(value.data() instanceof Value.Closure(Node.Program program, Scope scope))) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "%s takes a block in braces, not '%s'".formatted(spec.name(), value.text()),
          spec.operation().examples().getFirst());
    }
    Scope inner = scope.seenFrom(stage.scope()).inner();
    inner.taint(value.label()); // it may have been kept from a program that is not the user's own
    inner.calls(stage.scope().calls());
    return new Block(this, program, inner);
  }

  /**
   * A block with a scope of its own.
   *
   * @param call who runs it
   */
  public record Block(Call call, Node.Program program, Scope scope) {

    /** What it makes of these records, shown as the call itself is. */
    public Flow run(Optional<Flow> in) {
      return call.stage().interpreter().flow(program, scope, in, call.stage().last());
    }
  }

  /** The records that come in, or a fault that tells how to give some. */
  public Flow input() {
    return in.orElseThrow(() -> new FaultException(
        Errno.BAD_USAGE,
        "%s takes records from the command before it".formatted(spec.name()),
        spec.operation().examples().isEmpty()
            ? "find WORDS | " + spec.usage()
            : spec.operation().examples().getFirst()));
  }
}
