package llmos.shell.cmd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.Kernel;
import llmos.kernel.Records;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Surroundings;

/** What the machine does now: {@code top}. */
final class Top {
  private static final Duration EVERY = Duration.ofSeconds(1);

  static final List<Command> COMMANDS = List.of(Commands.read(
          "top [--once]",
          "Shows the window, its tokens and what runs, anew each second until q.",
          Top::top,
          "top --once")
      .told("""
      once  one picture, or the records of one, and no more; so it is anyway in a pipe, in a script and on a dumb terminal
      ->    kind=window session cpu used budget percent resident swapped pinned faults requests sent cached kept text, and cost where a CPU has prices; kind=part as mem --map has them; kind of ps id state age what text for each process that is not over
      | q          ends it, as Ctrl-C does; the last picture stays
      | processes  of this llmos
      | cost       dollars of the session's requests, at the prices that the CPUs have now (cpu add --set price-in=…)
      | window     of the conversation that was used last, also where another llmos talks in it
      """));

  private Top() {}

  private static Flow top(Call call) throws InterruptedException {
    Kernel kernel = call.around().kernel();
    Optional<Surroundings.Live> live = call.has("once") || !call.stage().last()
        ? Optional.empty()
        : call.around().live();
    if (live.isEmpty()) {
      return call.listed(records(kernel), "nothing was said yet, and nothing is running");
    }
    try (Surroundings.Live screen = live.get()) {
      do {
        screen.draw(records(kernel));
      } while (!screen.ended(EVERY));
    }
    return Flow.empty();
  }

  private static Records records(Kernel kernel) {
    List<Map<String, Object>> rows = new ArrayList<>();
    Label label = window(kernel, rows);
    Records processes = kernel.processes().list();
    processes.rows().stream().filter(Top::lives).forEach(rows::add);
    return new Records(rows, label.join(processes.label()));
  }

  private static boolean lives(Map<String, Object> process) {
    return List.of("ready", "running").contains(process.get("state"));
  }

  /** The window and its parts, where anything was said. */
  private static Label window(Kernel kernel, List<Map<String, Object>> rows) {
    try {
      Records memory = kernel.memory();
      Map<String, Object> window = new LinkedHashMap<>();
      window.put("kind", "window");
      window.putAll(memory.rows().getFirst());
      rows.add(window);
      Records parts = WindowParts.of(kernel);
      rows.addAll(parts.rows());
      return memory.label().join(parts.label());
    } catch (FaultException e) {
      if (e.fault().errno() != Errno.NO_SUCH) {
        throw e;
      }
      return Label.SYSTEM;
    }
  }
}
