package llmos.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of the process, by name; what follows the first word that is no flag is left as it is, but for the flags
 * of the output, which may stand anywhere before {@code --}.
 *
 * @param given values by name; of a flag without value it is empty text
 * @param words what is left
 */
record Flags(Map<String, String> given, List<String> words) {
  private static final Set<String> ANYWHERE =
      Set.of("--json", "--jsonl", "--tsv", "--no-color", "--no-input");

  boolean has(String name) {
    return given.containsKey(name);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(given.get(name));
  }

  /** Whether there is no flag of the process among these, which is told without the library that reads flags. */
  static boolean none(List<String> args) {
    return args.isEmpty()
        || (!args.getFirst().startsWith("-") && outputFirst(args).equals(args));
  }

  /** The arguments with the flags of the output first. */
  static List<String> outputFirst(List<String> args) {
    int stop = args.indexOf("--");
    int script = args.indexOf("run");
    int end = stop >= 0 ? stop : args.size();
    end = script >= 0 ? Math.min(end, script) : end;
    List<String> first = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      (i < end && ANYWHERE.contains(args.get(i)) ? first : rest).add(args.get(i));
    }
    first.addAll(rest);
    return first;
  }
}
