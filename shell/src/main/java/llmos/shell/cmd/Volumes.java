package llmos.shell.cmd;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.kernel.Console;
import llmos.kernel.Engines;
import llmos.kernel.Kernel;
import llmos.kernel.Records;
import llmos.kernel.Upkeep;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Surroundings;
import llmos.shell.lang.Value;

/** The disk: {@code mount umount ls cat find}. */
final class Volumes {
  private static final String NONE = "nothing is mounted: mount FOLDER";

  static final List<Command> COMMANDS = List.of(
      Commands.write(
              "mount [path/] [--as=] [--watch] [--pages=] [--trusted] [--local-only]",
              "Indexes a folder, a file, a web page or an engine's index so that it can be searched and cited; alone it lists what is mounted.",
              Volumes::mount,
              "mount docs",
              "mount contracts --as c --local-only",
              "mount https://example.com/guide/ --pages 20")
          .told("""
          path        a folder, with all below it, or a file, anywhere: that you type it is the permission; .gitignore is respected and links are not followed; or a web address: sync fetches what is new there; or an index: opensearch+http://HOST:9200/INDEX, elasticsearch+http://…, solr+http://HOST:8983/COLLECTION, also with https
          as          the name of the volume; else the last part of the path
          watch       files that change are read again at once: at the prompt by a job until umount, kill or the end (ps shows it); elsewhere it goes on until Ctrl-C, with a record for each change; a folder that is away is told once (volume status=failed reason text) and looked for again
          pages       of a web address at most so many pages: those below it that it leads to, directly or by others (1)
          trusted     its texts may say what to do, as if you had typed them
          local-only  its texts are never sent to a model on another machine
          ->          volume documents partial blocks changed unchanged renamed gone skipped failed ms text; then path status reason text for each file that was not read whole
          1           no such path, it cannot be read, or it is a volume and no file is left in it: its documents are kept, umount forgets them
          4           a word of the line came from a document
          | changed  blocks that were not there before: only these are embedded
          | gone     documents whose files are no longer there
          | index    nothing of it is here until a search brings what fits, or cat one document; ?text=FIELD,FIELD&title=FIELD behind the address names its fields, else all that hold text are searched and read
          | key      ?key-env=NAME names the environment variable that holds user:password, an API key or a whole Authorization header
          """),
      Commands.write(
              "umount name",
              "Forgets a volume; its files stay as they are.",
              Volumes::umount,
              "mount docs --as old ; umount old")
          .told("""
          name  as mount lists it
          ->    volume text
          1     nothing is mounted by that name
          """),
      Commands.read(
              "ls [path]",
              "Lists the documents of a volume or of a folder in it.",
              call -> call.listed(
                  call.around().kernel().engines().ls(call.word(0, ""), console(call)), NONE),
              "ls docs")
          .told("""
          path  a volume or a folder in it; else everything
          ->    doc title bytes blocks status text; of the index of an engine also the first 1,000 documents that are not here, with status remote
          1     nothing is mounted there
          """),
      Commands.read(
              "cat path",
              "Shows a document, a page of it or a span of it; - is standard input.",
              Volumes::cat,
              "cat docs/guide.md",
              "cat docs/guide.md#0-80")
          .told("""
          path  VOLUME/PATH, and then #FROM-TO in characters or #pN for page N
          ->    doc page span text; what an engine has is fetched from it first
          1     there is no such document, page or span; the message names near ones
          """),
      Commands.read(
              "find query… [--in=] [--most=|-k]",
              "Finds passages by words and by meaning, best first.",
              Volumes::find,
              "find 'late payment' --in c -k 8")
          .told("""
          query  words; a passage need not hold all of them
          in     volumes or documents to look in, with commas; else all that is mounted
          most   at most so many (10)
          ->     doc page span score id title trail kind=block text
          5      nothing was found, or nothing is mounted
          | engines  those that hold volumes are asked first for what fits best; one that does not answer is a warning
          | ask      words of a document or of a model that read one reach no engine unasked: allow find ask HOST --even-tainted
          """));

  private static final int FOUND = 10;

  private Volumes() {}

  private static Flow umount(Call call) throws InterruptedException {
    Permissions.onlyTyped(call);
    return Flow.of(call.around().kernel().umount(call.word(0)));
  }

  private static Flow mount(Call call) throws InterruptedException {
    Permissions.onlyTyped(call);
    if (call.words().isEmpty()) {
      return call.listed(call.around().kernel().volumes(), NONE);
    }
    String root =
        Kernel.isAddress(call.word(0)) ? call.word(0) : path(call, call.word(0)).toString();
    int pages = call.flag("pages").map(n -> call.number(n, 1)).orElse(0);
    Kernel kernel = call.around().kernel();
    Records report;
    try (Surroundings.Gauge gauge = call.around().progress()) {
      report = kernel.mount(
          root, call.flag("as"), call.has("trusted"), call.has("local-only"), pages, gauge);
    }
    return call.has("watch") ? watched(call, report) : Flow.of(report);
  }

  /** At the prompt a job watches; a run that would end at once goes on instead. */
  private static Flow watched(Call call, Records report) throws InterruptedException {
    String volume = String.valueOf(report.rows().getFirst().get("volume"));
    Upkeep upkeep = call.around().kernel().upkeep();
    if (call.around().stays()) {
      return Flow.of(report).then(Flow.of(upkeep.watch(volume)));
    }
    console(call).notice("watching %s until Ctrl-C".formatted(volume));
    Upkeep.Changes changes = upkeep.changes(volume);
    return new Flow() {
      private Flow current = Flow.of(report);

      @Override
      public Optional<Item> next() throws InterruptedException {
        Optional<Item> item = current.next();
        while (item.isEmpty()) {
          current = Flow.of(changes.next());
          item = current.next();
        }
        return item;
      }

      @Override
      public void close() {
        changes.close();
      }
    };
  }

  private static Path path(Call call, String typed) {
    String home = System.getProperty("user.home", "");
    String name = typed.equals("~") || typed.startsWith("~/") ? home + typed.substring(1) : typed;
    try {
      return call.around().workspace().resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new FaultException(
          new Fault(Errno.NO_FILE, "'%s' cannot be the name of a file".formatted(typed), ""), e);
    }
  }

  private static Console console(Call call) {
    return call.around().console(Surroundings.Echo.NONE);
  }

  private static Flow cat(Call call) throws InterruptedException {
    if (call.words().getFirst().isDash()) {
      return call.around().stdin();
    }
    Engines engines = call.around().kernel().engines();
    return Flow.of(engines.cat(call.word(0), call.control(), console(call)));
  }

  private static Flow find(Call call) throws InterruptedException {
    String query = call.words().stream().map(Value::text).collect(Collectors.joining(" "));
    List<String> in =
        call.flag("in").map(list -> Arrays.asList(list.split("[,\n]"))).orElse(List.of());
    int most = call.flag("most").map(n -> call.number(n, 1)).orElse(FOUND);
    Engines engines = call.around().kernel().engines();
    Records found = engines.find(query, in, most, call.control(), console(call));
    if (found.rows().isEmpty()) {
      List<String> volumes = call.around().kernel().status().volumes();
      throw new FaultException(
          Errno.NOT_FOUND,
          volumes.isEmpty()
              ? "nothing is mounted, so there is nothing to find"
              : "nothing found for '%s' in %s"
                  .formatted(query, String.join(", ", in.isEmpty() ? volumes : in)),
          volumes.isEmpty() ? "mount FOLDER" : "");
    }
    return Flow.of(found);
  }
}
