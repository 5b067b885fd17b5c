package llmos.shell.cmd;

import java.util.List;
import llmos.kernel.Kernel;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;

/** Sessions: {@code session}. */
final class Sessions {
  static final List<Command> COMMANDS = List.of(
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
          """));

  private Sessions() {}

  private static Kernel kernel(Call call) {
    return call.around().kernel();
  }

  private static Flow sessions(Call call) {
    return call.listed(kernel(call).sessions(), "there is no conversation yet");
  }
}
