package llmos.shell.cmd;

import java.util.List;
import java.util.Map;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Exit;
import llmos.shell.lang.Flow;

/** The language itself: {@code say let exit}. */
final class Basics {
  static final List<Command> COMMANDS = List.of(
      Commands.read(
              "say [text…]",
              "Makes a record of a text.",
              call -> Flow.of(Map.of("text", call.rest(0)), call.control()),
              "say hello")
          .told("""
          text  the words, a space between two
          ->    text
          """),
      Commands.write(
              "let name = value",
              "Names a value.",
              Basics::let,
              "let hits = (find paging) ; $hits | count")
          .told("""
          name   letters, digits and _
          =      stands alone
          value  a word, $x.field, or a program in ( ), whose records it keeps
          ->     nothing
          """),
      Commands.read("exit [code]", "Leaves with a code.", Basics::exit, "exit 0")
          .told("""
          code  0 to 255 (0)
          ->    nothing
          """));

  private Basics() {}

  private static Flow let(Call call) {
    String name = call.word(0);
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || !call.word(1).equals("=")) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "let takes a name of letters, digits and _, then =, then a value",
          call.spec().operation().examples().getFirst());
    }
    call.stage().scope().set(name, call.words().get(2));
    return Flow.empty();
  }

  private static Flow exit(Call call) {
    int code = call.number(call.word(0, "0"), 0);
    throw new Exit(Math.min(code, 255));
  }
}
