package llmos.shell.lang;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.api.Effect;

/** All builtins by name, and what runs a name that is none of them. Immutable. */
public final class Commands {
  private final Map<String, Command> byName = new LinkedHashMap<>();
  private final Fallback fallback;

  /** What runs an operation of a device. */
  public interface Fallback {
    /** Runs words whose first is no builtin; a word that starts a flag is told by {@code flag}. */
    Flow run(String name, List<Given> args, Optional<Flow> in, Call.Stage stage)
        throws InterruptedException;

    /** Names that it runs. */
    Collection<String> names();
  }

  /** An argument as it was given: {@code flag} without dashes, or a word. */
  public record Given(Optional<String> flag, Optional<Value> value) {}

  /** A table of these. */
  public Commands(List<Command> commands, Fallback fallback) {
    commands.forEach(command -> byName.put(command.spec().name(), command));
    this.fallback = fallback;
  }

  /** All builtins, in the order of the help. */
  public Collection<Command> all() {
    return byName.values();
  }

  /** The builtin of that whole name, of one or two words. */
  public Optional<Command> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** True if a builtin starts with this word. */
  public boolean isBuiltin(String word) {
    return firstWords().contains(word);
  }

  /** The first words of all builtins. */
  public Set<String> firstWords() {
    Set<String> words = new LinkedHashSet<>();
    byName.keySet().forEach(name -> words.add(name.split(" ", 2)[0]));
    return words;
  }

  /** The second words of builtins that start with this one. */
  public List<String> secondWords(String first) {
    return byName.keySet().stream()
        .filter(name -> name.startsWith(first + " "))
        .map(name -> name.substring(first.length() + 1))
        .toList();
  }

  /** What runs all other names. */
  Fallback fallback() {
    return fallback;
  }

  /** Makes a builtin of a usage line; see {@link Spec#of}. */
  public static Command read(String usage, String help, Command.Body body, String... examples) {
    return new Command(Spec.of(usage, help, Effect.READ, examples), body);
  }

  /** Makes a builtin that changes something. */
  public static Command write(String usage, String help, Command.Body body, String... examples) {
    return new Command(Spec.of(usage, help, Effect.WRITE, examples), body);
  }
}
