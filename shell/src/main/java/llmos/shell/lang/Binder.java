package llmos.shell.lang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Near;
import llmos.api.Param;

/** Checks the words of a call against the descriptor of a builtin. */
final class Binder {
  private final Spec spec;
  private final List<Value> words = new ArrayList<>();
  private final Map<String, Value> flags = new LinkedHashMap<>();

  private Binder(Spec spec) {
    this.spec = spec;
  }

  static Call bind(Spec spec, List<Commands.Given> given, Optional<Flow> in, Call.Stage stage) {
    Binder binder = new Binder(spec);
    binder.sort(given);
    binder.count();
    return new Call(spec, binder.words, binder.flags, in, stage);
  }

  private void sort(List<Commands.Given> given) {
    for (int i = 0; i < given.size(); i++) {
      Commands.Given arg = given.get(i);
      if (arg.flag().isEmpty()) {
        arg.value().ifPresent(words::add);
        continue;
      }
      Param param =
          spec.flag(arg.flag().get()).orElseThrow(() -> unknown(arg.flag().get()));
      if (param.type() == Param.Type.BOOLEAN) {
        flags.put(param.name(), Value.of(true, Label.TYPED));
      } else if (arg.value().isPresent()) {
        flags.put(param.name(), arg.value().get());
      } else if (i + 1 < given.size() && given.get(i + 1).flag().isEmpty()) {
        i++;
        flags.put(param.name(), given.get(i).value().orElseThrow());
      } else {
        throw usage("--%s needs a value".formatted(param.name()));
      }
    }
  }

  private void count() {
    List<Param> params = spec.operation().params();
    boolean rest = !params.isEmpty() && params.getLast().rest();
    if (words.size() > params.size() && !rest) {
      throw usage("%s takes %s, not '%s'"
          .formatted(
              spec.name(),
              params.isEmpty()
                  ? "no words"
                  : "%d word%s".formatted(params.size(), params.size() == 1 ? "" : "s"),
              words.get(params.size()).text()));
    }
    long needed = params.stream().filter(Param::required).count();
    if (words.size() < needed) {
      throw usage("%s needs %s".formatted(spec.name(), params.get(words.size()).name()));
    }
  }

  private FaultException unknown(String flag) {
    List<String> names = spec.flags().stream().map(Param::name).toList();
    String meant = Near.of(flag, names).map(n -> "; did you mean --" + n + "?").orElse("");
    return usage("%s has no flag %s%s%s"
        .formatted(spec.name(), flag.length() == 1 ? "-" : "--", flag, meant));
  }

  private FaultException usage(String message) {
    return new FaultException(Errno.BAD_USAGE, message, "usage: " + spec.usage());
  }
}
