package llmos.kernel.guard;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import llmos.api.FaultException;
import llmos.api.Words;
import llmos.kernel.store.Ledger.GrantRow;

/**
 * The grants that hold in a workspace, matched by values and never by a pattern over a command line.
 *
 * @param rows all grants, in any order
 * @param workspace the real path of the workspace; grants of other projects do not hold
 */
public record Grants(List<GrantRow> rows, String workspace) {
  private static final Pattern SHELL = Pattern.compile("[;&|<>$`(){}\\n\\\\]");

  public Grants {
    rows = List.copyOf(rows);
  }

  /** No grants. */
  public static Grants none() {
    return new Grants(List.of(), "");
  }

  /** A grant that denies the call, or any one of its targets. */
  Optional<GrantRow> denial(Guard.Call call) {
    return rows.stream()
        .filter(row -> row.verdict().equals("deny") && names(row, call))
        .filter(row -> row.target().isEmpty()
            || call.target().lines().anyMatch(target -> matches(row.target(), target, call)))
        .findFirst();
  }

  /**
   * A grant that allows the call with all of its targets.
   *
   * @param exact whether a grant must name the target
   */
  Optional<GrantRow> allowance(Guard.Call call, boolean tainted, boolean exact) {
    return rows.stream()
        .filter(row -> row.verdict().equals("allow") && names(row, call))
        .filter(row -> row.evenTainted() || !tainted)
        .filter(row -> !exact || !row.target().isEmpty() || call.target().isEmpty())
        .filter(row -> row.target().isEmpty()
            || (!call.target().isEmpty()
                && call.target().lines().allMatch(t -> matches(row.target(), t, call))))
        .findFirst();
  }

  private boolean names(GrantRow row, Guard.Call call) {
    return row.device().equals(call.device())
        && (row.operation().isEmpty() || row.operation().equals(call.operation().name()))
        && (row.project().isEmpty() || row.project().equals(workspace));
  }

  private boolean matches(String granted, String target, Guard.Call call) {
    if (granted.equals(target)) {
      return true;
    }
    return switch (call.operation().effect()) {
      case EXEC -> program(granted, target);
      case NET -> host(granted, target);
      case NONE, READ, WRITE, WRITE_IRREVERSIBLE, MONEY -> path(granted, target);
    };
  }

  private static boolean host(String granted, String target) {
    try {
      return granted.startsWith("*.")
          ? target.endsWith("." + Target.normal(granted.substring(2)))
          : target.equals(Target.normal(granted));
    } catch (IllegalArgumentException e) {
      return false; // what is granted is no host
    }
  }

  private boolean path(String granted, String target) {
    if (target.startsWith(Target.KEPT)) {
      return granted.startsWith(Target.KEPT)
          && granted.endsWith("/")
          && target.startsWith(granted)
          && !target.contains("/.");
    }
    try {
      Path path = Path.of(target);
      Path whole = Path.of(workspace).resolve(granted);
      return path.equals(whole) || (granted.endsWith("/") && path.startsWith(whole));
    } catch (InvalidPathException e) {
      return false; // the target is no path: only the very same text is granted
    }
  }

  /** The same words, or the words before a last {@code *} at the beginning of words that no shell could read otherwise. */
  private static boolean program(String granted, String target) {
    try {
      List<String> tokens = Words.split(granted);
      List<String> asked = Words.split(target);
      if (tokens.isEmpty() || !tokens.getLast().equals("*")) {
        return asked.equals(tokens);
      }
      List<String> head = tokens.subList(0, tokens.size() - 1);
      return !SHELL.matcher(target).find()
          && asked.size() >= head.size()
          && asked.subList(0, head.size()).equals(head);
    } catch (FaultException e) {
      return false; // a quote that is not closed
    }
  }
}
