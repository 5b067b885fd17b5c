package llmos.shell.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import llmos.api.Label;
import llmos.kernel.Records;
import llmos.shell.arch.Project;
import llmos.shell.cmd.Builtins;
import llmos.shell.cmd.DeviceCalls;
import llmos.shell.lang.Command;

/** The examples of the manual, and the folder that they are about. */
public final class Examples {
  public static final Map<String, String> NOT_RUN = Map.of(
      "cpu pull smollm2", "it fetches a model; the live tests do",
      "mount https://example.com/guide/ --pages 20", "it needs the network",
      "http get https://example.com/", "it needs the network");

  /** Examples that are about something that a fresh home does not have, with the code that their page names. */
  public static final Map<String, Integer> FAILS = Map.of(
      "kill 3", 1,
      "dev approve notes", 1,
      "mem undo", 1,
      "find 'notice period' --in c | ask 'a row for each contract' --schema 'contract, days int' | sort days",
          3);

  private static final String GUIDE = """
      # Guide

      Paging moves what is cold out of the window. The oldest page leaves the window first.

      ## Late payment

      A late payment costs nothing here.
      """;

  private static final String CHAT = """
      {"event":"conversation","id":"c"}
      {"event":"turn","id":"t1","session":"1","time":"","speaker":"Ann","text":"The key is under the blue pot."}
      {"event":"ask","id":"q1","text":"Where is the key?"}
      """;

  /** The program that a home is prepared with: two volumes and a conversation. */
  public static final String FIRST =
      "mount docs; mount contracts --as c; ask 'what is paging?'; ask 'what leaves first?'";

  private Examples() {}

  /** All builtins, with their examples. */
  public static Collection<Command> builtins() {
    return Builtins.all(
            new DeviceCalls(List::of, () -> new Records(List.of(), Label.SYSTEM), List::of))
        .all();
  }

  /** Makes a folder with what the examples name. */
  public static Path prepare(Path work) throws IOException {
    Files.createDirectories(work.resolve("docs"));
    Files.createDirectories(work.resolve("contracts"));
    Files.writeString(work.resolve("docs/guide.md"), GUIDE);
    Files.writeString(work.resolve("README.md"), GUIDE);
    Files.writeString(work.resolve("chat.trace.jsonl"), CHAT);
    Files.writeString(
        work.resolve("chat.gold.jsonl"),
        "{\"id\":\"q1\",\"category\":\"fact\",\"evidence\":[\"t1\"]}\n");
    Path collection = Files.createDirectories(work.resolve("collection"));
    Files.writeString(
        collection.resolve("corpus.jsonl"),
        "{\"_id\":\"d1\",\"title\":\"The tower\",\"text\":\"It was finished in 1889.\"}\n");
    Files.writeString(
        collection.resolve("queries.jsonl"),
        "{\"_id\":\"q1\",\"text\":\"When was the tower finished?\"}\n");
    Files.writeString(collection.resolve("qrels.tsv"), "query-id\tcorpus-id\tscore\nq1\td1\t1\n");
    Files.writeString(work.resolve("hello.llmos"), "#!/usr/bin/env llmos run\nsay hello $1\n");
    for (String name : List.of("lease.md", "supply.md", "service.md")) {
      Files.copy(
          Project.root().resolve("examples/02-pipeline/contracts").resolve(name),
          work.resolve("contracts").resolve(name));
    }
    return work;
  }
}
