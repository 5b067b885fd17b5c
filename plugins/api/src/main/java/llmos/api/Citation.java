package llmos.api;

/**
 * A place that an answer rests on.
 *
 * @param n the number in the answer, as in {@code [1]}; several places may have the same
 * @param span the exact place; the quote is the document's text there
 * @param quote the document's text at the span, character by character
 * @param exact whether everything that the answer takes from it was found there
 * @param found whether the answer does not name it and the machine found the answer's words there
 */
public record Citation(int n, Span span, String quote, boolean exact, boolean found) {}
