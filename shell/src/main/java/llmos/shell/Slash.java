package llmos.shell;

import llmos.api.Fault;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Failure;

/**
 * Shows commands as they are typed: at the prompt with a slash.
 *
 * @param commands what may stand behind one
 * @param prompt whether this is the prompt
 */
record Slash(Commands commands, boolean prompt) {

  /** A line of which the end, behind a colon if there is one, may be a command. */
  String line(String line) {
    int start = line.lastIndexOf(": ") < 0 ? 0 : line.lastIndexOf(": ") + 2;
    String command = line.substring(start);
    return prompt && commands.isBuiltin(command.split(" ", 2)[0])
        ? line.substring(0, start) + "/" + command
        : line;
  }

  /** A failure whose hint may be a command. */
  Failure failure(Failure failure) {
    Fault fault = failure.fault();
    return new Failure(
        new Fault(fault.errno(), fault.message(), line(fault.hint())),
        failure.stage(),
        failure.source(),
        failure.start(),
        failure.end(),
        failure.incomplete());
  }
}
