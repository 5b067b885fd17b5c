package llmos.shell.cmd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.Kernel;
import llmos.kernel.Records;
import llmos.kernel.Transcript;
import llmos.kernel.Transcript.Step;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;

/** Sessions, and the search over all of them: {@code session}, {@code log find}. */
final class Sessions {
  private static final String MOST = "20";
  private static final String ID = "the number that session shows";
  private static final String LATEST = ID + "; else the current one";
  private static final String NONE = "there is no such session";

  static final List<Command> COMMANDS = List.of(
      Commands.read("session", "Lists the sessions, newest first.", Sessions::sessions, "session")
          .told("""
          ->  id title created used parent current text
          """),
      Commands.read(
              "session_ ls", "Lists the sessions, newest first.", Sessions::sessions, "session ls")
          .told("""
          ->  id title created used parent current text
          """),
      Commands.write(
              "session_ new [title…]",
              "Starts a session with an empty window.",
              call -> Flow.of(kernel(call).newSession(call.rest(0))),
              "session new 'the lease'")
          .told("""
          title  what session shows; else the first thing you say
          ->     id title text
          """),
      Commands.write(
              "session_ resume id",
              "Makes an earlier session the current one.",
              call -> Flow.of(kernel(call).resume(call.word(0))),
              "session resume 1")
          .told("""
          id  %s
          ->  id title created used parent current text
          1   %s
          """.formatted(ID, NONE)),
      Commands.write(
              "session_ title text…",
              "Gives the current session another title.",
              call -> Flow.of(kernel(call).history().title(call.rest(0))),
              "session title 'the lease of 2026'")
          .told("""
          text  what session shows; at most 60 characters of it
          ->    id title created used parent current text
          1     there is no session yet
          """),
      Commands.write(
              "session_ fork [id] [--at=]",
              "Starts a session with the past of another, up to a turn; the other stays as it is.",
              call -> Flow.of(kernel(call).history().fork(call.word(0, ""), call.flag("at"))),
              "session fork",
              "session fork 1 --at 2")
          .told("""
          id  %s
          at  the last turn that it has, counted from 1, as session replay shows them (the last one); 0 for an empty past
          ->  id title created used parent current text
          1   there is no such session or turn
          """.formatted(LATEST)),
      Commands.write(
              "session_ undo [turns]",
              "Takes the last turns back: the session goes on as if they had not been said.",
              Sessions::undo,
              "session undo")
          .told("""
          turns  how many (1); they live on, with all before them, in the session that kept names
          ->     id turns undone kept text
          1      it has fewer turns, or another llmos is speaking in it
          """),
      Commands.read(
              "session_ export [id] [--format=]",
              "Writes a session out, for reading or for machines.",
              Sessions::export,
              "session export | save talk.md",
              "session export 1 --format jsonl | save accepted.jsonl")
          .told("""
          id      %s
          format  md, json or jsonl (md)
          ->      text for md; kind=json text for json and jsonl
          1       %s
          5       jsonl: no answer is accepted
          | md     what was said, what was called, the answers and their sources
          | json   one value with all of that and every page of the window's past
          | jsonl  chat messages to train a model with, a line for each unbroken run of accepted answers
          | accepted  came whole, without a fault, nothing in it unsupported, not taken back by session undo
          """.formatted(LATEST, NONE)),
      Commands.read(
              "session_ replay [id]",
              "Shows a session again, turn by turn, without a model; nothing is run.",
              Sessions::replay,
              "session replay",
              "session replay 1 | where kind == call | pick text")
          .told("""
          id  %s
          ->  session turn order at kind text
          1   %s
          """.formatted(LATEST, NONE)),
      Commands.read(
              "log_ find words… [--most=|-k]",
              "Searches what was said in all sessions, the newest first.",
              Sessions::find,
              "log find paging -k 5")
          .told("""
          words  all of them stand in what is found, each at the start of a word, in any case
          most   at most so many (20)
          ->     session turn at kind seq line text
          5      nothing is found
          """));

  private Sessions() {}

  private static Kernel kernel(Call call) {
    return call.around().kernel();
  }

  private static Flow sessions(Call call) {
    return call.listed(kernel(call).sessions(), "there is no conversation yet");
  }

  private static Flow undo(Call call) {
    return Flow.of(kernel(call).history().undo(call.number(call.word(0, "1"), 1)));
  }

  private static Flow export(Call call) {
    String format = call.flag("format").orElse("md");
    String id = call.word(0, "");
    return switch (format) {
      case "md" -> Export.markdown(transcript(call, id));
      case "json" -> Export.json(transcript(call, id), kernel(call).history().pages(id));
      case "jsonl" -> Export.messages(transcript(call, id));
      default ->
        throw new FaultException(
            Errno.BAD_USAGE,
            "no format '%s'; there are: md, json, jsonl".formatted(format),
            call.spec().usage());
    };
  }

  private static Transcript transcript(Call call, String id) {
    return kernel(call).history().transcript(id);
  }

  private static Flow replay(Call call) {
    Transcript session = transcript(call, call.word(0, ""));
    List<Item> rows = new ArrayList<>();
    for (Transcript.Turn turn : session.turns()) {
      if (!turn.said().isEmpty()) {
        rows.add(row(
            session,
            turn,
            rows.size(),
            new Step(turn.at(), "user", "› " + turn.said(), List.of())));
      }
      for (Transcript.Step step : turn.steps()) {
        rows.add(row(session, turn, rows.size(), step));
      }
    }
    return call.listed(Flow.records(rows), "nothing was said in session " + session.session());
  }

  private static Item row(Transcript session, Transcript.Turn turn, int order, Step step) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("session", session.session());
    row.put("turn", turn.n());
    row.put("order", order + 1);
    row.put("at", step.at());
    row.put("kind", step.kind());
    row.put("text", step.kind().equals("call") ? "/" + step.text() : step.text());
    return Item.of(row, session.label());
  }

  private static Flow find(Call call) {
    String words = call.rest(0);
    int most = call.number(call.flag("most").orElse(MOST), 1);
    Records found = kernel(call).history().find(words, most);
    if (found.rows().isEmpty()) {
      throw new FaultException(
          Errno.NOT_FOUND,
          "nothing was said in which '%s' stands".formatted(words),
          "log find with fewer words, or: find \"%s\" for documents".formatted(words));
    }
    return Flow.of(found);
  }
}
