package llmos.shell.out;

import java.util.ArrayList;
import java.util.List;
import llmos.shell.out.LineHead.Level;

/**
 * What a line of Markdown begins with on the screen: bars for quotes, marks and indents for lists.
 *
 * @param first what it begins with
 * @param further what it begins with where it is broken, and what stands in the same item begins with
 */
record LineMarks(List<Glyph> first, List<Glyph> further) {
  private static final List<String> BULLETS = List.of("• ", "◦ ", "▪ ");

  /** The marks of a line, at most so many columns of them: of what is nested deeper none are shown. */
  static LineMarks of(LineHead.Found line, boolean styled, int most) {
    List<Glyph> first = new ArrayList<>();
    List<Glyph> further = new ArrayList<>();
    int items = 0;
    for (int i = 0; i < line.levels().size(); i++) {
      Level level = line.levels().get(i);
      String mark = level.quote() ? bar(styled) : mark(level.mark(), items, styled);
      items += level.quote() ? 0 : 1;
      if (Glyph.width(further) + Width.of(mark) > most) {
        break;
      }
      String blank = " ".repeat(Width.of(mark));
      String style = level.quote() && styled ? Style.DIM.on() : "";
      add(level.quote() || i >= line.kept() ? mark : blank, style, first);
      add(level.quote() ? mark : blank, style, further);
    }
    return new LineMarks(List.copyOf(first), List.copyOf(further));
  }

  /** The marks of a blank line: where the lines around it stand in a quote, it does too. */
  static List<Glyph> between(List<Level> before, LineHead.Found after, boolean styled) {
    List<Glyph> bars = new ArrayList<>();
    for (int i = 0; i < after.kept() && i < before.size() && before.get(i).quote(); i++) {
      add(bar(styled), styled ? Style.DIM.on() : "", bars);
    }
    return bars;
  }

  private static String bar(boolean styled) {
    return styled ? "│ " : "> ";
  }

  private static String mark(String typed, int depth, boolean styled) {
    if (!styled || Character.isDigit(typed.charAt(0))) {
      return typed;
    }
    if (typed.indexOf('[') >= 0) {
      return typed.indexOf("[ ]") >= 0 ? "☐ " : "☑ ";
    }
    return BULLETS.get(Math.min(depth, BULLETS.size() - 1));
  }

  private static void add(String text, String style, List<Glyph> to) {
    text.codePoints().forEach(c -> to.add(new Glyph(c, c == ' ' ? "" : style)));
  }
}
