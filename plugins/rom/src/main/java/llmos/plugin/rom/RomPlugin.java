package llmos.plugin.rom;

import java.util.List;
import llmos.api.CpuDriver;
import llmos.api.Plugin;

/** Adds the CPU driver {@code rom}. */
public final class RomPlugin implements Plugin {
  @Override
  public String name() {
    return "rom";
  }

  @Override
  public List<CpuDriver> cpus() {
    return List.of(new RomDriver());
  }
}
