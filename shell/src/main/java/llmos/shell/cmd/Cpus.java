package llmos.shell.cmd;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Surroundings;
import llmos.shell.lang.Value;

/** The models: {@code cpu}. */
final class Cpus {
  static final List<Command> COMMANDS = List.of(
      Commands.read("cpu", "Lists the CPUs; the current one is marked.", Cpus::list, "cpu"),
      Commands.read("cpu_ ls", "Lists the CPUs; the current one is marked.", Cpus::list, "cpu ls"),
      Commands.write(
          """
          cpu_ add name [--driver=] [--url=] [--model=] [--key-env=] [--window=] [--idle=] [--file=] [--set=]
          driver: openai, or gguf where a file is given
          url: where the server answers, such as http://localhost:11434/v1
          model: the model's name at the server
          key-env: the environment variable that holds the key; the key itself is never stored
          window: its window in tokens, where the server does not tell
          idle: the most seconds without a sign of life
          file: a model file to run in this process
          set: NAME=VALUE, commas between, for what only its driver knows""",
          "Adds a CPU; --set NAME=VALUE,… gives settings that only its driver knows.",
          Cpus::add,
          "cpu add local --url http://localhost:11434/v1 --model qwen3:8b --window 8192"),
      Commands.write(
          "cpu_ use name",
          "Makes a CPU the current one.",
          call -> Flow.of(call.around().kernel().useCpu(call.word(0))),
          "cpu use rom"),
      Commands.write(
          "cpu_ rm name",
          "Forgets a CPU.",
          call -> Flow.of(call.around().kernel().removeCpu(call.word(0))),
          "cpu rm local"),
      Commands.write(
          "cpu_ probe",
          "Looks for model servers on this machine and adds them.",
          call -> Flow.of(call.around().kernel().probeCpus()),
          "cpu probe"),
      Commands.write(
          "cpu_ pull [name]",
          "Fetches a small model and makes it the CPU; alone it lists what can be had.",
          Cpus::pull,
          "cpu pull smollm2"));

  private Cpus() {}

  private static Flow pull(Call call) throws InterruptedException {
    try (Surroundings.Gauge gauge = call.around().progress()) {
      return Flow.of(call.around().kernel().pullCpu(call.word(0, ""), gauge));
    }
  }

  private static Flow list(Call call) {
    return Flow.of(call.around().kernel().cpus());
  }

  private static Flow add(Call call) {
    Map<String, String> settings = new TreeMap<>();
    for (Map.Entry<String, Value> flag : call.flags().entrySet()) {
      if (!flag.getKey().equals("driver") && !flag.getKey().equals("set")) {
        settings.put(flag.getKey(), flag.getValue().text());
      }
    }
    call.flag("set")
        .ifPresent(list -> Arrays.stream(list.split(",")).forEach(pair -> {
          String[] halves = pair.split("=", 2);
          if (halves.length < 2) {
            throw new FaultException(
                Errno.BAD_USAGE,
                "--set takes NAME=VALUE, not '%s'".formatted(pair),
                "usage: " + call.spec().usage());
          }
          settings.put(halves[0], halves[1]);
        }));
    String driver = call.flag("driver").orElse(call.has("file") ? "gguf" : "openai");
    return Flow.of(call.around().kernel().addCpu(call.word(0), driver, settings));
  }
}
