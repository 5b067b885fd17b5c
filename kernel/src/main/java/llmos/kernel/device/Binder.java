package llmos.kernel.device;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Near;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Words;

/**
 * Binds the words after {@code device operation} to its parameters.
 *
 * <p>{@code --name=value} and {@code --name value} set a parameter by name, {@code --name} a boolean one; {@code --} ends
 * these. The other words fill the parameters that are left, in order; a rest parameter takes all of them. Values become
 * Long, Double, Boolean or String; paths and URLs stay as typed (and are checked) until the call.
 */
final class Binder {
  private final String usage;
  private final Operation operation;

  Binder(String device, Operation operation) {
    this.usage = device + " " + operation.usage();
    this.operation = operation;
  }

  /** A value for each parameter, defaults filled in. */
  Map<String, Object> bind(List<String> words) {
    Map<String, String> given = new LinkedHashMap<>();
    positional(flags(words, given), given);
    Map<String, Object> args = new LinkedHashMap<>();
    for (Param p : operation.params()) {
      String text = given.get(p.name());
      if (text == null) {
        text =
            p.def().orElseThrow(() -> fault("'%s' is missing: %s".formatted(p.name(), p.help())));
      }
      args.put(p.name(), typed(p, text));
    }
    return args;
  }

  /** Takes the flags out; what is left are the positional words. */
  private List<String> flags(List<String> words, Map<String, String> given) {
    List<String> left = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        left.addAll(words.subList(i + 1, words.size()));
        break;
      }
      if (word.length() < 3 || !word.startsWith("--") || !Character.isLetter(word.charAt(2))) {
        left.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      Param p = named(equals < 0 ? word.substring(2) : word.substring(2, equals));
      String value;
      if (equals >= 0) {
        value = word.substring(equals + 1);
      } else if (p.type() == Param.Type.BOOLEAN) {
        value = "true";
      } else if (i + 1 < words.size()) {
        value = words.get(++i);
      } else {
        throw fault("--%s needs a value: %s".formatted(p.name(), p.help()));
      }
      if (given.put(p.name(), value) != null) {
        throw fault("--%s is given twice".formatted(p.name()));
      }
    }
    return left;
  }

  private Param named(String name) {
    List<String> names = operation.params().stream().map(Param::name).toList();
    return operation.params().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> fault("there is no flag --%s%s".formatted(name, Near.hint(name, names))));
  }

  private void positional(List<String> words, Map<String, String> given) {
    int next = 0;
    for (Param p : operation.params()) {
      if (given.containsKey(p.name()) || next == words.size()) {
        continue;
      }
      if (p.rest()) {
        given.put(p.name(), String.join(" ", words.subList(next, words.size())));
        next = words.size();
      } else {
        given.put(p.name(), words.get(next++));
      }
    }
    if (next < words.size()) {
      throw fault("'%s' is one argument too many".formatted(words.get(next)));
    }
  }

  private Object typed(Param p, String text) {
    try {
      return switch (p.type()) {
        case TEXT -> text;
        case INTEGER -> Long.parseLong(text);
        case NUMBER -> number(text);
        case BOOLEAN -> truth(text);
        case PATH -> checked(text, Path.of(text));
        case URL -> checked(text, new URI(text));
      };
    } catch (IllegalArgumentException | URISyntaxException e) {
      String wanted = p.type().name().toLowerCase(Locale.ROOT);
      String why = e instanceof InvalidPathException || e instanceof URISyntaxException
          ? ": " + e.getMessage()
          : "";
      throw fault(
          "'%s' for %s is not %s %s%s".formatted(text, p.name(), article(wanted), wanted, why));
    }
  }

  private static String article(String noun) {
    return noun.equals("integer") ? "an" : "a";
  }

  private static String checked(String text, Object parsed) {
    return parsed == null ? "" : text;
  }

  private static Double number(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** The arguments as a device gets them: paths from the workspace on, URLs as URIs. */
  static Map<String, Object> resolved(DeviceTable.BoundCall call, Path workspace) {
    Map<String, Object> args = new LinkedHashMap<>(call.args());
    for (Param p : call.operation().params()) {
      args.computeIfPresent(p.name(), (name, value) -> switch (p.type()) {
        case PATH -> workspace.resolve(String.valueOf(value)).normalize();
        case URL -> URI.create(String.valueOf(value));
        case TEXT, INTEGER, NUMBER, BOOLEAN -> value;
      });
    }
    return args;
  }

  /** The words that bind to these arguments again, as short as may be. */
  Stream<String> words(Map<String, Object> args) {
    List<String> positional = new ArrayList<>();
    List<String> flags = new ArrayList<>();
    boolean gap = false; // a parameter was left out, so what follows must be named
    for (Param p : operation.params()) {
      Object value = args.get(p.name());
      if (value == null || (p.def().isPresent() && value.equals(typed(p, p.def().get())))) {
        gap = true;
      } else if (value instanceof Boolean yes) {
        flags.add(yes ? "--" + p.name() : "--" + p.name() + "=false");
      } else if (gap || String.valueOf(value).startsWith("--")) {
        flags.add("--" + p.name() + "=" + value);
      } else {
        positional.add(String.valueOf(value));
        gap = p.rest();
      }
    }
    return Stream.concat(positional.stream(), flags.stream()).map(Words::quote);
  }

  private FaultException fault(String problem) {
    String details = operation.params().stream()
        .map(p -> p.name() + ": " + p.help())
        .collect(Collectors.joining("; "));
    return new FaultException(
        Errno.BAD_USAGE,
        "%s; usage: %s%s".formatted(problem, usage, details.isEmpty() ? "" : " (" + details + ")"),
        operation.examples().isEmpty() ? usage : operation.examples().getFirst());
  }
}
