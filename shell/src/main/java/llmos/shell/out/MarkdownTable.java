package llmos.shell.out;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A table of Markdown while it comes. Its first rows wait until there are enough of them to tell how wide its columns are, or until
 * it ends; later ones are drawn as they come, in columns of that width. Long cells go on below; where the screen is too narrow for
 * the columns, each row is drawn as a list of its fields.
 */
final class MarkdownTable {
  private static final int MOST_WAITING = 12;
  private static final Pattern DELIMITER =
      Pattern.compile("\\|?(\\s*:?-+:?\\s*\\|)*\\s*:?-+:?\\s*\\|?\\s*");
  private static final Pattern NUMBER =
      Pattern.compile("[-+−~≈<>]?[$€£¥]?[-+−]?[0-9][0-9.,'  ]*\\s?(%|[a-zA-Zµ°€$£]{1,4})?|[-–—]|");

  private final WordWrap to;
  private final boolean styled;
  private final List<Glyph> indent;
  private final List<List<Glyph>> heads;
  private final List<String> marks;
  private final List<List<List<Glyph>>> waiting = new ArrayList<>();
  private int[] widths = new int[0];
  private boolean[] right = new boolean[0];
  private int planned; // the room that the widths are for
  private boolean begun;
  private boolean led = true; // whether the indent of the next line stands on the screen already

  /**
   * A table that begins with these two lines.
   *
   * @param indent what each line of it begins with; that of the first was shown
   * @param styled whether marks within cells are styles
   */
  MarkdownTable(WordWrap to, List<Glyph> indent, String head, String delimiter, boolean styled) {
    this.to = to;
    this.indent = indent;
    this.styled = styled;
    this.heads = cells(head, split(head).size(), styled ? Style.BOLD.on() : "");
    this.marks = split(delimiter);
  }

  /** Whether two lines begin a table. */
  static boolean begins(String head, String delimiter) {
    return DELIMITER.matcher(delimiter).matches()
        && split(head).size() == split(delimiter).size();
  }

  /** The next row. */
  void row(String line) {
    waiting.add(cells(line, heads.size(), ""));
    if (begun || waiting.size() == MOST_WAITING) {
      draw();
    }
  }

  /** The table is over, or something else is shown next: what waits is drawn. */
  void draw() {
    int room = Math.max(1, to.room() - Glyph.width(indent));
    if (planned != room) {
      plan(room);
    }
    if (!begun && widths.length > 0) {
      line(heads);
      rule();
    }
    boolean first = !begun;
    begun = true;
    for (List<List<Glyph>> row : waiting) {
      if (widths.length > 0) {
        line(row);
      } else {
        fields(row, first);
      }
      first = false;
    }
    waiting.clear();
  }

  private void plan(int room) {
    planned = room;
    int[] wanted = IntStream.range(0, heads.size())
        .map(i -> Math.max(1, Math.max(Glyph.width(heads.get(i)), widest(i))))
        .toArray();
    int[] before = widths;
    boolean grows = begun && before.length > 0;
    widths = Columns.share(grows ? larger(wanted, before) : wanted, room);
    right = new boolean[heads.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = isRight(i);
    }
  }

  private static int[] larger(int[] a, int[] b) {
    return IntStream.range(0, a.length).map(i -> Math.max(a[i], b[i])).toArray();
  }

  private int widest(int column) {
    return waiting.stream().mapToInt(row -> Glyph.width(row.get(column))).max().orElse(0);
  }

  private boolean isRight(int column) {
    String mark = marks.get(column);
    boolean told = mark.startsWith(":") || mark.endsWith(":");
    return told
        ? mark.endsWith(":") && !mark.startsWith(":")
        : !waiting.isEmpty()
            && waiting.stream()
                .allMatch(row -> NUMBER.matcher(text(row.get(column))).matches());
  }

  private static String text(List<Glyph> glyphs) {
    StringBuilder text = new StringBuilder();
    glyphs.forEach(glyph -> text.appendCodePoint(glyph.c()));
    return text.toString();
  }

  private void line(List<List<Glyph>> row) {
    List<List<List<Glyph>>> columns = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      columns.add(Glyph.wrap(row.get(i), widths[i]));
    }
    int height = columns.stream().mapToInt(List::size).max().orElse(0);
    for (int y = 0; y < height; y++) {
      List<Glyph> line = new ArrayList<>();
      for (int i = 0; i < widths.length; i++) {
        List<Glyph> cell = y < columns.get(i).size() ? columns.get(i).get(y) : List.of();
        int blanks = widths[i] - Glyph.width(cell);
        int left = right[i] ? blanks : isCentred(i) ? blanks / 2 : 0;
        pad(line, left + (i > 0 ? Columns.GAP : 0));
        line.addAll(cell);
        pad(line, i < widths.length - 1 ? blanks - left : 0);
      }
      print(line);
    }
  }

  private boolean isCentred(int column) {
    return marks.get(column).startsWith(":") && marks.get(column).endsWith(":");
  }

  private static void pad(List<Glyph> line, int blanks) {
    for (int i = 0; i < blanks; i++) {
      line.add(new Glyph(' ', ""));
    }
  }

  private void rule() {
    int width = IntStream.of(widths).sum() + Columns.GAP * (widths.length - 1);
    List<Glyph> line = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      line.add(new Glyph('─', styled ? Style.DIM.on() : ""));
    }
    print(line);
  }

  /** A row as a line for each of its fields. */
  private void fields(List<List<Glyph>> row, boolean first) {
    if (!first) {
      print(List.of());
    }
    for (int i = 0; i < heads.size(); i++) {
      if (!row.get(i).isEmpty()) {
        List<Glyph> line = new ArrayList<>(heads.get(i));
        line.add(new Glyph(':', ""));
        line.add(new Glyph(' ', ""));
        line.addAll(row.get(i));
        Glyph.wrap(line, planned).forEach(this::print);
      }
    }
  }

  private void print(List<Glyph> line) {
    to.breaks(false);
    if (!led) {
      indent.forEach(glyph -> to.put(glyph.c(), glyph.style()));
    }
    led = false;
    line.forEach(glyph -> to.put(glyph.c(), glyph.style()));
    to.newline();
    to.breaks(true);
  }

  /** So many cells of a row. */
  private List<List<Glyph>> cells(String line, int count, String style) {
    List<String> texts = split(line);
    List<List<Glyph>> cells = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Glyph> cell = new ArrayList<>();
      Inline inline = new Inline((c, look) -> cell.add(new Glyph(c, look)), styled);
      inline.begin(style);
      inline.put(cell(texts, i, count).replaceAll("(?i)<br */?>", " "));
      inline.finish();
      cells.add(cell);
    }
    return cells;
  }

  /** The last cell takes those that a row has too many, so that nothing is lost. */
  private static String cell(List<String> texts, int i, int count) {
    return i >= texts.size()
        ? ""
        : i < count - 1 ? texts.get(i) : String.join(" | ", texts.subList(i, texts.size()));
  }

  /** Cells of a line; a bar after a backslash parts none. */
  private static List<String> split(String line) {
    String row = line.strip();
    String inner = row.startsWith("|") ? row.substring(1) : row;
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c == '\\' && i + 1 < inner.length() && inner.charAt(i + 1) == '|') {
        cell.append('|');
        i++;
      } else if (c == '|') {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    if (!cell.toString().isBlank() || cells.isEmpty()) {
      cells.add(cell.toString().strip());
    }
    return List.copyOf(cells);
  }
}
