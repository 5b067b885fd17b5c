package llmos.shell.lang;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import llmos.api.Label;

/** Variables by name, within those of the scope around it. Owned by the thread that runs the program. */
public final class Scope {
  private final Optional<Scope> parent;
  private final Map<String, Value> values = new HashMap<>();
  private Label label = Label.TYPED;

  private Scope(Optional<Scope> parent) {
    this.parent = parent;
  }

  /** A scope without one around it. */
  public static Scope top() {
    return new Scope(Optional.empty());
  }

  /** A scope within this one. */
  public Scope inner() {
    return new Scope(Optional.of(this));
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

  /** All names, sorted. */
  public Collection<String> names() {
    TreeSet<String> names = new TreeSet<>(values.keySet());
    parent.ifPresent(p -> names.addAll(p.names()));
    return names;
  }
}
