package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Near;
import llmos.api.Operation;
import llmos.api.Peripheral;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;

/** {@code help} and {@code man}: both come from the descriptors. */
final class Help {
  private static final String HEAD = """
      Type to talk. /name is a command, !line goes to the host's shell.
      """;
  private static final String TAIL = """

      Start with
        /mount docs                       a folder becomes a volume
        what does it say about paging?    an answer that cites it
        /cite 1                           source 1, with what stands around it
        /find paging | first 3            the passages themselves
        /mem                              what is in the window, and how full it is
      help NAME tells how one is used; help --all lists each with a line; Ctrl-D or /exit leaves.""";

  static final List<Command> COMMANDS = List.of(
      Commands.read(
              "help [name…] [--all]",
              "Lists the commands, or tells how one is used.",
              Help::help,
              "help",
              "help mount",
              "help --all")
          .told("""
          name  a command, a device, or one operation of a device
          all   every command with its line
          ->    kind group commands text for the groups, usage help text under --all, as man for a name
          5     there is no such command or device"""),
      Commands.read(
              "man [name…] [--roff]",
              "Tells all about a command or device.",
              Help::manual,
              "man find",
              "man clock add",
              "man --roff find")
          .told("""
          name  a command, a device, or one operation of a device
          roff  pages of the host's manual: of the commands that begin with that word, or of llmos and of all
          ->    kind=man name usage help params returns examples text; kind=roff name file text
          2     neither a name nor --roff is given
          5     there is no such command or device"""));

  private Help() {}

  private static Flow help(Call call) {
    if (call.has("all")) {
      return list(call);
    }
    return call.words().isEmpty() ? groups(call) : man(call);
  }

  private static Flow groups(Call call) {
    List<Item> rows = new ArrayList<>(List.of(said(HEAD)));
    Builtins.groups().forEach((group, commands) -> rows.add(group(group, names(commands))));
    rows.add(group(
        "devices",
        call.around().kernel().devices().stream()
            .map(d ->
                d.name() + words(d.operations().stream().map(Operation::name).toList()))
            .toList()));
    rows.add(said(TAIL));
    return Flow.of(rows);
  }

  /** First words, each with its second words behind it: {@code mem (ls pin …)}. */
  private static List<String> names(List<Command> commands) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (Command command : commands) {
      String[] words = command.spec().name().split(" ", 2);
      List<String> seconds = names.computeIfAbsent(words[0], w -> new ArrayList<>());
      if (words.length > 1) {
        seconds.add(words[1]);
      }
    }
    return names.entrySet().stream().map(e -> e.getKey() + words(e.getValue())).toList();
  }

  private static String words(List<String> seconds) {
    return seconds.isEmpty() ? "" : " (" + String.join(" ", seconds) + ")";
  }

  private static Item group(String group, List<String> commands) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "man");
    row.put("group", group);
    row.put("commands", commands);
    row.put("text", "  %-11s %s".formatted(group, String.join("  ", commands)));
    return Item.of(row, Label.SYSTEM);
  }

  private static Item said(String text) {
    return Item.of(Map.of("text", text), Label.SYSTEM);
  }

  private static Flow list(Call call) {
    List<Item> rows = new ArrayList<>();
    for (Command command : call.stage().interpreter().commands().all()) {
      rows.add(row(command.spec().usage(), command.spec().operation().help()));
    }
    for (Peripheral device : call.around().kernel().devices()) {
      for (Operation operation : device.operations()) {
        rows.add(row(device.name() + " " + operation.usage(), operation.help()));
      }
    }
    return Flow.of(rows);
  }

  private static Item row(String usage, String help) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "man");
    row.put("usage", usage);
    row.put("help", help);
    row.put("text", usage + "\n    " + help);
    return Item.of(row, Label.SYSTEM);
  }

  private static Flow manual(Call call) {
    if (call.has("roff")) {
      return roff(call);
    }
    if (call.words().isEmpty()) {
      throw new FaultException(
          Errno.BAD_USAGE, "man needs a name: %s".formatted(call.spec().usage()), "help");
    }
    return man(call);
  }

  private static Flow roff(Call call) {
    Map<String, List<ManPage>> pages = new LinkedHashMap<>();
    for (Command command : call.stage().interpreter().commands().all()) {
      String word = command.spec().name().split(" ", 2)[0];
      pages.computeIfAbsent(word, w -> new ArrayList<>()).add(ManPage.of(command.spec()));
    }
    List<Peripheral> devices = call.around().kernel().devices();
    for (Peripheral device : devices) {
      for (Operation operation : device.operations()) {
        pages
            .computeIfAbsent(device.name(), w -> new ArrayList<>())
            .add(ManPage.of(device, operation));
      }
    }
    String name = call.rest(0);
    List<Item> found = Roff.pages(pages, name.isEmpty() ? Optional.empty() : Optional.of(name));
    if (found.isEmpty()) {
      throw unknown(call, name, devices);
    }
    return Flow.of(found);
  }

  private static Flow man(Call call) {
    String name = call.rest(0);
    List<Item> pages = new ArrayList<>();
    for (Command command : call.stage().interpreter().commands().all()) {
      if (matches(command.spec().name(), name)) {
        pages.add(ManPage.of(command.spec()).item());
      }
    }
    if (!pages.isEmpty()) {
      return Flow.of(pages);
    }
    List<Peripheral> devices = call.around().kernel().devices();
    for (Peripheral device : devices) {
      for (Operation operation : device.operations()) {
        if (matches(device.name() + " " + operation.name(), name)) {
          pages.add(ManPage.of(device, operation).item());
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
    List<String> seconds = call.stage().interpreter().commands().all().stream()
        .map(command -> command.spec().name())
        .filter(whole -> whole.endsWith(" " + name))
        .toList();
    String meant = seconds.isEmpty()
        ? Near.hint(name, names)
        : "; did you mean '%s'?".formatted(String.join("' or '", seconds));
    return new FaultException(
        Errno.NOT_FOUND, "there is no page about '%s'%s".formatted(name, meant), "help");
  }
}
