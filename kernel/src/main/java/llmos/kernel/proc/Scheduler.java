package llmos.kernel.proc;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.store.KernelLog;
import llmos.kernel.store.Limits;

/** The live processes. A conversation runs on its caller's thread; a job gets one of its own. */
public final class Scheduler implements AutoCloseable {
  private final Map<Long, Proc> procs = new ConcurrentSkipListMap<>();
  private final List<Thread> threads = new ArrayList<>(); // guarded by this
  private final AtomicLong nextJob = new AtomicLong(1);
  private final Clock clock;
  private final KernelLog log;

  /** What a process does. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it; being interrupted means to stop. */
    T run(Proc proc) throws InterruptedException;
  }

  /** A scheduler without processes. */
  public Scheduler(Clock clock, KernelLog log) {
    this.clock = clock;
    this.log = log;
  }

  /** Runs work of a conversation on this thread. */
  public <T> T run(long pid, String what, Work<T> work) throws InterruptedException {
    Proc proc = procs.computeIfAbsent(pid, p -> new Proc(p, "chat", what, clock.millis()));
    proc.turn().lockInterruptibly(); // turns of one conversation come one after another
    try {
      proc.what(what);
      proc.enter();
      try {
        return work.run(proc);
      } finally {
        proc.leave(Proc.State.READY);
      }
    } finally {
      proc.turn().unlock();
    }
  }

  /** Forgets a thread that ends, and the oldest of many jobs that have ended. */
  private synchronized void ended() {
    threads.remove(Thread.currentThread());
    procs.values().stream()
        .filter(p -> p.state() == Proc.State.DONE || p.state() == Proc.State.KILLED)
        .sorted(Comparator.comparingLong(Proc::pid)) // the newest has the lowest number
        .skip(Limits.ENDED_JOBS)
        .forEach(p -> procs.remove(p.pid()));
  }

  /** Starts a job in the background; its number is negative, so that it is never taken for a conversation's. */
  public synchronized Proc start(String what, Work<?> work) {
    Proc job = new Proc(-nextJob.getAndIncrement(), "job", what, clock.millis());
    procs.put(job.pid(), job);
    Thread thread =
        Thread.ofPlatform().daemon().name("job" + job.pid()).unstarted(() -> life(job, work));
    threads.add(thread);
    thread.start();
    return job;
  }

  private void life(Proc job, Work<?> work) {
    job.enter();
    try {
      work.run(job);
      job.leave(Proc.State.DONE);
    } catch (InterruptedException e) {
      job.leave(Proc.State.KILLED);
    } catch (FaultException e) {
      log.add(job.what() + ": " + e.fault().message());
      job.what(job.what() + ": " + e.fault().message());
      job.leave(Proc.State.DONE);
    } catch (RuntimeException e) {
      // Our bug: it ends the job and is written down; the machine goes on.
      log.add(job.what() + ": " + e);
      job.what(job.what() + ": internal error, see log kernel");
      job.leave(Proc.State.DONE);
    } finally {
      ended();
    }
  }

  /** The conversations of this machine that have run, the jobs that do, and the last of those that have ended. */
  public Collection<Proc> procs() {
    return List.copyOf(procs.values());
  }

  /** Stops a process; its conversation stays. */
  public Proc kill(long pid) {
    Proc proc = procs.get(pid);
    if (proc == null || !proc.kill()) {
      throw new FaultException(
          Errno.NO_SUCH,
          "nothing runs as process %d; running: %s"
              .formatted(
                  pid,
                  procs.values().stream()
                      .filter(p -> p.state() == Proc.State.RUNNING)
                      .map(p -> Long.toString(p.pid()))
                      .toList()),
          "ps");
    }
    return proc;
  }

  /** Stops all jobs and waits for them, a few seconds at most for all together. */
  @Override
  public void close() {
    List<Thread> all;
    synchronized (this) {
      all = List.copyOf(threads);
    }
    all.forEach(Thread::interrupt);
    long until = System.nanoTime() + Limits.JOBS_STOP.toNanos();
    try {
      for (Thread thread : all) {
        thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
