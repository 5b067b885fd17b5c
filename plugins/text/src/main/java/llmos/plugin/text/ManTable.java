package llmos.plugin.text;

import llmos.api.Document.PartKind;

/** A table of a manual page, between {@code .TS} and {@code .TE}: how it is set, then a row a line; a cell may have lines of its own. */
final class ManTable {
  private final Lines lines;
  private int line;

  /** The table that begins at this line. */
  ManTable(Lines lines, int line) {
    this.lines = lines;
    this.line = line;
  }

  /** Adds the rows, and gives the last line of the table. What stands above a rule is the header. */
  int read(Composed text) {
    String separator = formats();
    boolean first = true;
    boolean inCell = false;
    StringBuilder row = new StringBuilder();
    while (line + 1 < lines.count() && !lines.line(++line).startsWith(".TE")) {
      String source = lines.line(line);
      if (source.startsWith(".") || isRule(line)) {
        continue;
      }
      row.append(row.isEmpty() ? "" : " ").append(source.replace("T{", "").replace("T}", ""));
      inCell = source.endsWith("T{") || (inCell && !source.startsWith("T}"));
      if (!inCell) {
        PartKind kind = first && isRule(line + 1) ? PartKind.TABLE_HEADER : PartKind.TABLE_ROW;
        text.add(kind, 0, Roff.plain(row.toString().strip().replace(separator, " | ")));
        row.setLength(0);
        first = false;
      }
    }
    text.add(PartKind.TABLE_ROW, 0, Roff.plain(row.toString().strip()));
    return line;
  }

  private boolean isRule(int at) {
    return at < lines.count() && lines.line(at).strip().matches("[_=]+");
  }

  /** Passes over how the table is set, and gives what stands between its cells. */
  private String formats() {
    String separator = "\t";
    while (line + 1 < lines.count() && !lines.line(line + 1).startsWith(".TE")) {
      String source = lines.line(++line).stripTrailing();
      int tab = source.indexOf("tab(");
      separator =
          tab >= 0 && tab + 4 < source.length() ? source.substring(tab + 4, tab + 5) : separator;
      if (source.endsWith(".")) {
        break;
      }
    }
    return separator;
  }
}
