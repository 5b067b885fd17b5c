package llmos.api;

/** A broken invariant of our own. It ends the process that met it, never the machine. */
public final class KernelPanic extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which invariant was found broken, and how. */
  public KernelPanic(String message) {
    super(message);
  }
}
