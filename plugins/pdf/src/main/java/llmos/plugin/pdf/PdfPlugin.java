package llmos.plugin.pdf;

import java.util.List;
import llmos.api.DocumentReader;
import llmos.api.Plugin;

/** The reader of PDF files. */
public final class PdfPlugin implements Plugin {
  @Override
  public String name() {
    return "pdf";
  }

  @Override
  public List<DocumentReader> readers() {
    return List.of(new PdfReader());
  }
}
