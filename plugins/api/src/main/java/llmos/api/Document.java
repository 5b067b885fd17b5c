package llmos.api;

import java.util.List;

/**
 * A document as text. Citations point into {@code text}; it never changes for the same bytes.
 *
 * @param title the title, or the file's name
 * @param text all of its text
 * @param parts its structure, in order, not overlapping; gaps between parts hold only white space
 * @param warnings what could not be read, for the mount's report; empty if all was
 */
public record Document(String title, String text, List<Part> parts, List<String> warnings) {
  public Document {
    parts = List.copyOf(parts);
    warnings = List.copyOf(warnings);
  }

  /** What a part is. */
  public enum PartKind {
    HEADING,
    PARAGRAPH,
    LIST_ITEM,
    CODE,
    /** The header row of a table. */
    TABLE_HEADER,
    TABLE_ROW
  }

  /**
   * A piece of structure.
   *
   * @param kind what it is
   * @param start first character in the text, inclusive
   * @param end last character, exclusive
   * @param level depth of a heading from 1, or of a list item; else 0
   * @param page page number from 1, or 0 where the format has no pages
   */
  public record Part(PartKind kind, int start, int end, int level, int page) {}
}
