package llmos.kernel.proc;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A process: a conversation, or a job such as the filling of vectors.
 *
 * <p>Its state and its thread belong to its lock, {@code this}.
 */
public final class Proc {
  /** What a process is doing. */
  public enum State {
    READY,
    RUNNING,
    DONE,
    KILLED
  }

  private final long pid;
  private final String kind;
  private final long started;
  private final ReentrantLock turn = new ReentrantLock();
  private String what;
  private State state = State.READY;
  private @Nullable Thread thread;

  Proc(long pid, String kind, String what, long started) {
    this.pid = pid;
    this.kind = kind;
    this.what = what;
    this.started = started;
  }

  /** Held by the thread that runs a turn of it. */
  ReentrantLock turn() {
    return turn;
  }

  /** Its number. */
  public long pid() {
    return pid;
  }

  /** chat or job. */
  public String kind() {
    return kind;
  }

  /** When it started, in milliseconds since the epoch. */
  public long started() {
    return started;
  }

  /** What it does, for {@code ps}. */
  public synchronized String what() {
    return what;
  }

  /** Says what it does now. */
  public synchronized void what(String now) {
    what = now;
  }

  /** Its state. */
  public synchronized State state() {
    return state;
  }

  synchronized void enter() {
    thread = Thread.currentThread();
    if (state == State.KILLED) {
      thread.interrupt(); // before it began
    }
    state = state == State.KILLED ? State.KILLED : State.RUNNING;
  }

  synchronized void leave(State end) {
    thread = null;
    state = state == State.KILLED ? State.KILLED : end;
    notifyAll();
  }

  /** Waits until it does nothing: a job until its end, a conversation until its turn is over. */
  public synchronized void await() throws InterruptedException {
    while (thread != null || (kind.equals("job") && state == State.READY)) {
      wait();
    }
  }

  /** Stops a job and waits for its end; false if it has not come after so long. */
  public synchronized boolean stop(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    kill();
    for (long left = 1; thread != null && left > 0; left = until - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return thread == null;
  }

  /** Stops what it is doing; false if it does nothing. */
  public synchronized boolean kill() {
    Optional<Thread> running = Optional.ofNullable(thread);
    running.ifPresent(Thread::interrupt);
    if (kind.equals("job") && state != State.DONE) {
      state = State.KILLED;
    }
    return running.isPresent();
  }
}
