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
      Commands.read("session", "Lists the sessions, newest first.", Procs::sessions, "session")
          .told("""
          ->  id title created used current text
          """),
      Commands.read(
              "session_ ls", "Lists the sessions, newest first.", Procs::sessions, "session ls")
          .told("""
          ->  id title created used current text
          """),
      Commands.write(
              "session_ new [title…]",
              "Starts a session with an empty window.",
              call -> Flow.of(kernel(call).newSession(call.rest(0))),
              "session new 'the lease'")
          .told("""
          title  what session shows; else the first thing you say
          ->     id title text
          """),
      Commands.write(
              "session_ resume id",
              "Makes an earlier session the current one.",
              call -> Flow.of(kernel(call).resume(call.word(0))),
              "session resume 1")
          .told("""
          id  the number that session shows
          ->  id title created used current text
          1   there is no such session
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

  private static Flow sessions(Call call) {
    return call.listed(kernel(call).sessions(), "there is no conversation yet");
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
