package llmos.kernel;

import llmos.api.Citation;
import llmos.api.Span;
import llmos.kernel.disk.Disk;
import llmos.kernel.store.Limits;

/** What was quoted, with the words that stand around it. */
final class Quotation {
  private static final String MORE = "…";

  private Quotation() {}

  /** A citation as a record; without what stands around it if the document has changed since. */
  static Row row(Citation citation, Disk.DocumentText document) {
    Span span = citation.span();
    String text = document.text();
    boolean same = span.end() <= text.length()
        && text.substring(span.start(), span.end()).equals(citation.quote());
    int from = same ? from(text, span.start()) : 0;
    int to = same ? to(text, span.end()) : 0;
    String before = same ? text.substring(from, span.start()) : "";
    String after = same ? text.substring(span.end(), to) : "";
    return Row.of(
            "text",
            "%s\n%s%s»%s«%s%s"
                .formatted(
                    where(span, same),
                    from > 0 ? MORE : "",
                    before,
                    citation.quote(),
                    after,
                    same && to < text.length() ? MORE : ""))
        .and("n", citation.n())
        .and("doc", span.doc())
        .and("page", span.page())
        .and("span", span.toString())
        .and("quote", citation.quote())
        .and("before", before)
        .and("after", after)
        .and("current", same)
        .and("exact", citation.exact())
        .and("found", citation.found());
  }

  /** Where the first whole word of what stands before begins. */
  private static int from(String text, int start) {
    int from = Math.max(0, start - Limits.AROUND);
    for (int i = from; from > 0 && i < start; i++) {
      if (Character.isWhitespace(text.charAt(i - 1))) {
        return i;
      }
    }
    return from > 0 && Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from;
  }

  /** Where the last whole word of what stands behind ends. */
  private static int to(String text, int end) {
    int to = Math.min(text.length(), end + Limits.AROUND);
    for (int i = to; to < text.length() && i > end; i--) {
      if (Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    return to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? to - 1 : to;
  }

  private static String where(Span span, boolean same) {
    String page = span.page() > 0 ? " p. " + span.page() : "";
    return span.doc() + page + " #" + span.start() + "-" + span.end()
        + (same ? "" : " (the document has changed since; this is what it said)");
  }
}
