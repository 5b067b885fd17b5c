package llmos.plugin.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import llmos.api.Document.PartKind;

/** reStructuredText: headings whose level shows in the order of their signs, items, literal blocks, tables of both kinds. */
final class Rst implements Dialect {
  private static final Pattern ITEM =
      Pattern.compile("\\s*([-*+\\u2022]|\\(?(\\d{1,9}|#)[.)])\\s+\\S.*");
  private static final Pattern CODE = Pattern.compile(
      "\\s*\\.\\. (code|code-block|sourcecode|literalinclude|parsed-literal|math|prompt|highlight)::.*");
  private static final Pattern GRID = Pattern.compile("\\s*\\+([-=]+\\+)+\\s*");
  private static final Pattern RULER = Pattern.compile("=+( +=+)+\\s*");
  private static final int LONGEST_LINE = 1_000;
  private static final int LONGEST_TABLE = 2_000;

  /** The signs of headings, in the order in which they were met: the level. */
  private final List<String> signs = new ArrayList<>();

  /** No table that starts before this line has an end. */
  private int noTableBefore;

  @Override
  public int take(Outline outline, int line) {
    String text = outline.line(line);
    if (text.length() > LONGEST_LINE) {
      return 0;
    }
    int heading = heading(outline, line);
    if (heading > 0) {
      return heading;
    }
    if (isLiteral(outline, line)) {
      return block(outline, line, line, outline.lines().indent(previous(outline, line)));
    }
    if (CODE.matcher(text).matches()) {
      return block(outline, line, line + 1, outline.lines().indent(line));
    }
    if (text.startsWith(">>> ")) {
      return outline.part(PartKind.CODE, 0, line, outline.end(line, i -> false));
    }
    if (outline.goesOn(line)) {
      return 0;
    }
    if (GRID.matcher(text).matches()) {
      return grid(outline, line);
    }
    if (line >= noTableBefore && RULER.matcher(text).matches()) {
      return simple(outline, line);
    }
    return ITEM.matcher(text).matches() ? item(outline, line) : 0;
  }

  private int heading(Outline outline, int line) {
    if (outline.goesOn(line)) {
      return 0;
    }
    if (Underlined.isHeading(outline, line)) {
      return outline.part(
          PartKind.HEADING, level(outline.line(line + 1).substring(0, 1)), line, line + 2);
    }
    boolean over = Underlined.isSigns(outline, line)
        && outline.filled(line + 1)
        && !Underlined.isSigns(outline, line + 1)
        && Underlined.isSigns(outline, line + 2)
        && outline.line(line).strip().equals(outline.line(line + 2).strip());
    return over
        ? outline.part(
            PartKind.HEADING, level(outline.line(line).substring(0, 1) + "over"), line, line + 3)
        : 0;
  }

  private int level(String sign) {
    if (!signs.contains(sign)) {
      signs.add(sign);
    }
    return signs.indexOf(sign) + 1;
  }

  /** Whether an indented block starts here that two colons announced. */
  private static boolean isLiteral(Outline outline, int line) {
    int before = previous(outline, line);
    return before >= 0
        && before < line - 1
        && outline.lines().indent(line) > outline.lines().indent(before)
        && outline.line(before).stripTrailing().endsWith("::")
        && !outline.line(before).strip().startsWith("..");
  }

  /** The last line before this one that has something on it, -1 if there is none near. */
  private static int previous(Outline outline, int line) {
    for (int i = line - 1; i >= 0 && i > line - 5; i--) {
      if (outline.filled(i)) {
        return i;
      }
    }
    return -1;
  }

  /** Everything that is indented more, blank lines and all. */
  private static int block(Outline outline, int start, int from, int indent) {
    Lines lines = outline.lines();
    int to = from;
    while (to < lines.count() && (lines.blank(to) || lines.indent(to) > indent)) {
      to++;
    }
    return outline.part(PartKind.CODE, 0, start, to);
  }

  private static int item(Outline outline, int line) {
    int indent = outline.lines().indent(line);
    int to = outline.end(
        line + 1,
        i ->
            outline.lines().indent(i) <= indent || ITEM.matcher(outline.line(i)).matches());
    return outline.part(PartKind.LIST_ITEM, 1 + indent / 2, line, to);
  }

  /** Rows between lines of dashes; those above a line of equals signs are the header. */
  private static int grid(Outline outline, int line) {
    int to = outline.end(
        line,
        i -> !outline.line(i).strip().startsWith("|")
            && !GRID.matcher(outline.line(i)).matches());
    int header = line;
    for (int i = line; i < to; i++) {
      header = outline.line(i).contains("+=") ? i + 1 : header;
    }
    int from = line;
    for (int i = line + 1; i < to; i++) {
      if (GRID.matcher(outline.line(i)).matches()) {
        outline.part(i < header ? PartKind.TABLE_HEADER : PartKind.TABLE_ROW, 0, from, i + 1);
        from = i + 1;
      }
    }
    outline.part(PartKind.TABLE_ROW, 0, from, to);
    return to - line;
  }

  /** A row a line, between rulers; if there are three of them, the header is above the second. */
  private int simple(Outline outline, int line) {
    List<Integer> rulers = new ArrayList<>();
    int end = line;
    while (end < outline.lines().count() && end < line + LONGEST_TABLE) {
      if (RULER.matcher(outline.line(end)).matches()) {
        rulers.add(end);
        if (rulers.size() > 1 && !outline.filled(end + 1)) {
          break;
        }
      }
      end++;
    }
    if (rulers.size() < 2 || rulers.getLast() != end) {
      noTableBefore = end;
      return 0;
    }
    int from = line;
    if (rulers.size() > 2) {
      outline.part(PartKind.TABLE_HEADER, 0, line, rulers.get(1) + 1);
      from = rulers.get(1) + 1;
    }
    for (int i = from + 1; i < end; i++) {
      if (outline.filled(i) && outline.lines().indent(i) == 0 && i > line + 1) {
        outline.part(PartKind.TABLE_ROW, 0, from, i);
        from = i;
      }
    }
    outline.part(PartKind.TABLE_ROW, 0, from, end + 1);
    return end + 1 - line;
  }
}
