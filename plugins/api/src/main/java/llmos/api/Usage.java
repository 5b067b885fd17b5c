package llmos.api;

import java.util.Optional;

/**
 * What a burst cost.
 *
 * @param promptTokens tokens of the request, as the provider reports it; 0 if not reported
 * @param cachedTokens how many of them came from the provider's cache, as it reports
 * @param replyTokens tokens of the reply; 0 if not reported
 * @param reckoned what the CPU itself counts, where it can count a request as it is rendered
 */
public record Usage(
    int promptTokens, int cachedTokens, int replyTokens, Optional<Reckoned> reckoned) {
  /** Nothing was reported. */
  public static final Usage NONE = new Usage(0, 0, 0);

  /** What the provider reports; nothing was counted beside it. */
  public Usage(int promptTokens, int cachedTokens, int replyTokens) {
    this(promptTokens, cachedTokens, replyTokens, Optional.empty());
  }

  /**
   * A request counted without asking what the provider's cache held.
   *
   * @param tokens of the request, with all that the model's template adds
   * @param known of them, those at its beginning that stood there in the request before, or were the reply to it
   */
  public record Reckoned(int tokens, int known) {}
}
