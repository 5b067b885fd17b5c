package llmos.plugin.text;

import java.util.Locale;
import java.util.regex.Pattern;
import llmos.api.Document.PartKind;

/** Org mode: headings by their stars, items, blocks, and tables whose header stands above the first rule. */
final class Org implements Dialect {
  private static final Pattern HEADING = Pattern.compile("\\*+ \\S.*");
  private static final Pattern ITEM = Pattern.compile("(\\s*([-+]|\\d{1,9}[.)])|\\s+\\*)\\s+\\S.*");
  private static final Pattern BEGIN =
      Pattern.compile("(?i)\\s*#\\+begin_(src|example|export|comment|latex|html)\\b.*");
  private static final Pattern RULE = Pattern.compile("\\s*\\|-[-+|]*\\s*");
  private static final int LONGEST_LINE = 1_000;
  private static final int LONGEST_BLOCK = 20_000;

  /** No block that starts before this line has an end. */
  private int noBlockBefore;

  @Override
  public int take(Outline outline, int line) {
    String text = outline.line(line);
    if (text.length() > LONGEST_LINE) {
      return 0;
    }
    if (HEADING.matcher(text).matches()) {
      return outline.part(PartKind.HEADING, text.indexOf(' '), line, line + 1);
    }
    if (line >= noBlockBefore && BEGIN.matcher(text).matches()) {
      return block(outline, line);
    }
    if (text.strip().startsWith("|")) {
      return table(outline, line);
    }
    if (isLiteral(text)) {
      return outline.part(
          PartKind.CODE, 0, line, outline.end(line, i -> !isLiteral(outline.line(i))));
    }
    return ITEM.matcher(text).matches() ? item(outline, line) : 0;
  }

  private static boolean isLiteral(String text) {
    String bare = text.strip();
    return bare.startsWith(": ") || bare.equals(":");
  }

  private static int item(Outline outline, int line) {
    int indent = outline.lines().indent(line);
    int to = outline.end(
        line + 1,
        i -> outline.lines().indent(i) <= indent
            || ITEM.matcher(outline.line(i)).matches()
            || BEGIN.matcher(outline.line(i)).matches());
    return outline.part(PartKind.LIST_ITEM, 1 + indent / 2, line, to);
  }

  private int block(Outline outline, int line) {
    for (int i = line + 1; i < outline.lines().count() && i < line + LONGEST_BLOCK; i++) {
      if (outline.line(i).strip().toLowerCase(Locale.ROOT).startsWith("#+end_")) {
        return outline.part(PartKind.CODE, 0, line, i + 1);
      }
    }
    noBlockBefore = line + LONGEST_BLOCK;
    return 0;
  }

  private static int table(Outline outline, int line) {
    int to = outline.end(line, i -> !outline.line(i).strip().startsWith("|"));
    int rule = line + 1;
    while (rule < to && !RULE.matcher(outline.line(rule)).matches()) {
      rule++;
    }
    int header = rule < to ? rule : line;
    int from = line;
    for (int i = line + 1; i <= to; i++) {
      if (i == to || !RULE.matcher(outline.line(i)).matches()) {
        outline.part(from < header ? PartKind.TABLE_HEADER : PartKind.TABLE_ROW, 0, from, i);
        from = i;
      }
    }
    return to - line;
  }
}
