package llmos.api;

/**
 * What a burst cost, as the provider reports it.
 *
 * @param promptTokens tokens of the request; 0 if not reported
 * @param cachedTokens how many of them came from the provider's cache
 * @param replyTokens tokens of the reply; 0 if not reported
 */
public record Usage(int promptTokens, int cachedTokens, int replyTokens) {
  /** Nothing was reported. */
  public static final Usage NONE = new Usage(0, 0, 0);
}
