package llmos.plugin.http;

import java.util.List;
import llmos.api.Fetcher;
import llmos.api.Peripheral;
import llmos.api.Plugin;

/** Brings the device {@code http}, and what mounts web addresses. */
public final class HttpPlugin implements Plugin {
  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<Fetcher> fetchers() {
    return List.of(new HttpFetcher());
  }

  @Override
  public List<Peripheral> peripherals() {
    return List.of(Peripheral.of(new HttpDevice()));
  }
}
