package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.Console;
import llmos.kernel.Records;
import llmos.kernel.Upkeep;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Surroundings;
import llmos.shell.lang.Value;

/** What looks after the disk: {@code grep sync df doctor}. */
final class Maintenance {
  private static final String LINES = "100";

  static final List<Command> COMMANDS = List.of(
      Commands.read(
              "grep pattern [place…] [--ignore-case|-i] [--most=|-k]",
              "Finds lines of documents by a regular expression.",
              Maintenance::grep,
              "grep 'pay(ment|ing)'",
              "grep -i 'LATE +payment' docs -k 5")
          .told("""
          pattern      a regular expression as Java writes them, for one line at a time; grep 'a\\.b' finds a dot
          place        volumes, folders in them or documents; else all that is mounted; of an engine's volume what is here
          ignore-case  upper and lower case are the same
          most         at most so many lines (100); a note says when there are more
          ->           doc line span match text; span is where in the document the match stands
          2            it is no regular expression; the message shows where it stops being one
          5            no line fits
          6            the expression tries too many ways, as ((a+)+)+ does; a line that it tries too long on is named and passed over
          """),
      Commands.write(
              "sync [volume]",
              "Compares a volume with its files as they are now.",
              Maintenance::sync,
              "sync",
              "sync docs")
          .told("""
          volume  as mount lists it; else all of them, and one whose folder is gone stops no other; of an engine's volume the documents that are here
          ->      as mount
          1       there is no such volume, its folder is gone, or no file is left in it
          | again    what could not be read is tried again; a watch leaves what its reader failed on until it changes
          | emptied  a folder without any file is most likely a disk that is not mounted: the documents are kept; umount forgets them
          """),
      Commands.read(
              "df",
              "Tells how much room the disk takes.",
              call -> Flow.of(upkeep(call).usage()),
              "df",
              "df | where waiting > 0 | pick volume waiting")
          .told("""
          ->  volume root documents blocks waiting files bytes text for each volume; then part bytes text for the index, the state file and the rest of the home
          | waiting  blocks that have no vector yet; words find them
          | files    bytes of the files that were read
          | bytes    of a volume those of its texts, which lie in the state file
          """),
      Commands.write(
              "doctor [--repair]",
              "Compares the index with the state file.",
              Maintenance::doctor,
              "doctor",
              "doctor --repair")
          .told("""
          repair  makes the index again from the state file; nothing is read from files and nothing is embedded again
          ->      check state found text; check is index, checksums, age, entries or vectors; state is ok, waiting (it comes by itself) or broken
          1       something is broken
          """));

  private Maintenance() {}

  private static Upkeep upkeep(Call call) {
    return call.around().kernel().upkeep();
  }

  private static Flow grep(Call call) throws InterruptedException {
    int most = call.number(call.flag("most").orElse(LINES), 1);
    List<String> in = call.words().stream().skip(1).map(Value::text).toList();
    Console console = call.around().console(Surroundings.Echo.NONE);
    call.around().kernel().engines().partly(in, console);
    Records found = upkeep(call).grep(call.word(0), call.has("ignore-case"), in, most);
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Map<String, Object> row : found.rows()) {
      if (row.containsKey("doc")) {
        lines.add(row);
      } else {
        console.notice(Objects.toString(row.get("text"), ""));
      }
    }
    if (lines.isEmpty()) {
      throw new FaultException(
          Errno.NOT_FOUND,
          "no line fits '%s'%s"
              .formatted(call.word(0), in.isEmpty() ? "" : " in " + String.join(", ", in)),
          "find WORDS looks for words and meaning");
    }
    return Flow.of(new Records(lines, found.label()));
  }

  private static Flow sync(Call call) throws InterruptedException {
    try (Surroundings.Gauge gauge = call.around().progress()) {
      return call.listed(
          upkeep(call).sync(call.word(0, ""), gauge), "nothing is mounted: mount FOLDER");
    }
  }

  private static Flow doctor(Call call) throws InterruptedException {
    Records found = call.has("repair") ? upkeep(call).repair() : upkeep(call).check();
    List<String> broken = found.rows().stream()
        .filter(row -> "broken".equals(row.get("state")))
        .map(row -> Objects.toString(row.get("check"), ""))
        .toList();
    Iterator<Item> rows =
        found.rows().stream().map(row -> Item.of(row, found.label())).iterator();
    return () -> {
      if (rows.hasNext()) {
        return Optional.of(rows.next());
      }
      if (!broken.isEmpty()) {
        throw new FaultException(
            Errno.FAILED, "the index is broken: " + String.join(", ", broken), "doctor --repair");
      }
      return Optional.empty();
    };
  }
}
