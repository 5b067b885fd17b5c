package llmos.shell.cmd;

import java.util.List;
import java.util.Map;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;

/** {@code completion}: what lets the host's shell complete llmos. */
final class Completion {
  static final List<Command> COMMANDS = List.of(Commands.read(
          "completion shell",
          "Prints a script by which bash, zsh or fish completes llmos.",
          Completion::script,
          "completion bash")
      .told("""
          shell  bash, zsh or fish
          ->     text
          2      it is another shell
          | bash  llmos completion bash > ~/.local/share/bash-completion/completions/llmos
          | zsh   llmos completion zsh > a folder of $fpath, as _llmos
          | fish  llmos completion fish > ~/.config/fish/completions/llmos.fish
          | devices  their operations are in it as they are now: make it again when you add one
          """));

  private Completion() {}

  private static Flow script(Call call) {
    String shell = call.word(0);
    Grammar grammar = Grammar.of(
        call.stage().interpreter().commands().all(), call.around().kernel().devices());
    String script = switch (shell) {
      case "bash" -> BashCompletion.of(grammar);
      case "zsh" -> ZshCompletion.of(grammar);
      case "fish" -> FishCompletion.of(grammar);
      default ->
        throw new FaultException(
            Errno.BAD_USAGE,
            "no completion for '%s'; there are: bash, zsh, fish".formatted(shell),
            "completion bash");
    };
    return Flow.of(Map.of("text", script.stripTrailing()), Label.SYSTEM);
  }
}
