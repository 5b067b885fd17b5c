package llmos.api;

import java.util.Optional;

/**
 * One argument of an operation.
 *
 * @param name lower case, as typed after {@code --}
 * @param type what its value must be
 * @param help one line
 * @param role whether it says where the effect lands or what lands there
 * @param def the value when it is left out; empty means that it must be given
 * @param rest true if it takes all positional words that are left, joined by a space
 */
public record Param(
    String name, Type type, String help, Role role, Optional<String> def, boolean rest) {

  /** What a value must be. */
  public enum Type {
    TEXT,
    INTEGER,
    NUMBER,
    BOOLEAN,
    /** A path in the host's file system, relative to the workspace. */
    PATH,
    /** An absolute URL. */
    URL
  }

  /** What an argument is for, in the eyes of the guard. */
  public enum Role {
    /** Says where the effect lands: a path, a host, a program. */
    TARGET,
    /** Says what is sent or computed. */
    PAYLOAD
  }

  /** A mandatory argument. */
  public static Param of(String name, Type type, Role role, String help) {
    return new Param(name, type, help, role, Optional.empty(), false);
  }

  /** This argument with a default. */
  public Param orElse(String value) {
    return new Param(name, type, help, role, Optional.of(value), rest);
  }

  /** This argument, taking all positional words that are left. */
  public Param takingRest() {
    return new Param(name, type, help, role, def, true);
  }

  /** True if a call must give it. */
  public boolean required() {
    return def.isEmpty();
  }
}
