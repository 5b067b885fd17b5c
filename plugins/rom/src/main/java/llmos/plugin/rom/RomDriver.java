package llmos.plugin.rom;

import java.util.List;
import llmos.api.Cpu;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Param;

/** The driver of the boot ROM. */
final class RomDriver implements CpuDriver {
  private static final int LEAST_WINDOW = 256;
  private static final String DEFAULT_WINDOW = "8192";

  @Override
  public String name() {
    return "rom";
  }

  @Override
  public String summary() {
    return "Needs no model: quotes from documents, hands sums and dates to devices.";
  }

  @Override
  public List<Param> settings() {
    return List.of(
        Param.of("window", Param.Type.INTEGER, Param.Role.PAYLOAD, "size of its window in tokens")
            .orElse(DEFAULT_WINDOW));
  }

  @Override
  public Cpu open(CpuSettings settings, Host host) {
    String given = settings.get("window", DEFAULT_WINDOW);
    try {
      int window = Integer.parseInt(given);
      if (window >= LEAST_WINDOW) {
        return new RomCpu(window);
      }
    } catch (NumberFormatException e) {
      // Said below, together with numbers that are too small.
    }
    throw new FaultException(
        Errno.BAD_USAGE,
        "window of cpu '%s' is '%s'; it must be a number from %d on"
            .formatted(settings.name(), given, LEAST_WINDOW),
        "cpu add %s --driver rom --window %s".formatted(settings.name(), DEFAULT_WINDOW));
  }
}
