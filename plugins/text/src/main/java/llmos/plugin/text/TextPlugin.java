package llmos.plugin.text;

import java.util.List;
import llmos.api.DocumentReader;
import llmos.api.Plugin;

/** The readers of this package; the one that takes any text comes last. */
public final class TextPlugin implements Plugin {
  @Override
  public String name() {
    return "text";
  }

  @Override
  public List<DocumentReader> readers() {
    return List.of(
        new ManReader(),
        new MarkdownReader(),
        new OutlineReader(),
        new CsvReader(),
        new JsonReader(),
        new NotebookReader(),
        new SourceReader(),
        new PlainReader());
  }
}
