package llmos.shell.lang;

/**
 * A builtin.
 *
 * @param spec its descriptor
 * @param body what it does
 */
public record Command(Spec spec, Body body) {

  /** This builtin with the text of its man page; see {@link Spec#told}. */
  public Command told(String notes) {
    return new Command(spec.told(notes), body);
  }

  /** What a builtin does: makes records of a call. Fails with a {@link llmos.api.FaultException}. */
  @FunctionalInterface
  public interface Body {
    /** Runs it. The work may be done when the records are asked for. */
    Flow run(Call call) throws InterruptedException;
  }
}
