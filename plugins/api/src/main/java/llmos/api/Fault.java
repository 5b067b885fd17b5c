package llmos.api;

/**
 * An expected failure as a value.
 *
 * @param errno what kind of failure
 * @param message what was asked, what was found, what exists; one line
 * @param hint what to do next, best a line that can be pasted; empty if there is none
 */
public record Fault(Errno errno, String message, String hint) {

  /** A fault without a hint. */
  public static Fault of(Errno errno, String message) {
    return new Fault(errno, message, "");
  }

  /** This fault as an exception that carries it to the nearest boundary. */
  public FaultException toException() {
    return new FaultException(this);
  }
}
