package llmos.plugin.html;

import java.util.List;
import llmos.api.DocumentReader;
import llmos.api.Plugin;

/** The reader of web pages. */
public final class HtmlPlugin implements Plugin {
  @Override
  public String name() {
    return "html";
  }

  @Override
  public List<DocumentReader> readers() {
    return List.of(new HtmlReader());
  }
}
