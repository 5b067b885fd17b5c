package llmos.shell.cmd;

import java.util.List;
import llmos.kernel.Kernel;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;

/** Processes and logs: {@code ps kill log}. */
final class Procs {
  private static final String MOST = "50";

  static final List<Command> COMMANDS = List.of(
      Commands.read(
              "ps",
              "Lists conversations and jobs.",
              call -> call.listed(kernel(call).ps(), "nothing is running"),
              "ps")
          .told("""
          ->  id kind state age what text
          """),
      Commands.write(
              "kill pid",
              "Stops a process.",
              call -> Flow.of(kernel(call).kill(call.word(0))),
              "kill 3")
          .told("""
          pid  the number that ps shows
          ->   id text
          1    no such process runs
          """),
      log(
          "log",
          "Shows the journal of the session.",
          Kernel.LogKind.JOURNAL,
          "seq at turn kind body"),
      log(
          "log_ audit",
          "Shows what the guard decided, and whether the table is whole.",
          Kernel.LogKind.AUDIT,
          "seq at pid line effect verdict reason"),
      log("log_ kernel", "Shows what the machine noted about itself.", Kernel.LogKind.KERNEL, ""));

  private Procs() {}

  private static Kernel kernel(Call call) {
    return call.around().kernel();
  }

  private static Command log(String name, String help, Kernel.LogKind kind, String fields) {
    return Commands.read(
            name + " [--most=|-k]",
            help,
            call -> Flow.of(kernel(call).log(kind, call.number(call.flag("most").orElse(MOST), 1))),
            name.replace("_", "") + " -k 20")
        .told("""
        most  at most so many, the newest (50)
        ->    %s text
        """.formatted(fields));
  }
}
