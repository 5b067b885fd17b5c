package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.shell.cmd.Grammar.Option;
import llmos.shell.cmd.Grammar.Verb;

/** The script that completes llmos in zsh, with what each word means. It starts no program. */
final class ZshCompletion {
  private static final String SCRIPT = """
      #compdef llmos
      # zsh completion for llmos, made by: llmos completion zsh
      _llmos() {
        local first key
        local -i at=2
        local -a names flags
        while (( at < CURRENT )); do
          case $words[at] in
            (@VALUED@) (( at += 2 )) ;;
            (-*) (( at += 1 )) ;;
            (*) break ;;
          esac
        done
        if (( at > CURRENT )); then
          case $words[CURRENT-1] in
            (@FOLDERS@) _files -/ ;;
          esac
          return
        fi
        if (( at == CURRENT )); then
          names=(
      @FIRSTS@
          )
          flags=(
      @HOST@
          )
        else
          first=$words[at]
          key=$first
          if (( CURRENT == at + 1 )); then
            case $first in
      @SECONDS@
            esac
          else
            case "$first $words[at+1]" in
              (@PAIRS@) key="$first $words[at+1]" ;;
            esac
          fi
          case $key in
      @FLAGS@
          esac
          case "$key $words[CURRENT-1]" in
            (@PATHS@) _files; return ;;
            (@TEXTS@) return ;;
          esac
        fi
        if [[ $PREFIX == -* ]]; then
          (( $#flags )) && _describe -o flag flags
          return
        fi
        (( $#names )) && _describe command names
        case $key in
          (@FILES@) _files ;;
        esac
      }
      if [[ $funcstack[1] == _llmos ]]; then
        _llmos "$@"
      else
        compdef _llmos llmos
      fi
      """;

  private ZshCompletion() {}

  static String of(Grammar grammar) {
    Stream<String> host = HostFlags.ALL.stream().map(f -> item("          ", f.name(), f.help()));
    return grammar
        .fill(SCRIPT, "|")
        .replace("@HOST@", host.collect(Collectors.joining("\n")))
        .replace("@FIRSTS@", items("          ", grammar.firsts()))
        .replace("@SECONDS@", seconds(grammar))
        .replace("@FLAGS@", flags(grammar));
  }

  private static String items(String indent, Map<String, String> words) {
    return words.entrySet().stream()
        .map(e -> item(indent, e.getKey(), e.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static String item(String indent, String word, String help) {
    String meaning = help.isEmpty() ? "" : ":" + help;
    return indent + "'" + (word + meaning).replace("'", "'\\''") + "'";
  }

  private static String seconds(Grammar grammar) {
    List<String> cases = new ArrayList<>();
    for (String first : grammar.firsts().keySet()) {
      List<Verb> seconds = grammar.seconds(first);
      if (!seconds.isEmpty()) {
        String items = seconds.stream()
            .map(verb -> item("            ", verb.second(), verb.help()))
            .collect(Collectors.joining("\n"));
        cases.add("        (%s) names=(\n%s\n          ) ;;".formatted(first, items));
      }
    }
    return String.join("\n", cases);
  }

  private static String flags(Grammar grammar) {
    return grammar.verbs().stream()
        .filter(verb -> !verb.options().isEmpty())
        .map(verb -> "      ('%s') flags=(\n%s\n        ) ;;"
            .formatted(
                verb.name(),
                verb.options().stream()
                    .flatMap(ZshCompletion::option)
                    .collect(Collectors.joining("\n"))))
        .collect(Collectors.joining("\n"));
  }

  private static Stream<String> option(Option option) {
    String indent = "          ";
    Stream<String> name = Stream.of(item(indent, "--" + option.name(), option.help()));
    return option.letter().isEmpty()
        ? name
        : Stream.concat(name, Stream.of(item(indent, "-" + option.letter(), option.help())));
  }
}
