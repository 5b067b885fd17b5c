package llmos.plugin.tika;

import java.util.List;
import llmos.api.DocumentReader;
import llmos.api.Plugin;

/** Brings a reader of older office files. */
public final class TikaPlugin implements Plugin {
  /** Its public constructor is called by the machine. */
  public TikaPlugin() {}

  @Override
  public String name() {
    return "tika";
  }

  @Override
  public List<DocumentReader> readers() {
    return List.of(new TikaReader());
  }
}
