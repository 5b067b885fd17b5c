package llmos.shell.lang;

/** Carries a {@link Failure} to the nearest boundary. */
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  FailureException(Failure failure) {
    super(failure.fault().message());
    this.failure = failure;
  }

  /** What is carried. */
  public Failure failure() {
    return failure;
  }
}
