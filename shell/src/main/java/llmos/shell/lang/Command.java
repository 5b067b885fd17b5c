package llmos.shell.lang;

/**
 * A builtin.
 *
 * @param spec its descriptor
 * @param body what it does
 */
public record Command(Spec spec, Body body) {

  /** What a builtin does: makes records of a call. Fails with a {@link llmos.api.FaultException}. */
  @FunctionalInterface
  public interface Body {
    /** Runs it. The work may be done when the records are asked for. */
    Flow run(Call call) throws InterruptedException;
  }
}
