package llmos.kernel.disk;

/** Limits of asking engines, beside {@link llmos.kernel.store.Limits}. */
final class EngineLimits {
  /** Documents that are brought for one question, or asked for at a time. */
  static final int DOCUMENTS = 30;

  /** Of one answer. */
  static final int BYTES = 16 << 20;

  /** Characters of a question. */
  static final int QUESTION = 2_000;

  /** For the answers to one question, whatever the plugins do. */
  static final int SECONDS = 20;

  private EngineLimits() {}
}
