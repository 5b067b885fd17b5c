package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.List;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;

/** The list of all builtins. Adding one is a line in the class of its group. */
public final class Builtins {
  private Builtins() {}

  /** All builtins in the order of the help, and the devices for all other names. */
  public static Commands all(DeviceCalls devices) {
    List<Command> all = new ArrayList<>();
    all.addAll(Talk.COMMANDS);
    all.addAll(Volumes.COMMANDS);
    all.addAll(Save.COMMANDS);
    all.addAll(Ram.COMMANDS);
    all.addAll(Cpus.COMMANDS);
    all.addAll(Procs.COMMANDS);
    all.addAll(Permissions.COMMANDS);
    all.addAll(Filters.COMMANDS);
    all.addAll(Basics.COMMANDS);
    all.addAll(Help.COMMANDS);
    return new Commands(all, devices);
  }
}
