package llmos.api;

/** What went wrong, who is to blame, and the exit code that a script sees. */
public enum Errno {
  OK(0, Blame.NOBODY),
  /** Something failed that has no better word. */
  FAILED(1, Blame.ENVIRONMENT),
  /** A line, flag or argument that does not fit. */
  BAD_USAGE(2, Blame.USER),
  /** The model or its server failed, was away, refused or stalled. */
  CPU_FAILED(3, Blame.PROVIDER),
  /** Denied by the guard, or it would have to ask while nobody is there. */
  DENIED(4, Blame.USER),
  /** Nothing was found. */
  NOT_FOUND(5, Blame.USER),
  /** An answer holds what its sources do not. */
  UNGROUNDED(5, Blame.PROVIDER),
  /** A bound on tokens, money, rounds or size was reached. */
  LIMIT(6, Blame.USER),
  /** No space is left, or the state cannot be written. */
  NO_SPACE(1, Blame.ENVIRONMENT),
  /** A file or folder that cannot be read or is not there. */
  NO_FILE(1, Blame.USER),
  /** A page, citation, process or session that does not exist. */
  NO_SUCH(1, Blame.USER),
  TIMEOUT(124, Blame.ENVIRONMENT),
  /** The name exists but cannot be run. */
  NOT_RUNNABLE(126, Blame.USER),
  /** No command, device or operation of that name. */
  NO_COMMAND(127, Blame.USER),
  INTERRUPTED(130, Blame.USER),
  CLOSED_PIPE(141, Blame.NOBODY);

  /** Who has to do something about it. */
  public enum Blame {
    NOBODY,
    USER,
    ENVIRONMENT,
    PROVIDER
  }

  private final int exit;
  private final Blame blame;

  Errno(int exit, Blame blame) {
    this.exit = exit;
    this.blame = blame;
  }

  /** The exit code, 0 to 141. */
  public int exit() {
    return exit;
  }

  /** Who has to do something about it. */
  public Blame blame() {
    return blame;
  }
}
