package llmos.shell.lang;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import llmos.api.Label;

/**
 * Variables by name, within those of the scope around it. Owned by the thread that runs the program; a job gets a copy.
 */
public final class Scope {
  private final Optional<Scope> parent;
  private final Object origin; // a copy has that of what it was copied from
  private final Map<String, Value> values = new ConcurrentHashMap<>();
  private final Map<String, Command> commands = new ConcurrentHashMap<>();
  private volatile Label label = Label.TYPED;
  private volatile int calls;

  private Scope(Optional<Scope> parent, Object origin) {
    this.parent = parent;
    this.origin = origin;
  }

  /** A scope without one around it. */
  public static Scope top() {
    return new Scope(Optional.empty(), new Object());
  }

  /** A scope within this one. */
  public Scope inner() {
    return new Scope(Optional.of(this), new Object());
  }

  /** Says whose words the program is that runs in this scope and in those within it. */
  public void taint(Label words) {
    label = words;
  }

  /** The label of each word of the program: typed, unless it or a program around it came from elsewhere. */
  public Label label() {
    return parent.map(p -> p.label().join(label)).orElse(label);
  }

  /** Sets a variable of this scope. */
  public void set(String name, Value value) {
    values.put(name, value);
  }

  /** The nearest variable of that name. */
  public Optional<Value> get(String name) {
    Value mine = values.get(name);
    return mine != null ? Optional.of(mine) : parent.flatMap(p -> p.get(name));
  }

  /** Makes a command of this scope; one of the same name is forgotten. */
  public void define(Command command) {
    commands.put(command.spec().name(), command);
  }

  /** The nearest command of that name that a program defined. */
  public Optional<Command> command(String name) {
    Command mine = commands.get(name);
    return mine != null ? Optional.of(mine) : parent.flatMap(p -> p.command(name));
  }

  /** All commands that programs defined, by name. */
  public Map<String, Command> commands() {
    Map<String, Command> all = new TreeMap<>();
    parent.ifPresent(p -> all.putAll(p.commands()));
    all.putAll(commands);
    return all;
  }

  /** How many calls of defined commands this scope stands in. */
  public int calls() {
    return parent.map(p -> Math.max(calls, p.calls())).orElse(calls);
  }

  /** Says in how many it stands. */
  public void calls(int number) {
    calls = number;
  }

  /** A scope with all that this one sees, as it is now, for another thread. */
  public Scope copy() {
    return copy(parent.map(Scope::copy), origin);
  }

  private Scope copy(Optional<Scope> around, Object from) {
    Scope copy = new Scope(around, from);
    copy.values.putAll(values);
    copy.commands.putAll(commands);
    copy.label = label;
    copy.calls = calls;
    return copy;
  }

  /**
   * This scope for a program that runs in another one: if that is in a copy of what stands around this one, the copy is around it. So
   * a block that a job was given sees the job's variables, and not those that the user changes meanwhile.
   */
  public Scope seenFrom(Scope other) {
    Optional<Scope> copied = other.copyOf(this);
    if (copied.isPresent() || parent.isEmpty()) {
      return copied.orElse(this);
    }
    Scope around = parent.get().seenFrom(other);
    return around == parent.get() ? this : copy(Optional.of(around), new Object());
  }

  /** The nearest scope from this one outwards that is the wanted one or a copy of it. */
  private Optional<Scope> copyOf(Scope wanted) {
    return origin.equals(wanted.origin) ? Optional.of(this) : parent.flatMap(p -> p.copyOf(wanted));
  }

  /** All names, sorted. */
  public Collection<String> names() {
    TreeSet<String> names = new TreeSet<>(values.keySet());
    parent.ifPresent(p -> names.addAll(p.names()));
    return names;
  }
}
