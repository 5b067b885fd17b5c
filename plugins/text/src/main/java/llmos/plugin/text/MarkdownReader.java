package llmos.plugin.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Reads Markdown. The text is the source itself; CommonMark only tells which lines are a heading, an item, a table row.
 * A line belongs to the first block on it, a line that no block claims (front matter, rules) is a paragraph of its own.
 */
final class MarkdownReader implements DocumentReader {
  private static final Set<String> EXTENSIONS =
      Set.of("md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd");

  /** Nesting beyond this is read as text. */
  private static final int DEEPEST = 64;

  /** Beyond this a file is no prose; it is split as plain text, which needs no tree. */
  private static final int LARGEST = 16 << 20;

  @Override
  public String name() {
    return "markdown";
  }

  @Override
  public boolean light() {
    return true;
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    return EXTENSIONS.contains(PlainReader.extension(fileName)) && Decoded.looksLikeText(head);
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException {
    if (bytes.length > LARGEST) {
      return new PlainReader().read(fileName, bytes);
    }
    Decoded decoded = Decoded.of(bytes);
    String text = decoded.text();
    Lines lines = new Lines(text);
    int front = frontMatter(lines);
    @Nullable Owner[] owners = new @Nullable Owner[lines.count()];
    claim(parse(text, lines, front), front, owners);
    List<Part> parts = parts(lines, owners, front);
    return new Document(
        title(fileName, lines, front, parts, text), text, parts, decoded.warnings());
  }

  /** The parts of a piece of Markdown. */
  static List<Part> parts(String text) {
    Lines lines = new Lines(text);
    @Nullable Owner[] owners = new @Nullable Owner[lines.count()];
    claim(parse(text, lines, 0), 0, owners);
    return parts(lines, owners, 0);
  }

  /** What a line belongs to; compared by identity. */
  private static final class Owner {
    final PartKind kind;
    final int level;

    Owner(PartKind kind, int level) {
      this.kind = kind;
      this.level = level;
    }
  }

  private static Node parse(String text, Lines lines, int front) {
    String body =
        front == 0 ? text : front == lines.count() ? "" : text.substring(lineStart(lines, front));
    return Parser.builder()
        .extensions(List.of(TablesExtension.create()))
        .includeSourceSpans(IncludeSourceSpans.BLOCKS)
        .maxOpenBlockParsers(DEEPEST)
        // Only blocks are of interest; without the inline parser a line of many megabytes is
        // nothing special.
        .inlineParserFactory(context -> (source, node) -> {})
        .build()
        .parse(body);
  }

  private static int lineStart(Lines lines, int line) {
    return lines.first(line) - lines.indent(line);
  }

  /** Lines of YAML between {@code ---} at the very start, 0 if there are none. */
  private static int frontMatter(Lines lines) {
    if (lines.count() == 0 || !lines.line(0).stripTrailing().equals("---")) {
      return 0;
    }
    for (int i = 1; i < Math.min(lines.count(), 200); i++) {
      String line = lines.line(i).stripTrailing();
      if (line.equals("---") || line.equals("...")) {
        return i + 1;
      }
    }
    return 0;
  }

  /** Walks the tree in document order, which is never deeper than {@link #DEEPEST}. */
  private static void claim(Node node, int offset, @Nullable Owner[] owners) {
    @Nullable Owner owner = owner(node);
    if (owner != null) {
      List<SourceSpan> spans = node.getSourceSpans();
      // From the first line to the last: the blank lines of code have no span of their own.
      int last = spans.isEmpty() ? -1 : spans.getLast().getLineIndex() + offset;
      for (int line = last < 0 ? 0 : spans.getFirst().getLineIndex() + offset;
          line <= last;
          line++) {
        if (line < owners.length && owners[line] == null) {
          owners[line] = owner;
        }
      }
      return;
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      claim(child, offset, owners);
    }
  }

  private static @Nullable Owner owner(Node node) {
    return switch (node) {
      case Heading heading -> new Owner(PartKind.HEADING, heading.getLevel());
      case FencedCodeBlock code -> new Owner(PartKind.CODE, 0);
      case IndentedCodeBlock code -> new Owner(PartKind.CODE, 0);
      case TableRow row ->
        new Owner(
            row.getParent() instanceof TableHead ? PartKind.TABLE_HEADER : PartKind.TABLE_ROW, 0);
      case Paragraph paragraph
      when paragraph.getParent() instanceof ListItem ->
        new Owner(PartKind.LIST_ITEM, depth(paragraph));
      case Paragraph paragraph -> new Owner(PartKind.PARAGRAPH, 0);
      default -> null;
    };
  }

  private static int depth(Node node) {
    int depth = 0;
    for (Node up = node.getParent(); up != null; up = up.getParent()) {
      depth += up instanceof ListItem ? 1 : 0;
    }
    return depth;
  }

  private static List<Part> parts(Lines lines, @Nullable Owner[] owners, int front) {
    Parts parts = new Parts(lines);
    parts.add(PartKind.PARAGRAPH, 0, 0, front);
    int from = front;
    while (from < lines.count()) {
      @Nullable Owner owner = owners[from];
      int to = from + 1;
      while (to < lines.count() && owners[to] == owner && (owner != null || !lines.blank(to))) {
        to++;
      }
      // The line of dashes under a table's header is no node of the tree.
      if (owner != null
          && owner.kind == PartKind.TABLE_HEADER
          && to < lines.count()
          && owners[to] == null) {
        to++;
      }
      parts.add(
          owner == null ? PartKind.PARAGRAPH : owner.kind,
          owner == null ? 0 : owner.level,
          from,
          to);
      from = to;
    }
    return parts.list();
  }

  private static String title(
      String fileName, Lines lines, int front, List<Part> parts, String text) {
    List<String> candidates = new ArrayList<>();
    for (int i = 1; i < front - 1; i++) {
      String line = lines.line(i);
      if (line.startsWith("title:")) {
        candidates.add(line.substring("title:".length()).strip().replaceAll("^[\"']|[\"']$", ""));
      }
    }
    for (Part part : parts) {
      if (part.kind() == PartKind.HEADING) {
        String heading = text.substring(part.start(), part.end());
        candidates.add(heading
            .lines()
            .findFirst()
            .orElse("")
            .replaceAll("^[>\\s]*#*|#+$", "")
            .strip());
        break;
      }
    }
    return candidates.stream().filter(c -> !c.isEmpty()).findFirst().orElse(fileName);
  }
}
