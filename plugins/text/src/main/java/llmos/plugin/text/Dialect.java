package llmos.plugin.text;

/** What one kind of light markup makes of lines. An object reads one document. */
interface Dialect {
  /** Any text: paragraphs between blank lines, and nothing else. */
  Dialect NONE = (outline, line) -> 0;

  /**
   * Looks at a line that is not blank. What starts there and is more than text, it hands to {@link Outline#part}.
   *
   * @return how many lines that was; 0 if the line is text
   */
  int take(Outline outline, int line);
}
