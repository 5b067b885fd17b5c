package llmos.shell;

import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.shell.lang.Exit;
import llmos.shell.lang.Failure;
import llmos.shell.lang.FailureException;
import llmos.shell.lang.Interpreter;
import llmos.shell.out.Faults;
import llmos.shell.out.Sink;

/** Where whatever happens becomes output and an exit code. Owned by the thread that runs programs. */
final class Boundary {
  private final Interpreter.Sink shown;
  private final Slash slash;
  private final Stdio stdio;
  private final Sink err;
  private boolean interrupted;

  /** Failures go to {@code shown}, and where that cannot take them to {@code err}. */
  Boundary(Interpreter.Sink shown, Slash slash, Stdio stdio, Sink err) {
    this.shown = shown;
    this.slash = slash;
    this.stdio = stdio;
    this.err = err;
  }

  /** What is run. */
  interface Work {
    /** Does it. */
    void run() throws InterruptedException;
  }

  /** Runs something; returns its exit code. */
  @SuppressWarnings("Interruption") // the interrupt is Ctrl-C for this program, and ends here
  int run(Work work) {
    interrupted = false;
    try {
      work.run();
      return 0;
    } catch (FailureException e) {
      return failed(e.failure());
    } catch (FaultException e) {
      return failed(Failure.of(e.fault()));
    } catch (InterruptedException e) {
      interrupted = true;
      return failed(Failure.of(Fault.of(Errno.INTERRUPTED, "interrupted")));
    } catch (Exit e) {
      throw e;
    } catch (StackOverflowError e) {
      return failed(Failure.of(Interpreter.TOO_DEEP));
    } catch (RuntimeException e) {
      String message = "internal error: %s".formatted(e);
      return failed(Failure.of(new Fault(Errno.FAILED, message, "log kernel")));
    }
  }

  private int failed(Failure failure) {
    if (stdio.closed() || failure.fault().errno() == Errno.CLOSED_PIPE) {
      return Errno.CLOSED_PIPE.exit();
    }
    try {
      shown.failed(slash.failure(failure));
    } catch (FaultException e) {
      Faults.print(failure, err);
      return e.fault().errno().exit();
    }
    return failure.fault().errno().exit();
  }

  /** Whether this thread was interrupted in what ran last, which a job that was stopped is not. */
  boolean interrupted() {
    return interrupted;
  }
}
