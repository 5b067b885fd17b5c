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

/** Reads anything that is text: paragraphs between blank lines; in {@code .txt} files headings with a line below them, or the first line as title. */
final class PlainReader implements DocumentReader {
  /** Left to their own readers, whatever their first bytes look like. */
  private static final Set<String> RICH =
      Set.of("html htm xhtml pdf rtf docx xlsx pptx odt ods odp epub eml ps".split(" "));

  /** One line that is no sentence and no list. */
  private static final Pattern TITLE = Pattern.compile("[\\p{L}\\p{N}\"“'(].*[^.,:;\\s]");

  private static final Set<String> UNDERLINED = Set.of("txt", "text");

  @Override
  public String name() {
    return "text";
  }

  @Override
  public boolean light() {
    return true;
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    return !RICH.contains(extension(fileName)) && !rich(head) && Decoded.looksLikeText(head);
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException {
    Decoded decoded = Decoded.of(bytes);
    String text = decoded.text();
    boolean isTxt = UNDERLINED.contains(extension(fileName));
    List<Part> parts = Outline.of(new Lines(text), isTxt ? new Underlined() : Dialect.NONE);
    if (isTxt) {
      begin(text, parts);
    }
    return new Document(Outline.title(fileName, text, parts), text, parts, decoded.warnings());
  }

  /** A text without headings that begins with one short line by itself begins with its title. */
  private static void begin(String text, List<Part> parts) {
    if (parts.size() < 2 || parts.stream().anyMatch(p -> p.kind() == PartKind.HEADING)) {
      return;
    }
    Part first = parts.getFirst();
    boolean isShort = first.end() - first.start() <= Outline.LONGEST_TITLE;
    if (isShort && TITLE.matcher(text.substring(first.start(), first.end())).matches()) {
      parts.set(0, new Part(PartKind.HEADING, first.start(), first.end(), 1, first.page()));
    }
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
}
