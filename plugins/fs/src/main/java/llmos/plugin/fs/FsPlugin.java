package llmos.plugin.fs;

import java.util.List;
import llmos.api.Peripheral;
import llmos.api.Plugin;

/** Brings the device {@code fs}. */
public final class FsPlugin implements Plugin {
  @Override
  public String name() {
    return "fs";
  }

  @Override
  public List<Peripheral> peripherals() {
    return List.of(Peripheral.of(new FsDevice()));
  }
}
