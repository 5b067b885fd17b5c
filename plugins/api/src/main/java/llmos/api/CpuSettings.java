package llmos.api;

import java.util.Map;

/**
 * A configured CPU.
 *
 * @param name what the user calls it
 * @param driver the driver that runs it
 * @param values the driver's settings, by the names of {@link CpuDriver#settings()}; a secret is only named here, by the
 *     environment variable that holds it
 */
public record CpuSettings(String name, String driver, Map<String, String> values) {
  public CpuSettings {
    values = Map.copyOf(values);
  }

  /** A setting, or the default. */
  public String get(String key, String orElse) {
    return values.getOrDefault(key, orElse);
  }
}
