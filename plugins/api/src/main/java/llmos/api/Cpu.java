package llmos.api;

/**
 * A model, ready to run. It holds no conversation: everything it may know is in the prompt.
 *
 * <p>Runs on one thread at a time; {@link #count} may be called meanwhile.
 */
@FunctionalInterface
public interface Cpu extends AutoCloseable {

  /**
   * Runs until the model finishes, needs something, or fails. A failure of the provider is a burst, not an exception.
   *
   * @throws InterruptedException if it was told to stop; what came so far went to the sink
   */
  Burst run(Prompt prompt, BurstSink sink) throws InterruptedException;

  /** The size of its window in tokens. */
  default int window() {
    return 8192;
  }

  /**
   * Tokens of a text, framing left out. Never below the model's own count: the pager keeps its promises by it.
   *
   * @return tokens, or -1 if this CPU cannot tell and the machine's meter shall
   */
  default int count(String text) {
    return -1;
  }

  /** Whether it writes text of its own; one that only quotes is not asked for summaries. */
  default boolean writes() {
    return true;
  }

  /** The most confidential text that may be sent to it. */
  default Confidentiality clearance() {
    return Confidentiality.PRIVATE;
  }

  @Override
  default void close() {}
}
