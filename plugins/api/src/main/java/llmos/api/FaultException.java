package llmos.api;

/** Carries an expected {@link Fault} out of a deep step to the boundary that answers with it. */
public final class FaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  /** An exception that carries the fault. */
  public FaultException(Fault fault) {
    super(fault.message());
    this.fault = fault;
  }

  /** An exception that carries a fault and remembers what caused it. */
  public FaultException(Fault fault, Throwable cause) {
    super(fault.message(), cause);
    this.fault = fault;
  }

  /** An exception made of the parts of a fault. */
  public FaultException(Errno errno, String message, String hint) {
    this(new Fault(errno, message, hint));
  }

  /** The fault that is carried. */
  public Fault fault() {
    return fault;
  }
}
