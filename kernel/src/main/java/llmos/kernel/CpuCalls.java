package llmos.kernel;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Label;
import llmos.api.Progress;

/** What the shell may ask of the CPU table, as records. */
final class CpuCalls implements Processors {
  private final Rooms rooms;

  CpuCalls(Rooms rooms) {
    this.rooms = rooms;
  }

  @Override
  public Records list() {
    String current = rooms.cpus().current();
    return Records.system(
        rooms.cpus().list().stream().map(s -> row(s, s.name().equals(current))).toList());
  }

  private static Row row(CpuSettings settings, boolean current) {
    return Row.of(
            "text",
            (current ? "* " : "  ") + settings.name() + "  " + settings.driver()
                + (settings.values().isEmpty() ? "" : "  " + settings.values()))
        .and("name", settings.name())
        .and("driver", settings.driver())
        .and("current", current)
        .and("settings", new TreeMap<>(settings.values()));
  }

  @Override
  public Records add(String name, String driver, Map<String, String> values) {
    rooms.cpus().add(new CpuSettings(name, driver, values));
    return said("added", name);
  }

  @Override
  public Records use(String name) {
    rooms.cpus().use(name);
    return said("using", name);
  }

  @Override
  public Records remove(String name) {
    rooms.cpus().remove(name);
    return said("removed", name);
  }

  private static Records said(String verb, String name) {
    return Records.system(Row.of("text", verb + " " + name).and("name", name));
  }

  @Override
  public Records probe() throws InterruptedException {
    List<CpuSettings> found = rooms.cpus().probe();
    if (found.isEmpty()) {
      return Records.system(Row.of(
              "text",
              "no model server answers on this machine; cpu pull smollm2 fetches a small model that needs none")
          .and("found", 0));
    }
    return Records.of(
        found.stream().map(s -> row(s, false)).toList(), Label.UNKNOWN); // names that servers gave
  }

  @Override
  public Records pull(String name, Progress progress) throws InterruptedException {
    if (name.isEmpty()) {
      return Records.system(rooms.cpus().offers().stream().map(CpuCalls::row).toList());
    }
    CpuSettings settings = rooms.cpus().pull(name, progress);
    return said("fetched and using", settings.name());
  }

  private static Row row(CpuDriver.Offer offer) {
    return Row.of(
            "text",
            "%s  %s  %d MB".formatted(offer.name(), offer.licence(), offer.bytes() / 1_000_000))
        .and("name", offer.name())
        .and("licence", offer.licence())
        .and("bytes", offer.bytes())
        .and("sha256", offer.sha256());
  }
}
