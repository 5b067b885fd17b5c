package llmos.api;

import java.util.Optional;

/**
 * An exact place in a document.
 *
 * @param doc {@code volume/path}, as {@code ls} shows it; or {@code p42} for a page of the conversation
 * @param start first character (UTF-16 offset in the document's text), inclusive
 * @param end last character, exclusive
 * @param page page number from 1, or 0 where the format has no pages
 */
public record Span(String doc, int start, int end, int page) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("span %d..%d of %s".formatted(start, end, doc));
    }
  }

  /** The page of the conversation that this is a place in; empty for a place in a document, whose name has a slash. */
  public Optional<PageId> ofPage() {
    return doc.matches("p[0-9]{1,18}") ? Optional.of(PageId.parse(doc)) : Optional.empty();
  }

  /** {@code docs/guide.md#120-310}, with {@code p4} before the offsets where there are pages. */
  @Override
  public String toString() {
    return page > 0
        ? "%s#p%d:%d-%d".formatted(doc, page, start, end)
        : "%s#%d-%d".formatted(doc, start, end);
  }
}
