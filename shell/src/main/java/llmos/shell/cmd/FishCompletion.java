package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import llmos.api.Param;
import llmos.shell.cmd.Grammar.Option;
import llmos.shell.cmd.Grammar.Verb;

/** The script that completes llmos in fish, with what each word means. It starts no program. */
final class FishCompletion {
  private static final String HEAD = """
      # fish completion for llmos, made by: llmos completion fish
      function __llmos_words
          set -l words (commandline -opc)
          set -e words[1]
          while set -q words[1]
              switch $words[1]
                  case @VALUED@
                      set -e words[1]
                      set -q words[1]; and set -e words[1]
                  case '-*'
                      set -e words[1]
                  case '*'
                      break
              end
          end
          string join ' ' -- $words
      end
      function __llmos_at
          set -l words (__llmos_words)
          test "$words" = "$argv"
      end
      function __llmos_in
          set -l words (__llmos_words)
          string match -q -- "$argv *" "$words "
      end
      function __llmos_alone
          set -l words (string split ' ' -- (__llmos_words))
          test "$words[1]" = "$argv[1]"; and not contains -- "$words[2]" $argv[2..-1]
      end
      complete -c llmos -f
      """;

  private FishCompletion() {}

  static String of(Grammar grammar) {
    List<String> lines = new ArrayList<>();
    lines.add(HEAD.replace(
        "@VALUED@",
        HostFlags.ALL.stream()
            .filter(HostFlags.Flag::valued)
            .map(HostFlags.Flag::name)
            .collect(Collectors.joining(" "))));
    HostFlags.ALL.forEach(flag -> lines.add(host(flag)));
    grammar.firsts().forEach((word, help) -> lines.add(word("__llmos_at", word, help)));
    for (Verb verb : grammar.verbs()) {
      if (!verb.second().isEmpty()) {
        lines.add(word("__llmos_at " + verb.first(), verb.second(), verb.help()));
      }
      String where = where(verb, grammar);
      verb.options().forEach(option -> lines.add(option(where, option)));
      if (verb.files()) {
        lines.add("complete -c llmos -n '%s' -F\n".formatted(where));
      }
    }
    return String.join("", lines);
  }

  /** Behind the words of a verb, which are not the first of another's two. */
  private static String where(Verb verb, Grammar grammar) {
    String seconds =
        grammar.seconds(verb.first()).stream().map(Verb::second).collect(Collectors.joining(" "));
    boolean alone = verb.second().isEmpty() && !seconds.isEmpty();
    return alone ? "__llmos_alone " + verb.name() + " " + seconds : "__llmos_in " + verb.name();
  }

  private static String host(HostFlags.Flag flag) {
    String name = flag.name().startsWith("--")
        ? "-l " + flag.name().substring(2)
        : "-s " + flag.name().substring(1);
    String value = flag.folder() ? " -r -F" : flag.valued() ? " -x" : "";
    return "complete -c llmos -n __llmos_at %s%s%s\n".formatted(name, value, about(flag.help()));
  }

  private static String word(String where, String word, String help) {
    return "complete -c llmos -n '%s' -a %s%s\n".formatted(where, word, about(help));
  }

  private static String option(String where, Option option) {
    String letter = option.letter().isEmpty() ? "" : " -s " + option.letter();
    String value = option.type() == Param.Type.PATH ? " -r -F" : option.valued() ? " -x" : "";
    return "complete -c llmos -n '%s' -l %s%s%s%s\n"
        .formatted(where, option.name(), letter, value, about(option.help()));
  }

  private static String about(String help) {
    return help.isEmpty() ? "" : " -d '" + help.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
