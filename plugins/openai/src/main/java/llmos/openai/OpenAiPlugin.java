package llmos.openai;

import java.util.List;
import llmos.api.CpuDriver;
import llmos.api.Plugin;

/** Brings the driver {@code openai}. */
public final class OpenAiPlugin implements Plugin {

  /** Called by the service loader. */
  public OpenAiPlugin() {}

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public List<CpuDriver> cpus() {
    return List.of(new OpenAiDriver());
  }
}
