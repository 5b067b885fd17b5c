package llmos.plugin.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;

/**
 * Reads anything that is text: paragraphs between blank lines, with the headings of reStructuredText, AsciiDoc and Org,
 * and the rows of CSV and TSV.
 */
final class PlainReader implements DocumentReader {
  /** Left to their own readers, whatever their first bytes look like. */
  private static final Set<String> RICH = Set.of(
      "html", "htm", "xhtml", "pdf", "rtf", "docx", "xlsx", "pptx", "odt", "epub", "eml", "ps");

  private static final Pattern MARKED = Pattern.compile("(={1,6}|\\*{1,6}) \\S.*");
  private static final Pattern UNDERLINE =
      Pattern.compile("(=++|-++|~++|\\^++|\"++|#++|\\*++|\\+++)");
  private static final int LONGEST_HEADING = 200;

  @Override
  public String name() {
    return "text";
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    return !RICH.contains(extension(fileName)) && !rich(head) && Decoded.looksLikeText(head);
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException {
    Decoded decoded = Decoded.of(bytes);
    Lines lines = new Lines(decoded.text());
    String kind = extension(fileName);
    List<Part> parts = switch (kind) {
      case "csv", "tsv" -> rows(lines);
      default -> paragraphs(lines, kind);
    };
    return new Document(
        title(fileName, decoded.text(), parts), decoded.text(), parts, decoded.warnings());
  }

  static String extension(String fileName) {
    return fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean rich(byte[] head) {
    String start = new String(head, 0, Math.min(head.length, 64), StandardCharsets.ISO_8859_1)
        .strip()
        .toLowerCase(Locale.ROOT);
    return start.startsWith("%pdf-")
        || start.startsWith("<!doctype html")
        || start.startsWith("<html")
        || start.startsWith("{\\rtf");
  }

  private static String title(String fileName, String text, List<Part> parts) {
    for (Part part : parts) {
      if (part.kind() == PartKind.HEADING) {
        String heading = text.substring(part.start(), part.end());
        String bare = heading
            .lines()
            .findFirst()
            .orElse(heading)
            .replaceFirst("^[=*]+ ", "")
            .strip();
        return bare.isEmpty() ? fileName : bare;
      }
    }
    return fileName;
  }

  /** One part for each record; a quoted newline does not end a record. */
  private static List<Part> rows(Lines lines) {
    Parts parts = new Parts(lines);
    int from = 0;
    boolean open = false;
    for (int i = 0; i < lines.count(); i++) {
      open ^= lines.line(i).chars().filter(c -> c == '"').count() % 2 == 1;
      if (!open || i - from >= 200) {
        parts.add(from == 0 ? PartKind.TABLE_HEADER : PartKind.TABLE_ROW, 0, from, i + 1);
        from = i + 1;
        open = false;
      }
    }
    parts.add(PartKind.TABLE_ROW, 0, from, lines.count());
    return parts.list();
  }

  private static List<Part> paragraphs(Lines lines, String kind) {
    Parts parts = new Parts(lines);
    int from = 0;
    int i = 0;
    while (i < lines.count()) {
      int heading = headingLines(lines, i, kind);
      if (heading > 0) {
        parts.add(PartKind.PARAGRAPH, 0, from, i);
        parts.add(PartKind.HEADING, level(lines.line(i)), i, i + heading);
        i += heading;
        from = i;
        continue;
      }
      if (lines.blank(i)) {
        parts.add(PartKind.PARAGRAPH, 0, from, i);
        from = i + 1;
      }
      i++;
    }
    parts.add(PartKind.PARAGRAPH, 0, from, lines.count());
    return parts.list();
  }

  /** How many lines from here are a heading: 0, 1 (marked) or 2 (underlined). */
  private static int headingLines(Lines lines, int i, String kind) {
    if (lines.end(i) - lines.first(i) > LONGEST_HEADING || lines.blank(i) || lines.indent(i) > 0) {
      return 0;
    }
    return switch (kind) {
      case "adoc", "asciidoc", "org" -> MARKED.matcher(lines.line(i)).matches() ? 1 : 0;
      case "rst", "txt", "text" -> underlined(lines, i) ? 2 : 0;
      default -> 0;
    };
  }

  private static boolean underlined(Lines lines, int i) {
    if (i + 1 >= lines.count()
        || (i > 0
            && !lines.blank(i - 1)
            && !UNDERLINE.matcher(lines.line(i - 1)).matches())) {
      return false;
    }
    int width = lines.last(i) - lines.first(i);
    int under = lines.last(i + 1) - lines.first(i + 1);
    return under >= 3
        && under >= width
        && under <= LONGEST_HEADING
        && UNDERLINE.matcher(lines.line(i + 1).strip()).matches()
        && !UNDERLINE.matcher(lines.line(i).strip()).matches();
  }

  private static int level(String line) {
    int marks = 0;
    while (marks < line.length() && (line.charAt(marks) == '=' || line.charAt(marks) == '*')) {
      marks++;
    }
    return Math.max(1, marks);
  }
}
