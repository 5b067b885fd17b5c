package llmos.shell.cmd;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.Records;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Surroundings;
import llmos.shell.out.Answers;
import llmos.shell.out.Json;

/** {@code save}: the one sink. */
final class Save {
  static final List<Command> COMMANDS = List.of(Commands.write(
          "save file/ [--append|-a]",
          "Writes the records that come in: their text, or whole records to *.jsonl; disk:VOLUME/PATH stores and indexes.",
          Save::save,
          "find paging | save paging.jsonl",
          "find paging | first 3 | save disk:notes/paging.md")
      .told("""
          file    a file of the workspace; whole records, a line each, where it ends in .jsonl; disk:VOLUME/PATH keeps and indexes it
          append  add to what is there; else it is replaced, and what it held is kept
          ->      path bytes undo text, or doc text
          4       denied, or it would have to be asked about and nobody is there: so it is with a place in disk: of which a part comes from a document, unless it was allowed (allow save disk disk:VOLUME/ --even-tainted)
          5       no records came in
          """));

  private Save() {}

  private static Flow save(Call call) throws InterruptedException {
    List<Item> items = call.input().drain();
    if (items.isEmpty()) {
      throw new FaultException(Errno.NOT_FOUND, "no records came in, so nothing is saved", "");
    }
    Records payload = Flow.records(items);
    String target = call.word(0);
    return Flow.of(call.around()
        .kernel()
        .save(
            target,
            render(target, items),
            call.has("append"),
            call.control(),
            payload.label(),
            call.around().console(Surroundings.Echo.NONE)));
  }

  private static String render(String target, List<Item> items) {
    boolean whole = target.toLowerCase(Locale.ROOT).endsWith(".jsonl");
    return items.stream()
        .map(item -> whole ? json(item) : Answers.withSources(item))
        .map(text -> text.endsWith("\n") ? text : text + "\n")
        .collect(Collectors.joining());
  }

  /** A record of kind json has JSON for its text, which is kept as it stands. */
  private static String json(Item item) {
    return "json".equals(item.row().get("kind")) ? item.text() : Json.of(item.row());
  }
}
