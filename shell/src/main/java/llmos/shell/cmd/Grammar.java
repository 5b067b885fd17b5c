package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.shell.lang.Command;
import llmos.shell.lang.Spec;

/** What may stand in a line of the host's shell that begins with {@code llmos}, from the descriptors. */
record Grammar(List<Verb> verbs) {
  Grammar {
    verbs = List.copyOf(verbs);
  }

  /**
   * A command, or an operation of a device.
   *
   * @param name one word or two
   * @param help one line
   * @param options its flags
   * @param files whether a word of it is a path of the host
   */
  record Verb(String name, String help, List<Option> options, boolean files) {
    Verb {
      options = List.copyOf(options);
    }

    String first() {
      return name.split(" ", 2)[0];
    }

    /** Empty if the name is one word. */
    String second() {
      return name.substring(first().length()).strip();
    }

    /** Its flags with dashes, letters too. */
    List<String> flags() {
      return options.stream()
          .flatMap(o -> o.letter().isEmpty()
              ? Stream.of("--" + o.name())
              : Stream.of("--" + o.name(), "-" + o.letter()))
          .toList();
    }
  }

  /**
   * A flag.
   *
   * @param name without dashes
   * @param letter the letter that stands for it, or empty
   * @param type BOOLEAN if it takes no value, PATH if that is a path of the host
   */
  record Option(String name, String letter, String help, Param.Type type) {
    boolean valued() {
      return type != Param.Type.BOOLEAN;
    }
  }

  static Grammar of(Collection<Command> commands, List<Peripheral> devices) {
    List<Verb> verbs = new ArrayList<>();
    commands.forEach(command -> verbs.add(verb(command.spec())));
    for (Peripheral device : devices) {
      device.operations().forEach(operation -> verbs.add(verb(device, operation)));
    }
    return new Grammar(verbs);
  }

  private static Verb verb(Spec spec) {
    List<Option> options = spec.flags().stream()
        .map(flag -> new Option(
            flag.name(),
            spec.letter(flag).orElse(""),
            spec.about(flag.name()).orElse(""),
            flag.type()))
        .toList();
    return new Verb(spec.name(), spec.operation().help(), options, paths(spec.operation()));
  }

  private static Verb verb(Peripheral device, Operation operation) {
    List<Option> options = operation.params().stream()
        .map(param -> new Option(param.name(), "", param.help(), param.type()))
        .toList();
    String name = device.name() + " " + operation.name();
    return new Verb(name, operation.help(), options, paths(operation));
  }

  private static boolean paths(Operation operation) {
    return operation.params().stream().anyMatch(p -> p.type() == Param.Type.PATH);
  }

  /**
   * A script with words in the place of its marks: {@code @VALUED@} and {@code @FOLDERS@} are flags of the process with a value, or
   * with a folder; {@code @PAIRS@} verbs of two words; {@code @FILES@} those that take a path; {@code @PATHS@} and {@code @TEXTS@}
   * flags whose value is one, or none.
   *
   * @param or what stands between the words of a pattern
   */
  String fill(String script, String or) {
    List<HostFlags.Flag> host = HostFlags.ALL;
    Stream<String> valued = host.stream().filter(HostFlags.Flag::valued).map(HostFlags.Flag::name);
    Stream<String> folders = host.stream().filter(HostFlags.Flag::folder).map(HostFlags.Flag::name);
    Stream<String> pairs = verbs.stream().map(Verb::name).filter(name -> name.contains(" "));
    Stream<String> files = verbs.stream().filter(Verb::files).map(Verb::name);
    return script
        .replace("@VALUED@", valued.collect(Collectors.joining(or)))
        .replace("@FOLDERS@", folders.collect(Collectors.joining(or)))
        .replace("@PAIRS@", quoted(pairs, or))
        .replace("@FILES@", quoted(files, or))
        .replace("@PATHS@", quoted(flags(true).stream(), or))
        .replace("@TEXTS@", quoted(flags(false).stream(), or));
  }

  private static String quoted(Stream<String> words, String or) {
    return words.map(word -> "'" + word + "'").collect(Collectors.joining(or));
  }

  /** The first words, each with what it does. */
  Map<String, String> firsts() {
    Map<String, String> firsts = new LinkedHashMap<>();
    for (Verb verb : verbs) {
      firsts.putIfAbsent(verb.first(), verb.help());
    }
    return firsts;
  }

  /** The verbs of two words that begin so. */
  List<Verb> seconds(String first) {
    return verbs.stream()
        .filter(verb -> verb.first().equals(first) && !verb.second().isEmpty())
        .toList();
  }

  /** The flags of a type, each behind the name of its verb. */
  private List<String> flags(boolean paths) {
    return verbs.stream()
        .flatMap(verb -> verb.options().stream()
            .filter(o -> o.valued() && (o.type() == Param.Type.PATH) == paths)
            .flatMap(o -> o.letter().isEmpty()
                ? Stream.of(verb.name() + " --" + o.name())
                : Stream.of(verb.name() + " --" + o.name(), verb.name() + " -" + o.letter())))
        .toList();
  }
}
