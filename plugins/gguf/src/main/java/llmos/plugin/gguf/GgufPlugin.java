package llmos.plugin.gguf;

import java.util.List;
import llmos.api.CpuDriver;
import llmos.api.Plugin;

/** Adds the CPU driver {@code gguf}. */
public final class GgufPlugin implements Plugin {
  @Override
  public String name() {
    return "gguf";
  }

  @Override
  public List<CpuDriver> cpus() {
    return List.of(new GgufDriver());
  }
}
