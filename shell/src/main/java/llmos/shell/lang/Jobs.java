package llmos.shell.lang;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.kernel.Job;

/**
 * The programs that run in the background. Each keeps its records until somebody takes them; one that has made very many waits for
 * that. Safe for many threads.
 */
public final class Jobs {
  private static final int MOST_KEPT = 100_000;

  private final Commands commands;
  private final Map<Long, Program> programs = new ConcurrentSkipListMap<>();

  /** Jobs that know these commands. */
  public Jobs(Commands commands) {
    this.commands = commands;
  }

  /** Starts a program with the variables as they are now; returns the record that tells so. */
  Map<String, Object> start(Node.Background job, Scope scope, Surroundings around) {
    Program program = new Program(job.program().text());
    Surroundings own = around.beside();
    Scope copy = scope.copy();
    Job running = around.kernel().processes().start(program.text, () -> {
      try {
        program.run(
            new Interpreter(commands, own).flow(job.program(), copy, Optional.empty(), false));
      } finally {
        around.announce(program.ending());
      }
    });
    program.begins(running);
    programs.put(running.id(), program);
    programs.values().removeIf(each -> each.isTaken() && each != program);
    return Map.of("text", "[%d] %s".formatted(running.id(), program.text), "id", running.id());
  }

  /** The job of that number, which is negative, or that number without its sign. */
  public Optional<Program> find(long id) {
    return Optional.ofNullable(programs.get(-Math.abs(id)));
  }

  /** All whose records nobody has taken to their end, the oldest first; for a job those that are older than it. */
  public Collection<Program> untaken() {
    List<Program> all = new ArrayList<>(programs.values());
    all.removeIf(Program::isTaken);
    return all.reversed().stream()
        .takeWhile(program -> !program.isOfThisThread())
        .toList();
  }

  /** Whether the caller is a job that would wait for itself, or for one that may wait for it. */
  public boolean wouldWaitForItself(Program program) {
    boolean older = false;
    for (Program each : programs.values()) {
      if (each == program) {
        return !older && programs.values().stream().anyMatch(Program::isOfThisThread);
      }
      older |= each.isOfThisThread();
    }
    return false;
  }

  /** A program that runs in the background, or ran. Its lock is itself. */
  public static final class Program implements Flow {
    private final String text;
    private final Deque<Item> items = new ArrayDeque<>();
    private Optional<Job> job = Optional.empty();
    private volatile Optional<FailureException> failed = Optional.empty();
    private Optional<Thread> runner = Optional.empty();
    private boolean over;
    private boolean taken;

    private Program(String text) {
      this.text = text;
    }

    private synchronized void begins(Job running) {
      job = Optional.of(running);
      notifyAll();
    }

    private synchronized boolean isOfThisThread() {
      return runner.filter(Thread.currentThread()::equals).isPresent();
    }

    private void run(Flow flow) throws InterruptedException {
      synchronized (this) {
        runner = Optional.of(Thread.currentThread());
      }
      try {
        for (Optional<Item> item = flow.next(); item.isPresent(); item = flow.next()) {
          put(item.get());
        }
        end(Optional.empty());
      } catch (FailureException e) {
        end(Optional.of(e));
        if (e.failure().fault().errno() == Errno.INTERRUPTED) {
          // Ctrl-C reached a program of the host before it reached the job.
          throw new InterruptedException(e.failure().fault().message());
        }
      } catch (StackOverflowError e) {
        end(Optional.of(Failure.of(Interpreter.TOO_DEEP).toException()));
      } catch (Exit e) {
        end(Optional.empty());
      } catch (InterruptedException e) {
        Fault killed = Fault.of(Errno.INTERRUPTED, "the job was stopped: " + text);
        end(Optional.of(Failure.of(killed).toException()));
        throw e;
      } catch (RuntimeException e) {
        end(Optional.of(Failure.of(new Fault(Errno.FAILED, "internal error: " + e, "log kernel"))
            .toException()));
        throw e;
      } finally {
        close(flow);
        if (!isOver()) {
          end(Optional.of(
              Failure.of(Fault.of(Errno.FAILED, "the job broke down: " + text)).toException()));
        }
      }
    }

    /** What is nested too deeply for one thing is so for the other. */
    private static void close(Flow flow) {
      try {
        flow.close();
      } catch (StackOverflowError e) {
        return; // it was told of; a program of the host that it started may go on until its own end
      }
    }

    private synchronized boolean isOver() {
      return over;
    }

    private synchronized void put(Item item) throws InterruptedException {
      while (items.size() >= MOST_KEPT) {
        wait();
      }
      items.add(item);
      notifyAll();
    }

    private synchronized void end(Optional<FailureException> how) {
      failed = how;
      over = true;
      notifyAll();
    }

    /** The line that tells of its end. */
    private String ending() {
      long id;
      try {
        id = job().id();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        id = 0;
      }
      return ending(id);
    }

    private synchronized String ending(long id) {
      String how = failed.map(f -> "failed: " + f.failure().fault().message()).orElse("done");
      String kept = items.isEmpty() ? "" : "; %d records: fg %d".formatted(items.size(), id);
      return "[%d] %s: %s%s".formatted(id, text, how, kept);
    }

    /** Its process. */
    public synchronized Job job() throws InterruptedException {
      while (job.isEmpty()) {
        wait();
      }
      return job.get();
    }

    /** What was written behind its number where it began. */
    public String text() {
      return text;
    }

    /** Stops it, and forgets what it made: nobody takes that any more. */
    public void drop() {
      Optional<Job> running;
      synchronized (this) {
        running = job;
        items.clear();
        taken = true;
      }
      running.ifPresent(Job::kill);
    }

    /** Whether its next record, or its end, is there; waits so long for it at most. */
    public synchronized boolean ready(Duration most) throws InterruptedException {
      long until = System.nanoTime() + most.toNanos();
      while (items.isEmpty() && !over) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
      return true;
    }

    /** The next record that it made and nobody has taken; waits for it. Fails at the end if the program did. */
    @Override
    public Optional<Item> next() throws InterruptedException {
      Optional<Item> item = take();
      if (item.isEmpty()) {
        job().await(); // so that what is listed afterwards is over too
        if (failed.isPresent()) {
          throw failed.get();
        }
      }
      return item;
    }

    private synchronized Optional<Item> take() throws InterruptedException {
      while (items.isEmpty() && !over) {
        wait();
      }
      Optional<Item> item = Optional.ofNullable(items.poll());
      taken |= item.isEmpty();
      notifyAll();
      return item;
    }

    private synchronized boolean isTaken() {
      return taken;
    }
  }
}
