package llmos.api;

/**
 * An exact place in a document.
 *
 * @param doc {@code volume/path}, as {@code ls} shows it
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

  /** {@code docs/guide.md#120-310}, with {@code p4} before the offsets where there are pages. */
  @Override
  public String toString() {
    return page > 0
        ? "%s#p%d:%d-%d".formatted(doc, page, start, end)
        : "%s#%d-%d".formatted(doc, start, end);
  }
}
