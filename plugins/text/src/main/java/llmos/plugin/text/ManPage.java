package llmos.plugin.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import llmos.api.Document.PartKind;

/**
 * A manual page in roff, by the macros man and mdoc: what it says, without the requests that only set it. One pass over its lines; a
 * request that is not known is left out, so that only words remain.
 */
final class ManPage {
  private static final Set<String> FONTS = Set.of("B", "I", "SM", "SB");
  private static final Set<String> MIXED_FONTS = Set.of("BR", "RB", "BI", "IB", "IR", "RI");
  private static final int DEEPEST = 20;

  private final Lines lines;
  private final Composed text = new Composed();
  private final StringBuilder words = new StringBuilder();
  private PartKind kind = PartKind.PARAGRAPH;
  private int level;
  private int indent;
  private String title = "";
  private String name = "";

  /** The next line with words is the heading, or the tag of an item. */
  private boolean heads;

  private boolean tags;

  /** Whether the branch of an {@code .ie} was taken, so that its {@code .el} is not. */
  private boolean taken;

  private int line;

  private ManPage(String source) {
    this.lines = new Lines(source);
  }

  static ManPage of(String source) {
    ManPage page = new ManPage(source);
    for (page.line = 0; page.line < page.lines.count(); page.line++) {
      page.take(page.lines.line(page.line), 0);
    }
    page.end();
    return page;
  }

  Composed text() {
    return text;
  }

  /** Such as {@code ls(1)}; empty if the page does not say. */
  String title() {
    return title;
  }

  private void take(String source, int depth) {
    if (depth > 0 && source.isEmpty()) {
      return;
    }
    boolean request = !source.isEmpty() && (source.charAt(0) == '.' || source.charAt(0) == '\'');
    if (!request) {
      say(Roff.plain(source));
      return;
    }
    String body = source.substring(1).strip();
    int end = 0;
    while (end < body.length()
        && !Character.isWhitespace(body.charAt(end))
        && body.charAt(end) != '\\') {
      end++;
    }
    String macro = body.substring(0, end);
    String rest = body.substring(end).strip();
    if (depth < DEEPEST && !condition(macro, rest, depth)) {
      macro(macro, Roff.arguments(rest), rest);
    }
  }

  /** Terminals are what is read for: {@code n} holds, other conditions do not. Whether it was one. */
  private boolean condition(String macro, String rest, int depth) {
    switch (macro) {
      case "if", "ie" -> {
        boolean holds = rest.startsWith("n ") || rest.startsWith("n\\");
        taken = holds;
        branch(holds, holds ? rest.substring(1).strip() : rest, depth);
      }
      case "el" -> branch(!taken, rest, depth);
      case "de", "de1", "am", "ig" -> skipTo("..");
      default -> {
        return false;
      }
    }
    return true;
  }

  private void branch(boolean holds, String rest, int depth) {
    if (holds) {
      take(rest.replaceFirst("^\\\\\\{\\\\?\\s*", ""), depth + 1);
      return;
    }
    int open = count(rest, "\\{") - count(rest, "\\}");
    while (open > 0 && line + 1 < lines.count()) {
      line++;
      open += count(lines.line(line), "\\{") - count(lines.line(line), "\\}");
    }
  }

  private static int count(String line, String mark) {
    int count = 0;
    for (int at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, at + 2)) {
      count++;
    }
    return count;
  }

  private void skipTo(String end) {
    while (line + 1 < lines.count() && !lines.line(++line).startsWith(end)) {
      // passed over
    }
  }

  private void macro(String macro, List<String> args, String rest) {
    switch (macro) {
      case "TH", "Dt" -> title(args);
      case "SH", "Sh" -> heading(1, args);
      case "SS", "Ss" -> heading(2, args);
      case "PP", "P", "LP", "Pp", "HP", "sp", "Sp", "YS" -> gap();
      case "TP", "TQ" -> {
        begin(PartKind.LIST_ITEM, 1 + indent);
        tags = true;
      }
      case "IP" -> {
        boolean tagged = !args.isEmpty();
        begin(tagged ? PartKind.LIST_ITEM : PartKind.PARAGRAPH, tagged ? 1 + indent : 0);
        say(tagged ? Roff.plain(args.getFirst()) : "");
      }
      case "It" -> {
        begin(PartKind.LIST_ITEM, Math.max(1, indent));
        say(Mdoc.line(args, name));
      }
      case "RS", "Bl" -> indent(1);
      case "RE", "El" -> indent(-1);
      case "nf", "EX", "Vb", "Bd" -> begin(displayed(macro, args), 0);
      case "fi", "EE", "Ve", "Ed" -> end();
      case "Dl", "D1" -> {
        begin(PartKind.CODE, 0);
        say(Mdoc.line(args, name));
        end();
      }
      case "TS" -> {
        end();
        line = new ManTable(lines, line).read(text);
      }
      case "OP" -> say("[" + joined(args, " ") + "]");
      case "SY", "UR", "MT" -> say(joined(args, " "));
      default -> inline(macro, args, rest);
    }
  }

  private void gap() {
    if (kind == PartKind.CODE) {
      words.append('\n');
    } else {
      end();
    }
  }

  private void indent(int more) {
    end();
    indent = Math.clamp(indent + more, 0, DEEPEST);
  }

  /** A display is set as it stands, unless it is filled. */
  private static PartKind displayed(String macro, List<String> args) {
    boolean stands = !macro.equals("Bd") || args.contains("-literal") || args.contains("-unfilled");
    return stands ? PartKind.CODE : PartKind.PARAGRAPH;
  }

  private void inline(String macro, List<String> args, String rest) {
    if (FONTS.contains(macro) && !args.isEmpty()) {
      say(joined(args, " "));
    } else if (MIXED_FONTS.contains(macro)) {
      say(joined(args, ""));
    } else if (Mdoc.knows(macro)) {
      if (macro.equals("Nm") && name.isEmpty() && !args.isEmpty()) {
        name = Roff.plain(args.getFirst());
      }
      List<String> all = new ArrayList<>(List.of(macro));
      all.addAll(args);
      say(Mdoc.line(all, name));
    } else if (rest.startsWith("\\}")) {
      take(rest.substring(2), DEEPEST);
    }
  }

  private static String joined(List<String> args, String between) {
    return String.join(between, args.stream().map(Roff::plain).toList());
  }

  private void title(List<String> args) {
    List<String> plain = args.stream().map(Roff::plain).toList();
    if (!plain.isEmpty() && title.isEmpty()) {
      title = plain.size() > 1 ? "%s(%s)".formatted(plain.get(0), plain.get(1)) : plain.getFirst();
      boolean shouted = !plain.getFirst().toLowerCase(Locale.ROOT).equals(plain.getFirst());
      name = shouted ? "" : plain.getFirst();
    }
  }

  private void heading(int depth, List<String> args) {
    begin(PartKind.HEADING, depth);
    indent = 0;
    if (args.isEmpty()) {
      heads = true;
      return;
    }
    say(joined(args, " "));
    end();
  }

  private void say(String said) {
    if (kind == PartKind.CODE) {
      words.append(said).append('\n');
      return;
    }
    if (said.isBlank()) {
      if (!heads && !tags) {
        end();
      }
      return;
    }
    words.append(words.isEmpty() ? "" : " ").append(said.strip());
    tags = false;
    if (heads) {
      heads = false;
      end();
    }
  }

  private void begin(PartKind next, int depth) {
    end();
    kind = next;
    level = depth;
  }

  private void end() {
    text.add(
        kind, level, kind == PartKind.CODE ? words.toString() : words.toString().strip());
    words.setLength(0);
    kind = PartKind.PARAGRAPH;
    level = 0;
    heads = false;
    tags = false;
  }
}
