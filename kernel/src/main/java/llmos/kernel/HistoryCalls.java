package llmos.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.kernel.proc.Proc;
import llmos.kernel.proc.Sources;
import llmos.kernel.store.Forks;
import llmos.kernel.store.Journal;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Sha;
import llmos.kernel.store.Swap;

/** What was said, as the shell asks for it. */
final class HistoryCalls implements History {
  private static final Pattern OWN = Pattern.compile(" \\((?:fork at|to) turn \\d+\\)$");

  private final Rooms rooms;
  private final Conversations conversations;
  private final Idle idle;
  private final Forks forks;

  HistoryCalls(Rooms rooms, Conversations conversations, Idle idle) {
    this.rooms = rooms;
    this.conversations = conversations;
    this.idle = idle;
    this.forks = new Forks(rooms.store(), rooms.boot().clock());
  }

  @Override
  public Records title(String wanted) {
    String title = SessionCalls.title(wanted);
    if (title.isEmpty()) {
      throw new FaultException(Errno.BAD_USAGE, "the title is empty", "session title 'the lease'");
    }
    Journal.ProcRow session = conversations.session("");
    rooms.journal().rename(session.pid(), title);
    return shown(session.pid());
  }

  private Records shown(long pid) {
    Journal.ProcRow session = conversations.session(Long.toString(pid));
    return SessionCalls.titled(List.of(SessionCalls.row(session, conversations.isCurrent(pid))));
  }

  @Override
  public Records fork(String id, Optional<String> at) {
    Journal.ProcRow of = conversations.session(id);
    long last = forks.turns(of.pid());
    long turn = at.map(word -> turn(of.pid(), word)).orElse(last);
    String title = named(of.title(), "fork at turn " + turn);
    long fork = forks.fork(of.pid(), turn, title);
    conversations.resume(fork);
    return shown(fork);
  }

  /** A title with what sets it apart, which a title of a fork has already. */
  private static String named(String title, String apart) {
    String bare = OWN.matcher(title).replaceFirst("");
    String end = " (" + apart + ")";
    int most = Limits.TITLE_CHARS - end.length();
    return bare.isEmpty() ? "" : SessionCalls.title(SessionCalls.line(bare, most) + end);
  }

  private long turn(long pid, String word) {
    if (word.matches("p[0-9]{1,18}")) {
      PageId page = PageId.parse(word);
      return rooms
          .swap()
          .find(pid, page.number())
          .map(Swap.Stored::turn)
          .orElseThrow(() -> new FaultException(
              Errno.NO_SUCH,
              "no page %s in session %d; it has %d pages"
                  .formatted(page, pid, rooms.swap().lastId(pid)),
              "session replay " + pid));
    }
    return SessionCalls.number(word, "session fork %d --at 2".formatted(pid));
  }

  @Override
  public Records undo(int turns) {
    Journal.ProcRow session = conversations.session("");
    long pid = session.pid();
    long last = forks.turns(pid);
    if (turns < 1 || turns > last) {
      throw new FaultException(
          Errno.NO_SUCH,
          "session %d has %d %s, so %d cannot be taken back"
              .formatted(pid, last, last == 1 ? "turn" : "turns", turns),
          last == 0 ? "ask \"…\"" : "session undo " + last);
    }
    free(pid);
    long kept = forks.undo(pid, last - turns, named(session.title(), "to turn " + last));
    conversations.reload(pid);
    conversations.resume(pid);
    return undone(pid, last, turns, kept);
  }

  private static Records undone(long pid, long last, int turns, long kept) {
    String what = turns == 1
        ? "turn %d is taken back and lives".formatted(last)
        : "turns %d to %d are taken back and live".formatted(last - turns + 1, last);
    String text = "session %d: %s on in session %d; session resume %d goes on from there"
        .formatted(pid, what, kept, kept);
    return Records.system(Row.of("text", text)
        .and("id", pid)
        .and("turns", last - turns)
        .and("undone", turns)
        .and("kept", kept));
  }

  /** Nobody is in the middle of a turn there. */
  private void free(long pid) {
    boolean running = rooms.scheduler().procs().stream()
        .anyMatch(p -> p.pid() == pid && p.state() == Proc.State.RUNNING);
    if (running || rooms.journal().isHeldByAnother(pid)) {
      throw new FaultException(
          Errno.FAILED,
          running
              ? "a turn of session %d is under way".formatted(pid)
              : "another llmos has session %d open and spoke in it last".formatted(pid),
          running ? "kill " + pid : "undo it there, or: session fork " + pid);
    }
    try {
      idle.turn(); // what is being summed up may be taken back
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FaultException(new Fault(Errno.INTERRUPTED, "interrupted", ""), e);
    }
  }

  @Override
  public Transcript transcript(String id) {
    Journal.ProcRow session = conversations.session(id);
    List<Transcript.Turn> turns = new ArrayList<>();
    List<Journal.Entry> turn = new ArrayList<>();
    for (Journal.Entry entry : rooms.journal().entries(session.pid(), Integer.MAX_VALUE)) {
      if (entry.kind().equals("user") && !turn.isEmpty()) {
        turns.add(turn(session.pid(), turns.size() + 1, turn));
        turn.clear();
      }
      turn.add(entry);
    }
    if (!turn.isEmpty()) {
      turns.add(turn(session.pid(), turns.size() + 1, turn));
    }
    String system = rooms.swap().image(session.pid()).window().stream()
        .filter(stored -> stored.page().kind() == PageKind.SYSTEM)
        .map(stored -> stored.page().text())
        .findFirst()
        .orElse("");
    return new Transcript(
        session.pid(),
        session.title(),
        session.parent(),
        session.created(),
        session.used(),
        system,
        turns,
        rooms.said(session.pid()));
  }

  /** Entries of one turn; those of a machine that stopped before one began have no words of the user. */
  private Transcript.Turn turn(long pid, int place, List<Journal.Entry> entries) {
    Journal.Entry first = entries.getFirst();
    boolean said = first.kind().equals("user");
    List<Transcript.Step> steps = entries.stream()
        .skip(said ? 1 : 0)
        .map(entry -> new Transcript.Step(
            entry.at(),
            entry.kind(),
            entry.body(),
            entry.kind().equals(Sources.KIND) ? sources(pid, entry.body()) : List.of()))
        .toList();
    long n = first.turn() > 0 ? first.turn() : place;
    return new Transcript.Turn(n, first.at(), said ? first.body() : "", steps);
  }

  private List<Transcript.Source> sources(long pid, String body) {
    return Sources.parse(body).stream()
        .map(source -> new Transcript.Source(
            source.n(),
            "p" + source.page(),
            source.place(),
            rooms
                .swap()
                .find(pid, source.page())
                .filter(stored -> !stored.state().equals(Swap.RELEASED))
                .map(stored -> stored.page().text())
                .orElse("")))
        .toList();
  }

  @Override
  public Records pages(String id) {
    List<Swap.Stored> all = rooms.swap().all(conversations.session(id).pid());
    return Records.of(
        all.stream().map(HistoryCalls::row).toList(),
        Label.joinAll(all.stream().map(stored -> stored.page().label()).toList()));
  }

  private static Row row(Swap.Stored stored) {
    return Row.of("id", stored.page().id().toString())
        .and("kind", stored.page().kind().name().toLowerCase(Locale.ROOT))
        .and("state", stored.state().toLowerCase(Locale.ROOT))
        .and("turn", stored.turn())
        .and("tokens", stored.page().tokens())
        .and("pinned", stored.pinned())
        .and("source", stored.page().provenance().source())
        .and("span", stored.page().provenance().span().map(Object::toString).orElse(""))
        .and("at", stored.page().provenance().at())
        .and("trusted", !stored.page().label().tainted())
        .and("sha256", Sha.of(stored.page().text()))
        .and("why", stored.why())
        .and("text", stored.page().text());
  }

  @Override
  public Records find(String words, int most) {
    List<Row> rows = new LogSearch(rooms.journal(), words).rows(most);
    List<Label> labels = rows.stream()
        .map(row -> row.map().get("session"))
        .distinct()
        .map(session -> rooms.said(((Number) session).longValue()))
        .toList();
    return Records.of(rows, Label.UNKNOWN.join(Label.joinAll(labels)));
  }
}
