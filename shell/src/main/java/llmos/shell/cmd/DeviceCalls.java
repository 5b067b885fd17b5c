package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Near;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.kernel.Records;
import llmos.shell.lang.Call;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Surroundings;

/**
 * Runs {@code device operation args}. A word that looks like a flag but is none, such as text of a document, is passed by
 * the name of its parameter, so that it can never become one.
 */
public final class DeviceCalls implements Commands.Fallback {
  private final Supplier<List<Peripheral>> devices;
  private final Supplier<Records> states;
  private final Supplier<Collection<String>> builtins;

  /**
   * Runs operations of devices.
   *
   * @param devices those that work
   * @param states all that there are, also broken ones, as {@code dev} lists them
   * @param builtins names for did-you-mean
   */
  public DeviceCalls(
      Supplier<List<Peripheral>> devices,
      Supplier<Records> states,
      Supplier<Collection<String>> builtins) {
    this.devices = devices;
    this.states = states;
    this.builtins = builtins;
  }

  @Override
  public Collection<String> names() {
    return devices.get().stream().map(Peripheral::name).toList();
  }

  @Override
  public Flow run(String name, List<Commands.Given> args, Optional<Flow> in, Call.Stage stage)
      throws InterruptedException {
    Peripheral device = devices.get().stream()
        .filter(d -> d.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
    List<String> words = new ArrayList<>(List.of(name));
    words.addAll(words(device, args));
    Label control = stage.scope().label();
    for (Commands.Given arg : args) {
      control = arg.value().isPresent() ? control.join(arg.value().get().label()) : control;
    }
    return Flow.of(stage
        .around()
        .kernel()
        .call(words, control, stage.around().console(Surroundings.Echo.NONE)));
  }

  private static List<String> words(Peripheral device, List<Commands.Given> args) {
    Optional<Operation> operation = args.stream()
        .filter(arg -> arg.flag().isEmpty())
        .findFirst()
        .flatMap(Commands.Given::value)
        .flatMap(first -> device.operations().stream()
            .filter(op -> op.name().equals(first.text()))
            .findFirst());
    List<String> words = new ArrayList<>();
    int place = -1;
    for (int i = 0; i < args.size(); i++) {
      Commands.Given arg = args.get(i);
      if (arg.flag().isEmpty()) {
        words.add(positional(arg.value().orElseThrow().text(), place, operation));
        place++;
        continue;
      }
      Optional<String> value = arg.value().map(v -> v.text());
      if (value.isEmpty() && takesNext(arg.flag().get(), operation, args, i)) {
        i++;
        value = args.get(i).value().map(v -> v.text());
      }
      words.add("--" + arg.flag().get() + value.map(v -> "=" + v).orElse(""));
    }
    return words;
  }

  private static String positional(String text, int place, Optional<Operation> operation) {
    if (!text.startsWith("--") || place < 0 || operation.isEmpty()) {
      return text;
    }
    List<Param> params = operation.get().params();
    return place < params.size() ? "--%s=%s".formatted(params.get(place).name(), text) : text;
  }

  private static boolean takesNext(
      String flag, Optional<Operation> operation, List<Commands.Given> args, int i) {
    boolean valued = operation.stream()
        .flatMap(op -> op.params().stream())
        .anyMatch(p -> p.name().equals(flag) && p.type() != Param.Type.BOOLEAN);
    return valued && i + 1 < args.size() && args.get(i + 1).flag().isEmpty();
  }

  private FaultException unknown(String name) {
    Optional<Map<String, Object>> broken = states.get().rows().stream()
        .filter(row -> name.equalsIgnoreCase(String.valueOf(row.get("name"))))
        .findFirst();
    if (broken.isPresent()) {
      return new FaultException(
          Errno.NOT_RUNNABLE,
          "device %s is %s: %s"
              .formatted(name, broken.get().get("state"), broken.get().get("problem")),
          "dev");
    }
    TreeSet<String> all = new TreeSet<>(builtins.get());
    all.addAll(names());
    String meant =
        Near.of(name, all).map(n -> "; did you mean '%s'?".formatted(n)).orElse("");
    return new FaultException(
        Errno.NO_COMMAND, "there is no command or device '%s'%s".formatted(name, meant), "help");
  }
}
