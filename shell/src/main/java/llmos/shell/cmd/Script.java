package llmos.shell.cmd;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Parser;
import llmos.shell.lang.Scope;
import llmos.shell.lang.Value;

/** {@code run}: a program in a file. */
public final class Script {
  static final List<Command> COMMANDS = List.of(Commands.write(
          "run file/ [args…]", "Runs the program in a file.", Script::run, "run hello.llmos you")
      .told("""
          file  a file of the workspace, UTF-8; a first line that starts with #! is a comment
          args  $1 $2 and so on in the program, all of them $@
          ->    what the program makes
          1     the file cannot be read
          6     the program runs itself more than 100 deep
          """));

  private Script() {}

  private static Flow run(Call call) {
    String source = read(call.around().workspace().resolve(call.word(0)));
    Scope scope = call.stage().scope().inner();
    scope.taint(call.control());
    scope.calls(Define.deeper(call.word(0), call));
    arguments(call.words().subList(1, call.words().size()), scope);
    return call.stage()
        .interpreter()
        .flow(Parser.parse(source), scope, call.in(), call.stage().last());
  }

  /** Sets {@code $1 $2 … $@}. */
  public static void arguments(List<Value> arguments, Scope scope) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Value argument : arguments) {
      rows.add(Map.of("text", argument.text()));
      scope.set(String.valueOf(rows.size()), argument);
    }
    scope.set("@", Value.of(List.copyOf(rows), label(arguments)));
  }

  private static Label label(List<Value> values) {
    return Label.TYPED.join(Label.joinAll(values.stream().map(Value::label).toList()));
  }

  /**
   * The program in a file.
   *
   * @throws FaultException if it cannot be read
   */
  public static String read(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return text.startsWith("#!") ? "#" + text.substring(1) : text;
    } catch (IOException e) {
      throw new FaultException(
          new Fault(
              Errno.NO_FILE,
              "the script '%s' cannot be read: %s".formatted(file, why(file, e)),
              "llmos run FILE [args]"),
          e);
    }
  }

  private static String why(Path file, IOException e) {
    if (Files.notExists(file)) {
      return "there is no such file";
    }
    if (Files.isDirectory(file)) {
      return "it is a folder";
    }
    return e instanceof CharacterCodingException
        ? "it is not UTF-8 text"
        : "it is there, but reading it is refused (%s)".formatted(e.getMessage());
  }
}
