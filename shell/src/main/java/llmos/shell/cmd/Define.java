package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import llmos.api.Effect;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Failure;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Scope;
import llmos.shell.lang.Spec;
import llmos.shell.lang.Value;

/** {@code def}: commands that a program makes. */
final class Define {
  private static final int DEEPEST = 100;
  private static final Pattern HEAD =
      Pattern.compile("([A-Za-z][A-Za-z0-9-]*)(?:\\((.*)\\))?", Pattern.DOTALL);
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(…|\\.\\.\\.)?(?:\\s*=\\s*(.*))?", Pattern.DOTALL);

  static final List<Command> COMMANDS = List.of(Commands.write(
          "def [name…]",
          "Makes a command of a block; alone it lists those that were made.",
          Define::define,
          "def best(n = 3) { sort score -r | first $n } ; find paging | best 1",
          "def brief(doc) { ask \"three sentences about $doc\" --in $doc }")
      .told("""
      name  the name with its parameters in ( ): name, name = default, and last name… for all words that are left; then a block, in which each is a variable. Records that come in go to the block's first command, or are $in
      ->    nothing; alone name usage text
      2     the name is that of a builtin, or a parameter is none
      6     the command calls itself more than 100 deep, which ends the program: no try and no || takes it
      """));

  private Define() {}

  /** A parameter: its default is empty where it must be given. */
  private record Parameter(String name, boolean rest, Optional<String> orElse) {}

  private static Flow define(Call call) {
    if (call.words().isEmpty()) {
      return Flow.of(call.stage().scope().commands().values().stream()
          .map(Define::told)
          .map(row -> Item.of(row, Label.UNKNOWN))
          .toList());
    }
    Value last = call.words().getLast();
    String head = call.words().subList(0, call.words().size() - 1).stream()
        .map(Value::text)
        .collect(Collectors.joining(" "));
    Matcher matcher = HEAD.matcher(head);
    if (!(last.data() instanceof Value.Closure) || !matcher.matches()) {
      throw wrong(
          "def takes a name of letters, digits and -, parameters in ( ) and a block in { }");
    }
    String name = matcher.group(1);
    if (call.stage().interpreter().commands().isBuiltin(name)) {
      throw wrong("'%s' is a builtin and stays one".formatted(name));
    }
    List<Parameter> parameters =
        parameters(Optional.ofNullable(matcher.group(2)).orElse(""));
    call.stage().scope().define(command(name, parameters, call.block(last)));
    return Flow.empty();
  }

  private static Map<String, Object> told(Command command) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("text", command.spec().usage() + "  " + command.spec().operation().help());
    row.put("name", command.spec().name());
    row.put("usage", command.spec().usage());
    return row;
  }

  private static List<Parameter> parameters(String list) {
    List<Parameter> parameters = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : split(list)) {
      Matcher matcher = PARAMETER.matcher(part.strip());
      if (!matcher.matches()) {
        throw wrong("'%s' is no parameter".formatted(part.strip()));
      }
      boolean rest = matcher.group(2) != null;
      Optional<String> orElse = Optional.ofNullable(matcher.group(3)).map(Define::unquoted);
      boolean mayBeLeftOut = orElse.isPresent() || rest;
      boolean order = parameters.isEmpty() || mayFollow(parameters.getLast(), mayBeLeftOut);
      boolean twice = !names.add(matcher.group(1));
      if (!order || twice) {
        throw wrong(
            twice
                ? "the parameter %s is there twice".formatted(matcher.group(1))
                : "%s stands too late: those that must be given come first, name… comes last"
                    .formatted(matcher.group(1)));
      }
      parameters.add(new Parameter(matcher.group(1), rest, orElse));
    }
    return parameters;
  }

  /** At the commas that no quotes hold. */
  private static List<String> split(String list) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    char quote = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (quote == 0 && c == ',') {
        parts.add(list.substring(start, i));
        start = i + 1;
      } else if (quote == c) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      }
    }
    if (quote != 0) {
      throw wrong("the quote %c is not closed among the parameters".formatted(quote));
    }
    if (!list.isBlank()) {
      parts.add(list.substring(start));
    }
    return parts;
  }

  private static boolean mayFollow(Parameter before, boolean mayBeLeftOut) {
    return !before.rest && (mayBeLeftOut || before.orElse.isEmpty());
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() > 1
        && (text.startsWith("'") || text.startsWith("\""))
        && text.endsWith(text.substring(0, 1));
    return quoted ? text.substring(1, text.length() - 1) : text.strip();
  }

  private static FaultException wrong(String message) {
    return new FaultException(
        Errno.BAD_USAGE,
        message,
        COMMANDS.getFirst().spec().operation().examples().getLast());
  }

  private static Command command(String name, List<Parameter> parameters, Call.Block body) {
    StringBuilder usage = new StringBuilder(name);
    for (Parameter parameter : parameters) {
      String word = parameter.name + (parameter.rest ? "…" : "");
      boolean optional = parameter.rest || parameter.orElse.isPresent();
      usage.append(' ').append(optional ? "[" + word + "]" : word);
    }
    String help = "{ " + body.program().text() + " }";
    Spec spec = Spec.of(usage.toString(), help, Effect.WRITE, usage.toString())
        .told("->  what its block makes");
    return new Command(spec, call -> run(name, parameters, body, call));
  }

  private static Flow run(String name, List<Parameter> parameters, Call.Block body, Call call) {
    Scope inner = body.scope().seenFrom(call.stage().scope()).inner();
    inner.taint(call.stage().scope().label());
    inner.calls(deeper(name, call));
    List<Value> words = call.words();
    for (int i = 0; i < parameters.size(); i++) {
      inner.set(parameters.get(i).name, value(parameters.get(i), words, i, inner));
    }
    return new Call.Block(call, body.program(), inner).run(call.in());
  }

  /** The depth of a call of what may call itself. */
  static int deeper(String name, Call call) {
    int calls = call.stage().scope().calls() + 1;
    if (calls > DEEPEST) {
      throw new FaultException(
          Failure.endless("%s is called more than %d deep".formatted(name, DEEPEST)));
    }
    return calls;
  }

  private static Value value(Parameter parameter, List<Value> words, int place, Scope inner) {
    if (parameter.rest) {
      List<Value> rest = words.subList(Math.min(place, words.size()), words.size());
      String text = rest.stream().map(Value::text).collect(Collectors.joining(" "));
      return Value.of(
          text, inner.label().join(Label.joinAll(rest.stream().map(Value::label).toList())));
    }
    return place < words.size()
        ? words.get(place)
        : Value.of(parameter.orElse.orElse(""), inner.label());
  }
}
