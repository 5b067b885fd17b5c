package llmos.api;

/** Takes a burst's text as it comes, called from the thread that runs the burst. */
@FunctionalInterface
public interface BurstSink {

  /** The next piece of the text. All pieces together are {@link Burst#text()}. */
  void text(String piece);

  /** The next piece of the model's reasoning, which is not part of the text. */
  default void reasoning(String piece) {}
}
