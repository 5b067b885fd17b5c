package llmos.shell.cmd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;

/** {@code !line}: the host's shell runs what the user typed. The only place of the shell that starts a program. */
public final class HostShell {
  private HostShell() {}

  /** Its output, a record a line, untrusted; fails at the end if the program did. */
  public static Flow run(String line, Path workspace) {
    Process process;
    try {
      process = new ProcessBuilder("/bin/sh", "-c", line)
          .directory(workspace.toFile())
          .redirectInput(ProcessBuilder.Redirect.INHERIT)
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new FaultException(
          new Fault(Errno.NOT_RUNNABLE, "the host's shell cannot be run: " + e.getMessage(), ""),
          e);
    }
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    Label label = Label.untrusted("host shell");
    return new Flow() {
      @Override
      public Optional<Item> next() throws InterruptedException {
        return HostShell.next(process, out).map(text -> Item.of(Map.of("text", text), label));
      }

      @Override
      public void close() {
        end(process);
      }
    };
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  private static Optional<String> next(Process process, BufferedReader out)
      throws InterruptedException {
    try {
      if (Thread.interrupted()) {
        end(process);
        throw new InterruptedException();
      }
      String text = out.readLine();
      if (text != null) {
        return Optional.of(text);
      }
      int exit = process.waitFor();
      if (exit != 0) {
        throw new FaultException(
            Errno.FAILED, "the program ended with code %d".formatted(exit), "");
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new FaultException(
          new Fault(Errno.FAILED, "the output of the program broke off: " + e.getMessage(), ""), e);
    }
  }
}
