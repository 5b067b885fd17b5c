package llmos.plugin.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Document.PartKind;

/** LaTeX: sections, items, and what is set as it stands. Its macros stay in the text. */
final class Tex implements Dialect {
  private static final List<String> SECTIONS = List.of(
      "part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph");
  private static final Pattern SECTION =
      Pattern.compile("\\s*\\\\(" + String.join("|", SECTIONS) + ")\\*?\\s*[\\[{].*");
  private static final Pattern VERBATIM = Pattern.compile(
      "\\s*\\\\begin\\{(verbatim|Verbatim|lstlisting|minted|equation|align|gather|multline|tikzpicture|tabular)\\*?}.*");
  private static final int LONGEST_LINE = 2_000;
  private static final int LONGEST_BLOCK = 5_000;

  /** No block that starts before this line has an end. */
  private int noBlockBefore;

  @Override
  public int take(Outline outline, int line) {
    String text = outline.line(line);
    if (text.length() > LONGEST_LINE) {
      return 0;
    }
    Matcher section = SECTION.matcher(text);
    if (section.matches()) {
      return outline.part(PartKind.HEADING, SECTIONS.indexOf(section.group(1)) + 1, line, line + 1);
    }
    Matcher block = VERBATIM.matcher(text);
    if (line >= noBlockBefore && block.matches()) {
      return block(outline, line, "\\end{" + block.group(1));
    }
    return isItem(text) ? item(outline, line) : 0;
  }

  private static boolean isItem(String text) {
    return text.strip().matches("\\\\item(\\W.*)?");
  }

  private static int item(Outline outline, int line) {
    int to = outline.end(line + 1, i -> {
      String text = outline.line(i);
      return isItem(text)
          || text.strip().startsWith("\\begin{")
          || text.strip().startsWith("\\end{");
    });
    return outline.part(PartKind.LIST_ITEM, 1, line, to);
  }

  private int block(Outline outline, int line, String end) {
    for (int i = line; i < outline.lines().count() && i < line + LONGEST_BLOCK; i++) {
      if (outline.line(i).contains(end)) {
        return outline.part(PartKind.CODE, 0, line, i + 1);
      }
    }
    noBlockBefore = line + LONGEST_BLOCK;
    return 0;
  }
}
