package llmos.shell.cmd;

import java.util.stream.Collectors;
import llmos.shell.cmd.Grammar.Verb;

/** The script that completes llmos in bash, of 3.2 on. It starts no program. */
final class BashCompletion {
  private static final String SCRIPT = """
      # bash completion for llmos, made by: llmos completion bash
      _llmos() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
        local at=1 first='' key='' words='' flags='' files='' line
        COMPREPLY=()
        if [ "$cur" = = ]; then
          cur=''
        elif [ "$prev" = = ] && [ "$COMP_CWORD" -gt 2 ]; then
          prev=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        while [ "$at" -lt "$COMP_CWORD" ]; do
          case ${COMP_WORDS[at]} in
            @VALUED@) at=$((at + 2)) ;;
            -*) at=$((at + 1)) ;;
            *) break ;;
          esac
        done
        if [ "$at" -gt "$COMP_CWORD" ]; then
          case $prev in
            @FOLDERS@) files=1 ;;
          esac
        elif [ "$at" -eq "$COMP_CWORD" ]; then
          words='@FIRSTS@'
          flags='@HOST@'
        else
          first=${COMP_WORDS[at]}
          key=$first
          if [ "$COMP_CWORD" -eq $((at + 1)) ]; then
            case $first in
      @SECONDS@
            esac
          else
            case "$first ${COMP_WORDS[at + 1]}" in
              @PAIRS@) key="$first ${COMP_WORDS[at + 1]}" ;;
            esac
          fi
          case $key in
      @FLAGS@
          esac
          case $key in
            @FILES@) files=1 ;;
          esac
          case "$key $prev" in
            @PATHS@) words='' flags='' files=1 ;;
            @TEXTS@) return ;;
          esac
        fi
        case $cur in
          -*) words=$flags files='' ;;
        esac
        if [ -n "$words" ]; then
          COMPREPLY=($(compgen -W "$words" -- "$cur"))
        fi
        if [ -n "$files" ]; then
          compopt -o filenames 2>/dev/null
          while IFS= read -r line; do
            COMPREPLY+=("$line")
          done < <(compgen -f -- "$cur")
        fi
      }
      complete -F _llmos llmos
      """;

  private BashCompletion() {}

  static String of(Grammar grammar) {
    String host = HostFlags.ALL.stream().map(HostFlags.Flag::name).collect(Collectors.joining(" "));
    return grammar
        .fill(SCRIPT, " | ")
        .replace("@HOST@", host)
        .replace("@FIRSTS@", String.join(" ", grammar.firsts().keySet()))
        .replace("@SECONDS@", seconds(grammar))
        .replace("@FLAGS@", flags(grammar));
  }

  private static String seconds(Grammar grammar) {
    return grammar.firsts().keySet().stream()
        .filter(first -> !grammar.seconds(first).isEmpty())
        .map(first -> "        %s) words='%s' ;;"
            .formatted(
                first,
                String.join(
                    " ", grammar.seconds(first).stream().map(Verb::second).toList())))
        .collect(Collectors.joining("\n"));
  }

  private static String flags(Grammar grammar) {
    return grammar.verbs().stream()
        .filter(verb -> !verb.options().isEmpty())
        .map(verb ->
            "      '%s') flags='%s' ;;".formatted(verb.name(), String.join(" ", verb.flags())))
        .collect(Collectors.joining("\n"));
  }
}
