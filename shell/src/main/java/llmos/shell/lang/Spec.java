package llmos.shell.lang;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 */
public record Spec(Operation operation, List<Param> flags, Map<String, String> shorts) {
  public Spec {
    flags = List.copyOf(flags);
    shorts = Map.copyOf(shorts);
  }

  /**
   * A descriptor from a usage line: {@code find query… [--in=VOLUME] [-k=N:INTEGER]}.
   *
   * @param usage name ({@code mem_ ls} for a name of two words), then positional words: {@code x} must be given, {@code [x]} may, {@code x…} takes the rest; then
   *     flags {@code [--x]}, {@code [--x=]} with a value, {@code [--x=|-k]} with a letter. Lines below it, such as {@code
   *     in: where to search}, tell what words and flags mean
   */
  public static Spec of(String usage, String help, Effect effect, String... examples) {
    List<String> meanings = usage.lines().skip(1).toList();
    List<String> parts =
        new ArrayList<>(List.of(usage.lines().findFirst().orElse("").split(" ")));
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
        flags.add(flag(body.substring(2), shorts, meanings));
      } else {
        params.add(positional(body, optional, meanings));
      }
    }
    Operation operation = new Operation(name, help, params, effect, true, Arrays.asList(examples));
    return new Spec(operation, flags, shorts);
  }

  private static Param flag(String body, Map<String, String> shorts, List<String> meanings) {
    String[] halves = body.split("\\|-", -1);
    String name = halves[0].replace("=", "");
    if (halves.length > 1) {
      shorts.put(halves[1], name);
    }
    Param.Type type = halves[0].endsWith("=") ? Param.Type.TEXT : Param.Type.BOOLEAN;
    return Param.of(name, type, Param.Role.PAYLOAD, meaning(name, meanings)).orElse("");
  }

  private static String meaning(String name, List<String> meanings) {
    return meanings.stream()
        .map(String::strip)
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElse("");
  }

  private static Param positional(String body, boolean optional, List<String> meanings) {
    boolean rest = body.endsWith("…");
    String name = (rest ? body.substring(0, body.length() - 1) : body).replaceAll("[<>]", "");
    Param param = Param.of(name, Param.Type.TEXT, Param.Role.PAYLOAD, meaning(name, meanings));
    param = optional ? param.orElse("") : param;
    return rest ? param.takingRest() : param;
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

  /** The name and the positional words: {@code find query…}. */
  public String words() {
    return Stream.concat(Stream.of(name()), operation.params().stream().map(Spec::word))
        .collect(Collectors.joining(" "));
  }

  private static String word(Param param) {
    String shown = param.name() + (param.rest() ? "…" : "");
    return param.required() ? shown : "[" + shown + "]";
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
    return Stream.concat(Stream.of(words()), flags.stream().map(flag))
        .collect(Collectors.joining(" "));
  }
}
