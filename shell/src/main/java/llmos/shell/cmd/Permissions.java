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
      Commands.read("dev", "Lists the devices.", Permissions::devices, "dev").told("""
          ->  name state summary origin operations problem text
          """),
      Commands.read("dev_ ls", "Lists the devices.", Permissions::devices, "dev ls")
          .told("""
          ->  name state summary origin operations problem text
          """),
      Commands.write(
              "dev_ approve name",
              "Lets a plugin whose files have changed work again, as it is now.",
              Permissions::approve,
              "dev approve notes")
          .told("""
          name  the folder of the plugin; dev says changed beside it
          ->    name state summary origin operations problem text
          1     no plugin of this name waits
          4     a word of the line came from a document
          """),
      Commands.write(
              "allow [device] [operation] [target] [--for=] [--even-tainted] [--forget=]",
              "Lets a device do something without asking; alone it lists what is allowed and denied.",
              call -> grant(call, true),
              "allow http get docs.example.com --for project")
          .told("""
          device        as dev lists it
          operation     else all of it
          target        a file, a folder with / at its end, a host, or *.HOST for all below it
          for           session (until llmos ends), project (this folder) or always
          even-tainted  also after the model has read texts that you did not write
          forget        takes the permission of that number back
          ->            id verdict device operation target scope tainted text
          2             there is no such device, operation or scope
          4             a word of the line came from a document
          """),
      Commands.write(
              "deny [device] [operation] [target] [--for=]",
              "Never lets a device do something.",
              call -> grant(call, false),
              "deny http get '*.ads.example.com'")
          .told("""
          device        as dev lists it
          operation     else all of it
          target        a file, a folder with / at its end, a host, or *.HOST for all below it
          for           session (until llmos ends), project (this folder) or always
          ->            id verdict device operation target scope tainted text
          2             there is no such device, operation or scope
          """));

  private Permissions() {}

  private static Flow devices(Call call) {
    return Flow.of(call.around().kernel().deviceRows());
  }

  private static Flow approve(Call call) {
    onlyTyped(call);
    return Flow.of(call.around().kernel().approveDevice(call.word(0)));
  }

  /** Refuses a line that has words from a document where only the user may decide. */
  static void onlyTyped(Call call) {
    if (call.control().tainted()) {
      throw new FaultException(
          Errno.DENIED,
          "only you decide this: a word of this line comes from a document",
          "type the line yourself");
    }
  }

  private static Flow grant(Call call, boolean allow) {
    if (call.has("forget")) {
      onlyTyped(call);
      return Flow.of(call.around().kernel().grants().revoke(call.flag("forget").orElse("")));
    }
    if (call.words().isEmpty()) {
      return call.listed(
          call.around().kernel().grants().list(), "nothing is allowed or denied yet");
    }
    onlyTyped(call);
    String scope = call.flag("for").orElse("session");
    if (!SCOPES.contains(scope)) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "--for takes session, project or always, not '%s'".formatted(scope),
          "usage: " + call.spec().usage());
    }
    List<String> words = call.words().stream().map(Value::text).toList();
    return Flow.of(
        call.around().kernel().grants().grant(words, allow, scope, call.has("even-tainted")));
  }
}
