package llmos.plugin.text;

import java.util.regex.Pattern;
import llmos.api.Document.PartKind;

/** AsciiDoc: headings, items, listings and tables. Other delimited blocks are text between their delimiters. */
final class Adoc implements Dialect {
  private static final Pattern HEADING = Pattern.compile("(={1,6}|#{1,6}) \\S.*");
  private static final Pattern ITEM =
      Pattern.compile("\\s*(\\*{1,5}|\\.{1,5}|-|\\d{1,9}\\.)\\s+\\S.*");
  private static final Pattern TERM = Pattern.compile("\\S.{0,200}?::(\\s.*)?");
  private static final Pattern VERBATIM = Pattern.compile("-{4,}|\\.{4,}|\\+{4,}|```\\w*");
  private static final Pattern TABLE = Pattern.compile("[|,:!]={3,}");
  private static final Pattern ABOUT_BLOCK = Pattern.compile("\\[.*]|\\.[^\\s.].*");
  private static final int LONGEST_LINE = 1_000;
  private static final int LONGEST_BLOCK = 20_000;

  /** No block that starts before this line has an end. */
  private int noBlockBefore;

  @Override
  public int take(Outline outline, int line) {
    String text = outline.line(line).stripTrailing();
    if (text.length() > LONGEST_LINE) {
      return 0;
    }
    if (HEADING.matcher(text).matches()) {
      return outline.part(PartKind.HEADING, text.indexOf(' '), line, line + 1);
    }
    int block = block(outline, line);
    if (block > 0) {
      return block;
    }
    if (!outline.goesOn(line) && isTwoLined(outline, line)) {
      int level = "=-~^+".indexOf(outline.line(line + 1).charAt(0)) + 1;
      return outline.part(PartKind.HEADING, Math.max(1, level), line, line + 2);
    }
    if (outline.goesOn(line)) {
      return 0;
    }
    return isItem(text) ? item(outline, line) : 0;
  }

  /** A heading with a line below it, which must be as long as the words: four dashes may open a listing. */
  private static boolean isTwoLined(Outline outline, int line) {
    return Underlined.isHeading(outline, line)
        && Math.abs(outline.line(line).strip().length()
                - outline.line(line + 1).strip().length())
            <= 1;
  }

  private static boolean isItem(String text) {
    return ITEM.matcher(text).matches() || TERM.matcher(text).matches();
  }

  private static int item(Outline outline, int line) {
    String text = outline.line(line).strip();
    int marks = 0;
    while (marks < text.length() && text.charAt(marks) == text.charAt(0)) {
      marks++;
    }
    int level = "*.".indexOf(text.charAt(0)) >= 0 ? marks : 1;
    int to = outline.end(line + 1, i -> stops(outline.line(i).stripTrailing()));
    return outline.part(PartKind.LIST_ITEM, level, line, to);
  }

  private static boolean stops(String text) {
    return text.length() > LONGEST_LINE
        || isItem(text)
        || HEADING.matcher(text).matches()
        || VERBATIM.matcher(text).matches()
        || TABLE.matcher(text).matches()
        || ABOUT_BLOCK.matcher(text).matches();
  }

  /** A listing or a table, with the lines above that tell about it. */
  private int block(Outline outline, int line) {
    int open = line;
    while (open < line + 5
        && ABOUT_BLOCK.matcher(outline.line(open).stripTrailing()).matches()) {
      open++;
    }
    String mark = outline.line(open).stripTrailing();
    boolean table = TABLE.matcher(mark).matches();
    if ((!table && !VERBATIM.matcher(mark).matches()) || open < noBlockBefore) {
      return 0;
    }
    String end = mark.startsWith("`") ? "```" : mark;
    int close = open + 1;
    while (!outline.line(close).stripTrailing().equals(end)) {
      if (close >= outline.lines().count() || close > open + LONGEST_BLOCK) {
        noBlockBefore = close;
        return 0;
      }
      close++;
    }
    if (!table) {
      return outline.part(PartKind.CODE, 0, line, close + 1);
    }
    rows(outline, line, open, close);
    return close + 1 - line;
  }

  /**
   * A row a line, or a cell a line with blank lines between the rows. The first row is the header if it is said so or a blank line
   * follows it.
   */
  private static void rows(Outline outline, int start, int open, int close) {
    boolean said = start < open && outline.line(open - 1).contains("header");
    int first = open + 1;
    while (first < close && !outline.filled(first)) {
      first++;
    }
    int end = outline.end(first, i -> i >= close);
    boolean aLineEach = cells(outline.line(first)) > 1;
    int from = start;
    boolean header = said || (end == first + 1 && aLineEach && end < close);
    for (int i = first + 1; i <= close; i++) {
      boolean starts = outline.line(i).startsWith("|") && (aLineEach || !outline.filled(i - 1));
      if (i == close || starts) {
        int to = i == close ? close + 1 : i;
        outline.part(header ? PartKind.TABLE_HEADER : PartKind.TABLE_ROW, 0, from, to);
        from = to;
        header = false;
      }
    }
    if (from <= close) {
      outline.part(PartKind.TABLE_ROW, 0, from, close + 1);
    }
  }

  private static long cells(String line) {
    return line.chars().filter(c -> c == '|').count();
  }
}
