package llmos.shell.cmd;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;

/** The list of all builtins. Adding one is a line in the class of its group. */
public final class Builtins {
  private Builtins() {}

  /** All builtins in the order of the help, and the devices for all other names. */
  public static Commands all(DeviceCalls devices) {
    return new Commands(groups().values().stream().flatMap(List::stream).toList(), devices);
  }

  /** The groups of the help, in its order. */
  static Map<String, List<Command>> groups() {
    Map<String, List<Command>> groups = new LinkedHashMap<>();
    groups.put("talk", Talk.COMMANDS);
    groups.put(
        "disk",
        Stream.concat(Volumes.COMMANDS.stream(), Maintenance.COMMANDS.stream()).toList());
    groups.put(
        "host",
        Stream.concat(Save.COMMANDS.stream(), HostShell.COMMANDS.stream()).toList());
    groups.put(
        "memory", Stream.concat(Ram.COMMANDS.stream(), Top.COMMANDS.stream()).toList());
    groups.put("measuring", Bench.COMMANDS);
    groups.put("models", Cpus.COMMANDS);
    groups.put(
        "history",
        Stream.concat(Procs.COMMANDS.stream(), Sessions.COMMANDS.stream()).toList());
    groups.put("permission", Permissions.COMMANDS);
    groups.put(
        "filters",
        Stream.concat(Filters.COMMANDS.stream(), Formats.COMMANDS.stream()).toList());
    groups.put(
        "language",
        Stream.of(Basics.COMMANDS, Control.COMMANDS, Define.COMMANDS, Script.COMMANDS)
            .flatMap(List::stream)
            .toList());
    groups.put(
        "help",
        Stream.concat(Help.COMMANDS.stream(), Completion.COMMANDS.stream()).toList());
    return groups;
  }
}
