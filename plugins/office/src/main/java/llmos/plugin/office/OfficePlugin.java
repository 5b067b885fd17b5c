package llmos.plugin.office;

import java.util.List;
import llmos.api.DocumentReader;
import llmos.api.Plugin;

/** The reader of office documents and books. */
public final class OfficePlugin implements Plugin {
  @Override
  public String name() {
    return "office";
  }

  @Override
  public List<DocumentReader> readers() {
    return List.of(new OfficeReader());
  }
}
