package llmos.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import llmos.api.Confidentiality;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.kernel.memory.Memory;
import llmos.kernel.proc.Proc;
import llmos.kernel.proc.RunLoop;
import llmos.kernel.proc.Turn;
import llmos.kernel.store.Journal;
import llmos.kernel.store.Library;
import llmos.kernel.store.Limits;
import llmos.kernel.syscall.Decoder;

/** Turns, processes, sessions and logs, as the shell asks for them. */
final class SessionCalls {
  private final Rooms rooms;
  private final Conversations conversations;
  private final Idle idle;

  SessionCalls(Rooms rooms, Conversations conversations, Idle idle) {
    this.rooms = rooms;
    this.conversations = conversations;
    this.idle = idle;
  }

  Answer ask(Ask ask, Console console) throws InterruptedException {
    if (ask.text().isBlank()) {
      throw new FaultException(
          Errno.BAD_USAGE, "nothing is asked", "ask \"what does it say about …?\"");
    }
    idle.turn();
    Conversations.Open open = conversations.speaking();
    requirePrice(ask, open.engine());
    rooms.journal().title(open.pid(), title(ask.text()));
    Turn.Side side = new Turn.Side(
        console::text,
        console::label,
        console::notice,
        console::paid,
        GuardCalls.asker(console),
        true);
    Turn.Request request = request(ask);
    Turn.Outcome outcome = inTime(
        ask.timeout(),
        () -> rooms
            .scheduler()
            .run(
                open.pid(),
                title(ask.text()),
                proc -> rooms.runLoop().run(proc, open.memory(), open.engine(), request, side)));
    return new Answer(
        outcome.text(),
        outcome.citations(),
        outcome.unsupported(),
        outcome.label(),
        outcome.cpu(),
        outcome.usage(),
        outcome.cost(),
        outcome.fault());
  }

  private Turn.Request request(Ask ask) {
    return new Turn.Request(
        ask.text(),
        ask.label(),
        ask.context().map(this::blocks),
        ask.in(),
        ask.grounded(),
        Turn.Search.valueOf(ask.readAhead().name()),
        ask.shape().map(shape -> new Turn.Form(shape.words(), shape.schema())),
        ask.maxCost());
  }

  /** A bound on money is none where nobody knows what a token costs. */
  private static void requirePrice(Ask ask, RunLoop.Engine engine) {
    boolean here = engine.cpu().clearance() == Confidentiality.LOCAL;
    if (ask.maxCost().isPresent() && engine.price().isEmpty() && !here) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "nobody knows what the CPU %s costs, so --max-cost cannot be kept"
              .formatted(engine.name()),
          "cpu add %s --set price-in=DOLLARS,price-out=DOLLARS (for a million tokens)"
              .formatted(engine.name()));
    }
  }

  /** A turn that may take its time. */
  @FunctionalInterface
  private interface Work {
    Turn.Outcome run() throws InterruptedException;
  }

  /** Interrupts the turn when its time is over, and says so. */
  private static Turn.Outcome inTime(Optional<Duration> limit, Work work)
      throws InterruptedException {
    if (limit.isEmpty()) {
      return work.run();
    }
    Watchdog watchdog = new Watchdog(limit.get());
    try {
      return work.run();
    } catch (InterruptedException e) {
      if (!watchdog.end()) {
        throw e;
      }
      String message = "no answer within %d s".formatted(limit.get().toSeconds());
      throw new FaultException(new Fault(Errno.TIMEOUT, message, "ask with a longer --timeout"), e);
    } finally {
      if (watchdog.end()) {
        Thread.interrupted(); // the limit and the answer came together: the next step goes on
      }
    }
  }

  /** Interrupts the thread that made it once the time is over, and never after {@link #end}. Its lock is itself. */
  private static final class Watchdog {
    private final Thread asking = Thread.currentThread();
    private final Thread watching;
    private boolean ended;
    private boolean late;

    Watchdog(Duration limit) {
      watching = Thread.ofVirtual().start(() -> {
        try {
          new CountDownLatch(1).await(limit.toMillis(), TimeUnit.MILLISECONDS);
          bark();
        } catch (InterruptedException e) {
          return; // the answer came in time
        }
      });
    }

    private synchronized void bark() {
      if (!ended) {
        late = true;
        asking.interrupt();
      }
    }

    /** Whether it interrupted; it will not any more. */
    synchronized boolean end() {
      ended = true;
      watching.interrupt();
      return late;
    }
  }

  private List<Memory.Tail> blocks(Records context) {
    return context.rows().stream()
        .map(row -> {
          String text = String.valueOf(row.getOrDefault("text", row));
          Optional<Span> span = span(row, text);
          String source = span.map(Span::doc).orElse("input");
          return new Memory.Tail(
              text,
              context.label(),
              new Provenance(source, span, "", rooms.boot().clock().millis()));
        })
        .toList();
  }

  /** A record's own span, if it still is what the document says there. */
  private Optional<Span> span(Map<String, Object> row, String text) {
    if (!(row.get("span") instanceof String place)) {
      return Optional.empty();
    }
    try {
      Span span = Decoder.span(place);
      String document = rooms.disk().text(span.doc()).text();
      boolean same = span.end() <= document.length()
          && document.substring(span.start(), span.end()).equals(text);
      return same ? Optional.of(span) : Optional.empty();
    } catch (FaultException e) {
      return Optional
          .empty(); // a record may say anything; what is not a span of a document is cited as input
    }
  }

  /** A line that is no longer than a title may be. */
  static String title(String text) {
    return line(text, Limits.TITLE_CHARS);
  }

  /** A text as one line of at most so many characters. */
  static String line(String text, int most) {
    String line = text.strip().replaceAll("\\s+", " ");
    if (line.codePointCount(0, line.length()) <= most) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** The conversation whose last answer {@code cite} shows. */
  Optional<Long> citing() {
    return conversations.pid().filter(conversations::isCurrent).or(rooms.journal()::citing);
  }

  static long number(String text, String hint) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new FaultException(
          new Fault(Errno.BAD_USAGE, "'%s' is no number".formatted(text), hint), e);
    }
  }

  Records begin(String wanted) {
    String title = title(wanted);
    long pid = conversations.begin(title);
    return titled(List.of(Row.of("text", "session " + pid).and("id", pid).and("title", title)));
  }

  /** A title is what was asked first, and that may be a document's words. */
  static Records titled(List<Row> rows) {
    return Records.of(rows, Label.UNKNOWN);
  }

  Records sessions() {
    return titled(
        rooms.journal().conversations(Limits.SESSIONS).stream().map(this::row).toList());
  }

  private Row row(Journal.ProcRow s) {
    return row(s, conversations.isCurrent(s.pid()));
  }

  static Row row(Journal.ProcRow s, boolean current) {
    return Row.of(
            "text",
            "%s%d  %s  %s"
                .formatted(
                    current ? "* " : "  ",
                    s.pid(),
                    Instant.ofEpochMilli(s.used()).truncatedTo(ChronoUnit.SECONDS),
                    s.title()))
        .and("id", s.pid())
        .and("title", s.title())
        .and("created", s.created())
        .and("used", s.used())
        .and("parent", s.parent())
        .and("current", current);
  }

  Records resume(String id) {
    Journal.ProcRow found = conversations.session(id);
    conversations.resume(found.pid());
    return titled(List.of(row(found)));
  }

  Records journal(int most) {
    List<Journal.Entry> entries =
        conversations.pid().map(pid -> rooms.journal().entries(pid, most)).orElse(List.of());
    return Records.of(
        entries.stream()
            .map(e -> Row.of("text", "%d  %s  %s".formatted(e.seq(), e.kind(), e.body()))
                .and("seq", e.seq())
                .and("at", e.at())
                .and("turn", e.turn())
                .and("kind", e.kind())
                .and("body", e.body()))
            .toList(),
        conversations.pid().map(rooms::said).orElse(Label.UNKNOWN));
  }

  Records kernelLog(int most) {
    return Records.of(
        rooms.log().lines(most).stream().map(l -> Row.of("text", l)).toList(), Label.UNKNOWN);
  }

  Kernel.Status status() {
    List<String> volumes =
        rooms.disk().volumes().stream().map(Library.Volume::name).toList();
    Optional<Long> pid = conversations.pid().filter(conversations::isCurrent);
    int percent =
        pid.isPresent() ? MemoryCalls.percent(conversations.looking().memory().stats()) : 0;
    String session = pid.map(String::valueOf).orElse("");
    return new Kernel.Status(volumes, percent, jobs(), rooms.cpus().current(), session);
  }

  private int jobs() {
    return (int) rooms.scheduler().procs().stream()
        .filter(p -> p.kind().equals("job") && p.state() == Proc.State.RUNNING)
        .count();
  }
}
