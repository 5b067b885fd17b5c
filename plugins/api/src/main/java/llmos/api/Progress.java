package llmos.api;

/** Is told how far a long task is. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress NONE = (what, done, total) -> {};

  /**
   * The task went on.
   *
   * @param what what is being done, for people
   * @param done units done
   * @param total units in all, or 0 if not known
   */
  void at(String what, long done, long total);
}
