package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import llmos.api.Effect;
import llmos.api.Label;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.shell.lang.Item;
import llmos.shell.lang.Spec;

/**
 * One page of the manual: usage, a sentence, then keys with what they mean.
 *
 * @param name the whole name
 * @param usage the synopsis
 * @param operation the descriptor
 * @param returns the fields of what comes out
 * @param lines parameters, flags, exit codes: key and meaning
 */
record ManPage(
    String name, String usage, Operation operation, String returns, Map<String, String> lines) {

  /** The page of a builtin. */
  static ManPage of(Spec spec) {
    Map<String, String> lines = new LinkedHashMap<>();
    spec.operation().params().forEach(p -> put(lines, p.name(), spec.about(p.name())));
    for (Param flag : spec.flags()) {
      String letter = spec.letter(flag).map(l -> "-" + l + ", ").orElse("");
      put(lines, letter + "--" + flag.name(), spec.about(flag.name()));
    }
    String returns = spec.about(Spec.RETURNS).orElse("");
    put(lines, "returns", Optional.of(returns));
    spec.codes().forEach(code -> put(lines, "exit " + code, spec.about("" + code)));
    lines.putAll(spec.table());
    return new ManPage(spec.name(), spec.usage(), spec.operation(), returns, lines);
  }

  /** The page of an operation of a device. */
  static ManPage of(Peripheral device, Operation operation) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (Param param : operation.params()) {
      String def = param.def().filter(d -> !d.isEmpty()).map(" (%s)"::formatted).orElse("");
      put(lines, "--" + param.name(), Optional.of(param.help() + def));
    }
    put(lines, "effect", Optional.of(effect(operation.effect())));
    put(lines, "returns", Optional.of(operation.returns()));
    put(lines, "exit 1", Optional.of("it failed; the message says at what"));
    put(lines, "exit 2", Optional.of("an argument does not fit"));
    if (operation.effect() != Effect.NONE) {
      put(lines, "exit 4", Optional.of("denied, or nobody is there to be asked"));
    }
    return new ManPage(
        device.name() + " " + operation.name(),
        device.name() + " " + operation.usage(),
        operation,
        operation.returns(),
        lines);
  }

  private static void put(Map<String, String> lines, String key, Optional<String> meaning) {
    meaning.filter(m -> !m.isEmpty()).ifPresent(m -> lines.put(key, m));
  }

  private static String effect(Effect effect) {
    return switch (effect) {
      case NONE -> "none";
      case READ -> "reads; outside the workspace it is asked about";
      case WRITE -> "writes what can be brought back; a model's call is asked about";
      case WRITE_IRREVERSIBLE -> "changes for good; it is asked about";
      case NET -> "talks to the network; a model's call is asked about";
      case EXEC -> "runs a program; a model's call is asked about";
      case MONEY -> "spends money; it is asked about each time";
    };
  }

  /** As a record; its text is the page. */
  Item item() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "man");
    row.put("name", name);
    row.put("usage", usage);
    row.put("help", operation.help());
    row.put("params", operation.params().stream().map(Param::name).toList());
    row.put("returns", returns);
    row.put("examples", operation.examples());
    row.put("text", text());
    return Item.of(row, Label.SYSTEM);
  }

  private String text() {
    List<String> page = new ArrayList<>(List.of(usage, "    " + operation.help()));
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    String format = "    %-" + Math.max(width, "returns".length()) + "s  %s";
    lines.forEach((key, meaning) -> page.add(format.formatted(key, meaning)));
    page.add(operation.examples().stream()
        .map(example -> format.formatted("example", example))
        .collect(Collectors.joining("\n")));
    return String.join("\n", page);
  }
}
