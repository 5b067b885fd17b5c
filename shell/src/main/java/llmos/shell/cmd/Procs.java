package llmos.shell.cmd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.Kernel;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Jobs;
import llmos.shell.lang.Surroundings;
import llmos.shell.lang.Value;

/** Processes and logs: {@code ps kill wait fg log}. */
final class Procs {
  private static final String MOST = "50";
  private static final Duration SECOND = Duration.ofSeconds(1);

  static final List<Command> COMMANDS = List.of(
      Commands.read(
              "ps",
              "Lists conversations and jobs.",
              call -> call.listed(kernel(call).processes().list(), "nothing is running"),
              "ps")
          .told("""
          ->  id kind state age what text
          """),
      Commands.write(
              "kill pid",
              "Stops a process.",
              call -> Flow.of(kernel(call).processes().kill(call.word(0))),
              "kill 3")
          .told("""
          pid  the number that ps shows
          ->   id text
          1    no such process runs
          """),
      Commands.write(
              "wait [pids…]",
              "Waits for jobs, and gives out what those that & started have made.",
              Procs::await,
              "say hello & ; wait")
          .told("""
          pids  the numbers that ps shows; else all jobs that & started
          ->    what each has made; of another process id kind state age what text
          1     there is no such process; a job that failed ends this with its own code
          """),
      Commands.write(
              "fg [pid]",
              "Shows what a job makes while it makes it; Ctrl-C stops it.",
              Procs::foreground,
              "say hello & ; fg")
          .told("""
          pid  the number that ps shows; else the newest job that & started
          ->   as wait
          1    there is no such process
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

  private static Flow await(Call call) throws InterruptedException {
    Flow all = Flow.empty();
    for (Jobs.Program program :
        call.words().isEmpty() ? call.around().jobs().untaken() : List.<Jobs.Program>of()) {
      all = all.then(shown(call, program));
    }
    for (Value pid : call.words()) {
      all = all.then(awaited(call, pid.text()));
    }
    return all;
  }

  private static Flow awaited(Call call, String pid) throws InterruptedException {
    Optional<Jobs.Program> program = program(call, pid);
    return program.isPresent()
        ? shown(call, program.get())
        : Flow.of(kernel(call).processes().await(pid));
  }

  /** What a job makes; while nothing comes, a person sees what is waited for and how long it takes. */
  private static Flow shown(Call call, Jobs.Program program) {
    return () -> {
      try (Surroundings.Gauge gauge = call.around().progress()) {
        for (int seconds = 1; !program.ready(SECOND); seconds++) {
          gauge.at("waiting for %s: %d s".formatted(program.text(), seconds), 0, 0);
        }
      }
      return program.next();
    };
  }

  private static Optional<Jobs.Program> program(Call call, String pid) {
    Jobs jobs = call.around().jobs();
    Optional<Jobs.Program> program =
        pid.matches("-?[0-9]{1,9}") ? jobs.find(Long.parseLong(pid)) : Optional.empty();
    if (program.filter(jobs::wouldWaitForItself).isPresent()) {
      throw new FaultException(
          Errno.BAD_USAGE, "a job waits for older jobs only, not for " + pid, "ps");
    }
    return program;
  }

  private static Flow foreground(Call call) throws InterruptedException {
    if (call.words().isEmpty() && call.around().jobs().untaken().isEmpty()) {
      throw new FaultException(
          Errno.NO_SUCH, "no job that & started is left to be shown", "ps lists what runs");
    }
    Optional<Jobs.Program> program = call.words().isEmpty()
        ? call.around().jobs().untaken().stream().reduce((older, newer) -> newer)
        : program(call, call.word(0));
    if (program.isEmpty()) {
      return Flow.of(kernel(call).processes().await(call.word(0)));
    }
    Flow shown = shown(call, program.get());
    return () -> {
      try {
        return shown.next();
      } catch (InterruptedException e) {
        program.get().job().kill();
        throw e;
      }
    };
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
