package llmos.plugin.clock;

import java.util.List;
import llmos.api.Peripheral;
import llmos.api.Plugin;

/** Brings the device {@code clock}. */
public final class ClockPlugin implements Plugin {
  @Override
  public String name() {
    return "clock";
  }

  @Override
  public List<Peripheral> peripherals() {
    return List.of(Peripheral.of(new ClockDevice()));
  }
}
