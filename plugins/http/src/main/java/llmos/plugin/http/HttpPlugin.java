package llmos.plugin.http;

import java.util.List;
import llmos.api.Peripheral;
import llmos.api.Plugin;

/** Brings the device {@code http}. */
public final class HttpPlugin implements Plugin {
  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<Peripheral> peripherals() {
    return List.of(Peripheral.of(new HttpDevice()));
  }
}
