package llmos.shell.out;

/**
 * The mark that an item of a list begins with: {@code -}, {@code 3.}, {@code - [x]}.
 *
 * @param is whether there is one
 * @param mark as it was typed, with one blank
 * @param indent what further lines of the item begin with
 * @param length up to the text of the item
 */
record ListMark(Is is, String mark, int indent, int length) {
  private static final int MOST_DIGITS = 9;
  private static final int BOX = 4; // "[x] "
  private static final ListMark NONE = new ListMark(Is.NO, "", 0, 0);
  private static final ListMark UNKNOWN = new ListMark(Is.MAYBE, "", 0, 0);

  /** Whether there is a mark, as far as the line is known. */
  enum Is {
    NO,
    MAYBE,
    YES
  }

  /**
   * The mark at a place of a line.
   *
   * @param complete whether this is all of the line
   * @param text whether the line goes on with text, in which a number and a dot may stand at the start of a line
   */
  static ListMark at(String line, int start, boolean complete, boolean text) {
    int digits = 0;
    while (start + digits < line.length() && Character.isDigit(line.charAt(start + digits))) {
      digits++;
    }
    char c = line.charAt(start);
    boolean bullet = c == '-' || c == '*' || c == '+';
    if ((!bullet && digits == 0) || digits > MOST_DIGITS) {
      return NONE;
    }
    int end = start + (bullet ? 1 : digits + 1);
    if (end > line.length()) {
      return complete ? NONE : UNKNOWN;
    }
    boolean closed = bullet || ".)".indexOf(line.charAt(end - 1)) >= 0;
    if (!closed || (text && digits > 0 && !line.startsWith("1", start))) {
      return NONE;
    }
    if (bullet && isRule(line.substring(start), c, complete)) {
      return complete ? NONE : UNKNOWN;
    }
    return spaced(line, start, end, complete);
  }

  /** Whether a line of this sign alone may be a rule across the page. */
  private static boolean isRule(String from, char c, boolean complete) {
    boolean only = from.chars().allMatch(each -> each == c || each == ' ');
    return only && (!complete || from.chars().filter(each -> each == c).count() > 2);
  }

  private static ListMark spaced(String line, int start, int end, boolean complete) {
    int text = end;
    while (text < line.length() && line.charAt(text) == ' ') {
      text++;
    }
    String mark = line.substring(start, end) + " ";
    if (text == line.length()) {
      return complete ? new ListMark(Is.YES, mark, mark.length(), mark.length()) : UNKNOWN;
    }
    if (text == end) {
      return NONE;
    }
    int length = text - end > BOX ? mark.length() : text - start;
    String rest = line.substring(text, Math.min(line.length(), text + BOX));
    if (rest.matches("\\[[ xX]] ")) {
      return new ListMark(Is.YES, mark + rest, length, length + BOX);
    }
    boolean begun = rest.matches("\\[|\\[[ xX]|\\[[ xX]]");
    return begun && !complete ? UNKNOWN : new ListMark(Is.YES, mark, length, length);
  }
}
