package llmos.shell.cmd;

import java.util.List;
import java.util.Set;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Value;

/** Devices and what they may do: {@code dev allow deny}. */
final class Permissions {
  private static final Set<String> SCOPES = Set.of("session", "project", "always");

  static final List<Command> COMMANDS = List.of(
      Commands.read("dev", "Lists the devices.", Permissions::devices, "dev"),
      Commands.read("dev_ ls", "Lists the devices.", Permissions::devices, "dev ls"),
      Commands.write(
          "dev_ approve name",
          "Lets a device work again whose code has changed.",
          call -> Flow.of(call.around().kernel().approveDevice(call.word(0))),
          "dev approve clock"),
      Commands.write(
          """
          allow [device] [operation] [target] [--for=] [--even-tainted] [--forget=]
          for: session, project or always; else session
          even-tainted: also for a conversation that has read untrusted text
          forget: takes back the line of that id""",
          "Lets a device do something without asking; alone it lists what is allowed and denied.",
          call -> grant(call, true),
          "allow http get 'https://docs.example.com/*' --for project"),
      Commands.write(
          """
          deny [device] [operation] [target] [--for=]
          for: session, project or always; else session""", "Never lets a device do something.", call -> grant(call, false), "deny fs write"));

  private Permissions() {}

  private static Flow devices(Call call) {
    return Flow.of(call.around().kernel().deviceRows());
  }

  private static Flow grant(Call call, boolean allow) {
    if (call.has("forget")) {
      return Flow.of(call.around().kernel().revoke(call.flag("forget").orElse("")));
    }
    if (call.words().isEmpty()) {
      return call.listed(call.around().kernel().grants(), "nothing is allowed or denied yet");
    }
    if (call.control().tainted()) {
      throw new FaultException(
          Errno.DENIED,
          "only you give permissions: a word of this line comes from a document",
          "type the line yourself");
    }
    String scope = call.flag("for").orElse("session");
    if (!SCOPES.contains(scope)) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "--for takes session, project or always, not '%s'".formatted(scope),
          "usage: " + call.spec().usage());
    }
    List<String> words = call.words().stream().map(Value::text).toList();
    return Flow.of(call.around().kernel().grant(words, allow, scope, call.has("even-tainted")));
  }
}
