package llmos.shell.lang;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import llmos.api.Effect;
import llmos.api.Operation;
import llmos.api.Param;

/**
 * The one descriptor of a builtin: flags, usage, completion, help and man page come from it.
 *
 * @param operation its name is one word, or two as in {@code mem ls}; parameters that are not in {@code flags} are
 *     positional
 * @param flags parameters that are only given by name; a BOOLEAN takes no value
 * @param shorts letters that stand for flags
 * @param notes what the man page says beyond that; see {@link #told}
 */
public record Spec(
    Operation operation, List<Param> flags, Map<String, String> shorts, String notes) {
  /** The key of the note that names the fields of what comes out. */
  public static final String RETURNS = "->";

  public Spec {
    flags = List.copyOf(flags);
    shorts = Map.copyOf(shorts);
  }

  /**
   * A descriptor from a usage line: {@code find query… [--in=VOLUME] [-k=N:INTEGER]}.
   *
   * @param usage name ({@code mem_ ls} for a name of two words), then positional words: {@code x} must be given, {@code [x]} may, {@code x…} takes the rest; then
   *     flags {@code [--x]}, {@code [--x=]} with a value, {@code [--x=|-k]} with a letter; a slash behind a word, or behind
   *     {@code =}, makes it a path of the host
   */
  public static Spec of(String usage, String help, Effect effect, String... examples) {
    List<String> parts = new ArrayList<>(List.of(usage.split(" ", -1)));
    int nameWords = parts.getFirst().endsWith("_") ? 2 : 1;
    parts.set(0, parts.getFirst().replace("_", ""));
    String name = String.join(" ", parts.subList(0, nameWords));
    List<Param> params = new ArrayList<>();
    List<Param> flags = new ArrayList<>();
    Map<String, String> shorts = new TreeMap<>();
    for (String part : parts.subList(nameWords, parts.size())) {
      boolean optional = part.startsWith("[");
      String body = optional ? part.substring(1, part.length() - 1) : part;
      if (body.startsWith("--")) {
        flags.add(flag(body.substring(2), shorts));
      } else {
        params.add(positional(body, optional));
      }
    }
    Operation operation = new Operation(name, help, params, effect, true, Arrays.asList(examples));
    return new Spec(operation, flags, shorts, "");
  }

  private static Param flag(String body, Map<String, String> shorts) {
    String[] halves = body.split("\\|-", -1);
    String name = halves[0].replaceFirst("=/?$", "");
    if (halves.length > 1) {
      shorts.put(halves[1], name);
    }
    Param.Type type = halves[0].endsWith("/")
        ? Param.Type.PATH
        : halves[0].endsWith("=") ? Param.Type.TEXT : Param.Type.BOOLEAN;
    return Param.of(name, type, Param.Role.PAYLOAD, "").orElse("");
  }

  private static Param positional(String body, boolean optional) {
    boolean rest = body.endsWith("…");
    String name = (rest ? body.substring(0, body.length() - 1) : body).replaceAll("[<>/]", "");
    Param.Type type = body.contains("/") ? Param.Type.PATH : Param.Type.TEXT;
    Param param = Param.of(name, type, Param.Role.PAYLOAD, "");
    param = optional ? param.orElse("") : param;
    return rest ? param.takingRest() : param;
  }

  /**
   * This descriptor with notes: a line for each, a key and what it means. A key is the name of a parameter or flag, {@code ->}
   * for the fields of what comes out, or an exit code. They are not parsed before somebody asks.
   */
  public Spec told(String text) {
    return new Spec(operation, flags, shorts, text);
  }

  /** What the notes say about a key. */
  public Optional<String> about(String key) {
    return notes
        .lines()
        .filter(line -> line.startsWith(key + " "))
        .map(line -> line.substring(key.length()).strip())
        .findFirst();
  }

  /** Rows of a table in the notes, lines that begin with a bar: a key, two spaces or more, and what stands beside it. */
  public Map<String, String> table() {
    Map<String, String> rows = new LinkedHashMap<>();
    notes.lines().filter(line -> line.startsWith("| ")).forEach(line -> {
      String[] halves = line.substring(2).split(" {2,}", 2);
      rows.put(halves[0], halves[1]);
    });
    return rows;
  }

  /** The exit codes that the notes tell about, as they stand. */
  public List<Integer> codes() {
    return notes
        .lines()
        .filter(line -> !line.isEmpty() && Character.isDigit(line.charAt(0)))
        .map(line -> Integer.valueOf(line.split(" ", 2)[0]))
        .toList();
  }

  /** The letter of a flag. */
  public Optional<String> letter(Param flag) {
    return shorts.entrySet().stream()
        .filter(e -> e.getValue().equals(flag.name()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** One or two words. */
  public String name() {
    return operation.name();
  }

  /** The flag of that name or letter. */
  public Optional<Param> flag(String name) {
    String full = shorts.getOrDefault(name, name);
    return flags.stream().filter(f -> f.name().equals(full)).findFirst();
  }

  /** {@code find query… [--in VOLUME] [-k|--most N]}. */
  public String usage() {
    Map<String, String> letters = shorts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    Function<Param, String> flag = f -> "["
        + (letters.containsKey(f.name()) ? "-" + letters.get(f.name()) + "|" : "")
        + "--"
        + f.name()
        + (f.type() == Param.Type.BOOLEAN ? "" : " …")
        + "]";
    Function<Param, String> word = p -> {
      String shown = p.name() + (p.rest() ? "…" : "");
      return p.required() ? shown : "[" + shown + "]";
    };
    List<String> parts = new ArrayList<>(List.of(name()));
    operation.params().stream().map(word).forEach(parts::add);
    flags.stream().map(flag).forEach(parts::add);
    return String.join(" ", parts);
  }
}
