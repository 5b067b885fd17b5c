package llmos.shell.lang;

/** Leaves the program or the prompt; thrown by {@code exit}. */
public final class Exit extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /** Leaves with a code of 0 to 255. */
  public Exit(int code) {
    super("exit " + code, null, false, false);
    this.code = code;
  }

  /** The exit code. */
  public int code() {
    return code;
  }
}
