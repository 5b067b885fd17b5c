package llmos.api;

import java.util.Optional;

/**
 * Where a page's text was taken from.
 *
 * @param source the speaker, the command line or the document, for people
 * @param span the exact place, for text of documents
 * @param callId for {@link PageKind#CALL} and {@link PageKind#RESULT}: the trap that both belong to; else empty
 * @param at milliseconds since the epoch when it arrived
 */
public record Provenance(String source, Optional<Span> span, String callId, long at) {

  /** A page that comes from no document and no call. */
  public static Provenance of(String source, long at) {
    return new Provenance(source, Optional.empty(), "", at);
  }
}
