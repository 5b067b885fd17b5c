package llmos.plugin.text;

import java.util.regex.Pattern;
import llmos.api.Document.PartKind;

/** Headings that have a line of signs below them: all that plain text has of markup. */
final class Underlined implements Dialect {
  private static final Pattern UNDERLINE =
      Pattern.compile("(=++|-++|~++|\\^++|\"++|#++|\\*++|\\+++|`++|'++|\\.++|:++|_++)");
  private static final int LONGEST_HEADING = 200;

  @Override
  public int take(Outline outline, int line) {
    if (outline.goesOn(line)) {
      return 0;
    }
    int words = isSigns(outline, line) ? line + 1 : line;
    return isHeading(outline, words) ? outline.part(PartKind.HEADING, 1, line, words + 2) : 0;
  }

  /** Whether the line is the words of a heading and the next one the signs below it. */
  static boolean isHeading(Outline outline, int line) {
    Lines lines = outline.lines();
    if (!outline.filled(line)
        || lines.indent(line) > 0
        || !outline.filled(line + 1)
        || lines.end(line) - lines.first(line) > LONGEST_HEADING
        || lines.end(line + 1) - lines.first(line + 1) > LONGEST_HEADING) {
      return false;
    }
    int width = lines.last(line) - lines.first(line);
    int under = lines.last(line + 1) - lines.first(line + 1);
    return under >= 3 && under >= width && isSigns(outline, line + 1) && !isSigns(outline, line);
  }

  /** Whether the line is one sign over and over. */
  static boolean isSigns(Outline outline, int line) {
    Lines lines = outline.lines();
    return outline.filled(line)
        && lines.end(line) - lines.first(line) <= LONGEST_HEADING
        && UNDERLINE.matcher(lines.line(line).strip()).matches();
  }
}
