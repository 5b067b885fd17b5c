package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Nearest;
import llmos.shell.lang.Spec;

/** {@code help} and {@code man}: both come from the descriptors. */
final class Help {
  static final List<Command> COMMANDS = List.of(
      Commands.read(
          "help [name…]",
          "Lists the commands, or tells how one is used.",
          call -> call.words().isEmpty() ? list(call) : man(call),
          "help",
          "help mount"),
      Commands.read("man name…", "Tells all about a command or device.", Help::man, "man find"));

  private Help() {}

  /** A line for each first word. */
  private static Flow list(Call call) {
    Commands commands = call.stage().interpreter().commands();
    List<Item> rows = new ArrayList<>();
    for (String name : commands.firstWords()) {
      List<String> more = commands.secondWords(name);
      Optional<Spec> spec = commands.find(name).map(Command::spec);
      String help = spec.map(s -> s.operation().help()).orElse("");
      rows.add(
          row(more.isEmpty() ? spec.map(Spec::words).orElse(name) : name + " " + bar(more), help));
    }
    for (Peripheral device : call.around().kernel().devices()) {
      List<String> operations =
          device.operations().stream().map(Operation::name).toList();
      rows.add(row(device.name() + " " + bar(operations), device.summary()));
    }
    return Flow.of(rows);
  }

  private static String bar(List<String> names) {
    return String.join("|", names);
  }

  private static Item row(String usage, String help) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("usage", usage);
    row.put("help", help);
    row.put("text", usage + "\n    " + help);
    return Item.of(row, Label.SYSTEM);
  }

  private static Flow man(Call call) {
    String name = call.rest(0);
    List<Item> pages = new ArrayList<>();
    for (Command command : call.stage().interpreter().commands().all()) {
      if (matches(command.spec().name(), name)) {
        pages.add(page(command.spec()));
      }
    }
    if (!pages.isEmpty()) {
      return Flow.of(pages);
    }
    List<Peripheral> devices = call.around().kernel().devices();
    for (Peripheral device : devices) {
      for (Operation operation : device.operations()) {
        if (matches(device.name() + " " + operation.name(), name)) {
          pages.add(page(device, operation));
        }
      }
    }
    if (pages.isEmpty()) {
      throw unknown(call, name, devices);
    }
    return Flow.of(pages);
  }

  private static boolean matches(String whole, String asked) {
    return whole.equals(asked) || whole.startsWith(asked + " ");
  }

  private static FaultException unknown(Call call, String name, List<Peripheral> devices) {
    TreeSet<String> names = new TreeSet<>(call.stage().interpreter().commands().firstWords());
    devices.forEach(device -> names.add(device.name()));
    String meant =
        Nearest.to(name, names).map(n -> "; did you mean '%s'?".formatted(n)).orElse("");
    return new FaultException(
        Errno.NOT_FOUND, "there is no page about '%s'%s".formatted(name, meant), "help");
  }

  private static Item page(Spec spec) {
    Stream<String> words = spec.operation().params().stream().map(p -> parameter(p.name(), p));
    Stream<String> flags = spec.flags().stream().map(p -> parameter("--" + p.name(), p));
    List<String> params =
        Stream.concat(words, flags).filter(line -> !line.isEmpty()).toList();
    return page(spec.name(), spec.usage(), spec.operation(), params);
  }

  private static String parameter(String name, Param param) {
    return param.help().isEmpty() ? "" : "    %-14s %s".formatted(name, param.help());
  }

  private static Item page(Peripheral device, Operation operation) {
    List<String> params = operation.params().stream()
        .map(p -> "    --%-12s %s%s"
            .formatted(
                p.name(),
                p.help(),
                p.def().map(d -> d.isEmpty() ? "" : " (default: " + d + ")").orElse("")))
        .toList();
    String name = device.name() + " " + operation.name();
    return page(name, device.name() + " " + operation.usage(), operation, params);
  }

  private static Item page(String name, String usage, Operation operation, List<String> params) {
    List<String> lines = new ArrayList<>(List.of(usage, "    " + operation.help()));
    lines.addAll(params);
    for (String example : operation.examples()) {
      lines.add("    example: " + example);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "man");
    row.put("name", name);
    row.put("usage", usage);
    row.put("help", operation.help());
    row.put("params", operation.params().stream().map(Param::name).toList());
    row.put("examples", operation.examples());
    row.put("text", String.join("\n", lines));
    return Item.of(row, Label.SYSTEM);
  }
}
