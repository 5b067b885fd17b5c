package llmos.plugin.calc;

import java.util.List;
import llmos.api.Peripheral;
import llmos.api.Plugin;

/** Brings the device {@code calc}. */
public final class CalcPlugin implements Plugin {
  @Override
  public String name() {
    return "calc";
  }

  @Override
  public List<Peripheral> peripherals() {
    return List.of(Peripheral.of(new CalcDevice()));
  }
}
