package llmos.kernel;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.proc.Proc;
import llmos.kernel.proc.Summarizer;
import llmos.kernel.store.Limits;
import llmos.kernel.store.SettingRows;

/**
 * What the machine does with the past of the current conversation while nobody waits for it, as jobs: vectors, and summaries
 * where they are on and the CPU writes. A turn comes first: it stops the summaries, which share its CPU. Guarded by its own lock.
 */
final class Idle {
  private static final String SUMMARIES = "summaries";

  private final Rooms rooms;
  private final Conversations conversations;
  private final Summarizer summarizer;
  private final SettingRows settings;
  private final AtomicBoolean embedding = new AtomicBoolean();
  private final AtomicInteger failures = new AtomicInteger();
  private Optional<Summing> summing = Optional.empty();
  private boolean spoken; // since summaries were looked after

  /** A job, and the CPU that it asks. */
  private record Summing(Proc job, String cpu) {}

  Idle(Rooms rooms, Conversations conversations) {
    this.rooms = rooms;
    this.conversations = conversations;
    this.summarizer = new Summarizer(rooms.requests(), rooms.boot().clock());
    this.settings = new SettingRows(rooms.store());
  }

  /** A turn begins. A CPU that does not let go of a summary is left to it, and the turn gets another one. */
  synchronized void turn() throws InterruptedException {
    spoken = true;
    Optional<Summing> before = summing;
    summing = Optional.empty();
    if (before.isPresent() && !before.get().job().stop(Limits.GIVE_WAY)) {
      rooms.cpus().abandon(before.get().cpu());
    }
  }

  /** Starts what there is to do. A state file that cannot be read is told of by what needs it. */
  synchronized void work() {
    try {
      Optional<Long> pid =
          conversations.pid().filter(conversations::isCurrent).filter(rooms.recall()::outgrown);
      pid.ifPresent(this::embed);
      if (pid.isPresent()
          && spoken
          && summaries().equals("on")
          && failures.get() < Limits.SUMMARY_FAILURES) {
        spoken = false;
        sumUp(conversations.looking());
      }
    } catch (FaultException e) {
      return;
    }
  }

  private void embed(long pid) {
    if (!embedding.compareAndSet(false, true)) {
      return;
    }
    rooms.scheduler().start("vectors of conversation " + pid, job -> {
      try {
        while (rooms.recall().embedNext(pid, Limits.VECTORS) > 0) {
          job.what("vectors of conversation " + pid);
        }
        return 0;
      } finally {
        embedding.set(false);
      }
    });
  }

  private void sumUp(Conversations.Open open) {
    Cpu cpu = open.engine().cpu();
    if (!cpu.writes() || open.memory().untold(cpu.clearance()).isEmpty()) {
      return;
    }
    Proc job = rooms.scheduler().start("summaries of conversation " + open.pid(), started -> {
      try {
        summarizer.run(started, open.pid(), open.memory(), open.engine());
        failures.set(0);
      } catch (FaultException e) {
        failures.incrementAndGet();
        throw e;
      }
      return 0;
    });
    summing = Optional.of(new Summing(job, open.engine().name()));
  }

  /** Whether summaries are on: on or off. */
  String summaries() {
    return settings.get(SUMMARIES).orElse("off");
  }

  /** Switches summaries on or off, or only tells of them if the state is empty. */
  synchronized Records summaries(String state) {
    if (!state.matches("on|off|")) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "summaries are on or off, not '%s'".formatted(state),
          "mem summaries on");
    }
    if (!state.isEmpty()) {
      settings.put(SUMMARIES, state);
      failures.set(0);
      summing
          .filter(asking -> state.equals("off"))
          .ifPresent(asking -> asking.job().kill());
    }
    return Records.system(
        Row.of("text", "summaries are " + summaries()).and("summaries", summaries()));
  }
}
