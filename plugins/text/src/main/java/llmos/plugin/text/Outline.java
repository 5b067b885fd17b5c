package llmos.plugin.text;

import java.util.List;
import java.util.function.IntPredicate;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;

/** Cuts a text into parts: a dialect takes the lines that it knows, the others are paragraphs between blank lines. */
final class Outline {
  static final int LONGEST_TITLE = 200;

  private final Lines lines;
  private final Parts parts;

  /** Where the paragraph starts that is not added yet. */
  private int open;

  private Outline(Lines lines) {
    this.lines = lines;
    this.parts = new Parts(lines);
  }

  static List<Part> of(Lines lines, Dialect dialect) {
    Outline outline = new Outline(lines);
    int line = 0;
    while (line < lines.count()) {
      int taken = lines.blank(line) ? 0 : dialect.take(outline, line);
      if (taken > 0) {
        line += taken;
        continue;
      }
      if (lines.blank(line)) {
        outline.paragraph(line);
      }
      line++;
    }
    outline.paragraph(lines.count());
    return outline.parts.list();
  }

  Lines lines() {
    return lines;
  }

  /** The line as it stands, empty beyond the last one. */
  String line(int line) {
    return line < lines.count() ? lines.line(line) : "";
  }

  /** Whether there is a line, with something on it. */
  boolean filled(int line) {
    return line < lines.count() && !lines.blank(line);
  }

  /** Whether the line goes on with a paragraph that is not added yet. */
  boolean goesOn(int line) {
    return open < line && filled(line - 1);
  }

  /** The first line from here on of which this is true, or that is blank, or the end. */
  int end(int from, IntPredicate stops) {
    int to = from;
    while (filled(to) && !stops.test(to)) {
      to++;
    }
    return to;
  }

  /** Adds the lines as a part, after the paragraph before them, and says how many they are. */
  int part(PartKind kind, int level, int from, int to) {
    paragraph(from);
    parts.add(kind, level, from, to);
    open = to;
    return to - from;
  }

  private void paragraph(int to) {
    if (open < to) {
      parts.add(PartKind.PARAGRAPH, 0, open, to);
    }
    open = to;
  }

  /** The words of the first heading, without its marks; the file's name if there is none. */
  static String title(String fileName, String text, List<Part> parts) {
    for (Part part : parts) {
      if (part.kind() == PartKind.HEADING) {
        String first = text.substring(
                part.start(), Math.min(part.end(), part.start() + 3 * LONGEST_TITLE))
            .lines()
            .map(String::strip)
            .filter(line -> line.codePoints().anyMatch(Character::isLetterOrDigit))
            .findFirst()
            .orElse("");
        String bare = first.startsWith("\\")
            ? first.replaceFirst("^[^{]*\\{", "").replaceFirst("}[^}]*$", "").strip()
            : first.replaceFirst("^[=*#]+ ", "").strip();
        return bare.isEmpty()
            ? fileName
            : bare.substring(0, Math.min(bare.length(), LONGEST_TITLE));
      }
    }
    return fileName;
  }
}
