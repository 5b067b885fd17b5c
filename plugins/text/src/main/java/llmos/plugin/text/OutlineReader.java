package llmos.plugin.text;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.DocumentReader;

/** Reads light markup: reStructuredText, AsciiDoc, Org and LaTeX. The text is the source itself. */
final class OutlineReader implements DocumentReader {
  private static final Map<String, Supplier<Dialect>> DIALECTS = Map.of(
      "rst", Rst::new,
      "rest", Rst::new,
      "adoc", Adoc::new,
      "asciidoc", Adoc::new,
      "asc", Adoc::new,
      "org", Org::new,
      "tex", Tex::new,
      "latex", Tex::new,
      "ltx", Tex::new);

  /** Where the title is said by a name. */
  private static final Pattern NAMED =
      Pattern.compile("(?im)^(?:#\\+title:[ \t]*|\\\\title\\{)([^\\r\\n}]{1,200})");

  private static final int HEAD = 20_000;

  @Override
  public String name() {
    return "rst/adoc/org/tex";
  }

  @Override
  public boolean light() {
    return true;
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    return DIALECTS.containsKey(PlainReader.extension(fileName)) && Decoded.looksLikeText(head);
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException {
    Decoded decoded = Decoded.of(bytes);
    String text = decoded.text();
    Dialect dialect = DIALECTS
        .getOrDefault(PlainReader.extension(fileName), () -> Dialect.NONE)
        .get();
    List<Part> parts = Outline.of(new Lines(text), dialect);
    Matcher named = NAMED.matcher(text.substring(0, Math.min(text.length(), HEAD)));
    String title = named.find() ? named.group(1).strip() : "";
    return new Document(
        title.isEmpty() ? Outline.title(fileName, text, parts) : title,
        text,
        parts,
        decoded.warnings());
  }
}
