package llmos.kernel;

import java.util.List;
import java.util.Locale;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.proc.Proc;

/** Processes, as the shell asks for them. What they do may be told in a document's words. */
final class ProcessCalls implements Processes {
  private final Rooms rooms;

  ProcessCalls(Rooms rooms) {
    this.rooms = rooms;
  }

  @Override
  public Records list() {
    return Records.of(rooms.scheduler().procs().stream().map(this::row).toList(), Label.UNKNOWN);
  }

  private Row row(Proc p) {
    long age = Math.max(0, (rooms.boot().clock().millis() - p.started()) / 1000);
    String state = p.state().name().toLowerCase(Locale.ROOT);
    return Row.of("text", "%d  %s  %s  %d s  %s".formatted(p.pid(), p.kind(), state, age, p.what()))
        .and("id", p.pid())
        .and("kind", p.kind())
        .and("state", state)
        .and("age", age)
        .and("what", p.what());
  }

  @Override
  public Records kill(String id) {
    Proc proc = rooms.scheduler().kill(SessionCalls.number(id, "ps"));
    return Records.of(
        List.of(Row.of("text", "stopped " + proc.pid() + "  " + proc.what()).and("id", proc.pid())),
        Label.UNKNOWN);
  }

  @Override
  public Records await(String id) throws InterruptedException {
    long pid = SessionCalls.number(id, "ps");
    Proc proc = rooms.scheduler().procs().stream()
        .filter(p -> p.pid() == pid)
        .findFirst()
        .orElseThrow(() -> new FaultException(
            Errno.NO_SUCH,
            "there is no process %d; there are: %s"
                .formatted(
                    pid, rooms.scheduler().procs().stream().map(Proc::pid).toList()),
            "ps"));
    proc.await();
    return Records.of(List.of(row(proc)), Label.UNKNOWN);
  }

  @Override
  public Job start(String what, Job.Work work) {
    Proc proc = rooms.scheduler().start(what, p -> {
      work.run();
      return 0;
    });
    return new Job() {
      @Override
      public long id() {
        return proc.pid();
      }

      @Override
      public void await() throws InterruptedException {
        proc.await();
      }

      @Override
      public void kill() {
        proc.kill();
      }
    };
  }
}
