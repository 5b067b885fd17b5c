package llmos.kernel;

/** A process that was started in the background. */
public interface Job {

  /** What a job does; being interrupted means to stop. */
  @FunctionalInterface
  interface Work {
    /** Does it. */
    void run() throws InterruptedException;
  }

  /** Its number, which is negative. */
  long id();

  /** Waits for its end. */
  void await() throws InterruptedException;

  /** Stops it. */
  void kill();
}
