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
  private static final int SMALLEST_WINDOW = 512; // of which a quarter is kept for the reply

  static final List<Command> COMMANDS = List.of(
      Commands.read("cpu", "Lists the CPUs; the current one is marked.", Cpus::list, "cpu")
          .told("""
          ->  name driver current settings text
          """),
      Commands.read("cpu_ ls", "Lists the CPUs; the current one is marked.", Cpus::list, "cpu ls")
          .told("""
          ->  name driver current settings text
          """),
      Commands.write(
              "cpu_ add name [--driver=] [--url=] [--model=] [--key-env=] [--window=] [--idle=] [--temperature=] [--file=/] [--set=]",
              "Adds a CPU; --set NAME=VALUE,… gives settings that only its driver knows.",
              Cpus::add,
              "cpu add local --url http://localhost:11434/v1 --model qwen3:8b --window 8192")
          .told("""
          name         what you call it
          driver       openai (any server that speaks chat completions) or gguf (a model file in this process); guessed from the other flags
          url          where the server is, up to /v1
          model        the model's name at the server
          key-env      the environment variable that holds the key; the key itself is never stored
          window       tokens that prompt and reply may have together, at least 512; needed where neither the server nor the model's name tells
          idle         seconds to wait for the first byte (120) and between two pieces (60)
          temperature  0 to 2, how freely words are chosen; else 0.2 where sources are given and the server's own without
          file         a .gguf file
          set          more settings, NAME=VALUE with commas between: reply=TOKENS, timeout=SECONDS, cache-control=on for a server that keeps only what is marked; price-in, price-out and price-cached, dollars for a million tokens, so that answers tell their cost and --max-cost can be kept
          ->           name text
          2            a setting is missing, unknown or wrong
          """),
      Commands.write("cpu_ use name", "Makes a CPU the current one.", Cpus::use, "cpu use rom")
          .told("""
          name  as cpu lists it
          ->    name text
          1     there is no such CPU
          """),
      Commands.write(
              "cpu_ rm name",
              "Forgets a CPU.",
              call -> Flow.of(call.around().kernel().processors().remove(call.word(0))),
              "cpu add spare --url http://localhost:8080/v1 ; cpu rm spare")
          .told("""
          name  as cpu lists it
          ->    name text
          1     there is no such CPU
          """),
      Commands.write(
              "cpu_ probe",
              "Looks for model servers on this machine and adds them.",
              call -> Flow.of(call.around().kernel().processors().probe()),
              "cpu probe")
          .told("""
          ->  name driver current settings text; or found=0 text where none answers
          """),
      Commands.write(
              "cpu_ pull [name]",
              "Fetches a small model and makes it the CPU; alone it lists what can be had.",
              Cpus::pull,
              "cpu pull",
              "cpu pull smollm2")
          .told("""
          name  what the list calls it
          ->    name licence bytes sha256 text for the list; name text for one that was fetched
          1     there is no such offer, it could not be fetched, or its hash is wrong
          """));

  private Cpus() {}

  private static Flow pull(Call call) throws InterruptedException {
    try (Surroundings.Gauge gauge = call.around().progress()) {
      return Flow.of(call.around().kernel().processors().pull(call.word(0, ""), gauge));
    }
  }

  private static Flow list(Call call) {
    return Flow.of(call.around().kernel().processors().list());
  }

  private static Flow use(Call call) {
    Permissions.onlyTyped(call);
    return Flow.of(call.around().kernel().processors().use(call.word(0)));
  }

  private static Flow add(Call call) {
    Permissions.onlyTyped(call);
    call.flag("window").filter(w -> !w.isEmpty()).ifPresent(w -> call.number(w, SMALLEST_WINDOW));
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
    return Flow.of(call.around().kernel().processors().add(call.word(0), driver, settings));
  }
}
