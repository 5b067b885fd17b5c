package llmos.api;

/**
 * An immutable piece of context.
 *
 * @param id its handle in its process
 * @param kind what it is
 * @param text its bytes, exactly
 * @param tokens its size in tokens, by the meter of the process's CPU, framing included
 * @param label what the guard knows of it
 * @param provenance where it comes from
 */
public record Page(
    PageId id, PageKind kind, String text, int tokens, Label label, Provenance provenance) {}
