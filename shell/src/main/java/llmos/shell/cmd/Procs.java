package llmos.shell.cmd;

import java.util.List;
import llmos.kernel.Kernel;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;

/** Processes, sessions and logs: {@code ps kill session log}. */
final class Procs {
  private static final String MOST = "50";

  static final List<Command> COMMANDS = List.of(
      Commands.read(
          "ps",
          "Lists conversations and jobs.",
          call -> call.listed(kernel(call).ps(), "nothing is running"),
          "ps"),
      Commands.write(
          "kill pid",
          "Stops a process.",
          call -> Flow.of(kernel(call).kill(call.word(0))),
          "kill 3"),
      Commands.read(
          "session",
          "Lists the sessions, newest first; each program starts its own at its first ask.",
          Procs::sessions,
          "session"),
      Commands.read(
          "session_ ls", "Lists the sessions, newest first.", Procs::sessions, "session ls"),
      Commands.write(
          "session_ new [title…]",
          "Starts a session with an empty window.",
          call -> Flow.of(kernel(call).newSession(call.rest(0))),
          "session new contracts"),
      Commands.write(
          "session_ resume id",
          "Makes an earlier session the current one; for one program, llmos --session ID does.",
          call -> Flow.of(kernel(call).resume(call.word(0))),
          "session resume 2"),
      log("log", "Shows the journal of the session.", Kernel.LogKind.JOURNAL),
      log(
          "log_ audit",
          "Shows what the guard decided, and whether the table is whole.",
          Kernel.LogKind.AUDIT),
      log("log_ kernel", "Shows what the machine noted about itself.", Kernel.LogKind.KERNEL));

  private Procs() {}

  private static Kernel kernel(Call call) {
    return call.around().kernel();
  }

  private static Flow sessions(Call call) {
    return call.listed(
        kernel(call).sessions(), "there is no conversation yet: ask \"…\" begins one");
  }

  private static Command log(String name, String help, Kernel.LogKind kind) {
    return Commands.read(
        name + " [--most=|-k]\nmost: at most so many lines; else " + MOST,
        help,
        call -> call.listed(
            kernel(call).log(kind, call.number(call.flag("most").orElse(MOST), 1)),
            "nothing is logged yet"),
        name.replace("_", "") + " -k 20");
  }
}
