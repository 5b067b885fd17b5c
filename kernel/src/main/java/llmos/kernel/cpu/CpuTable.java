package llmos.kernel.cpu;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llmos.api.Cpu;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Near;
import llmos.api.Param;
import llmos.api.Progress;
import llmos.kernel.store.CpuRows;

/**
 * The CPUs of this home: which there are, which one is used, and those that are open.
 *
 * <p>The boot ROM is always there. {@code LLMOS_CPU} in the environment chooses for this machine without changing what was
 * chosen. Guarded by its own lock; fetching and probing are done outside of it.
 */
public final class CpuTable implements AutoCloseable {
  private static final String ROM = "rom";
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._:-]{0,63}";

  private final CpuRows rows;
  private final Supplier<List<CpuDriver>> drivers;
  private final CpuDriver.Host host;
  private final Map<String, Cpu> open = new HashMap<>();

  /** A table over these rows; drivers are asked for when they are needed. */
  public CpuTable(CpuRows rows, Supplier<List<CpuDriver>> drivers, CpuDriver.Host host) {
    this.rows = rows;
    this.drivers = drivers;
    this.host = host;
  }

  /**
   * Adds a CPU. One of the same name and driver keeps the settings that are not given anew; an empty value takes one away.
   *
   * @throws FaultException if name, driver or a setting is wrong, with what there is
   */
  public synchronized void add(CpuSettings given) {
    if (!given.name().matches(NAME)) {
      throw usage("'%s' is no name for a CPU; it takes letters, digits and . _ : -"
          .formatted(given.name()));
    }
    CpuDriver driver = driver(given.driver());
    CpuSettings whole = merged(given);
    check(driver, whole);
    close(whole.name());
    rows.put(whole);
  }

  private CpuSettings merged(CpuSettings given) {
    Map<String, String> values = new HashMap<>();
    find(given.name())
        .filter(before -> before.driver().equals(given.driver()))
        .ifPresent(before -> values.putAll(before.values()));
    values.putAll(given.values());
    values.values().removeIf(String::isEmpty);
    return new CpuSettings(given.name(), given.driver(), values);
  }

  private void check(CpuDriver driver, CpuSettings cpu) {
    Price.of(cpu);
    List<String> known = Stream.concat(
            driver.settings().stream().map(Param::name), Price.SETTINGS.stream())
        .toList();
    for (String key : cpu.values().keySet().stream().sorted().toList()) {
      if (!known.contains(key)) {
        throw usage("driver '%s' has no setting '%s'%s; it has: %s"
            .formatted(driver.name(), key, Near.hint(key, known), list(known)));
      }
    }
    for (Param param : driver.settings()) {
      if (param.required() && !cpu.values().containsKey(param.name())) {
        throw usage("cpu '%s' needs --%s: %s".formatted(cpu.name(), param.name(), param.help()));
      }
    }
    try {
      driver.open(cpu, host).close();
    } catch (FaultException e) {
      // A key that is not set yet or a file that comes later is for the first use to report.
      if (e.fault().errno() == Errno.BAD_USAGE) {
        throw e;
      }
    }
  }

  /** Forgets a CPU. If it was the current one, the boot ROM takes its place. */
  public synchronized void remove(String name) {
    settings(name);
    if (rows.list().stream().noneMatch(cpu -> cpu.name().equals(name))) {
      throw usage("cpu '%s' is built in and cannot be removed".formatted(name));
    }
    close(name);
    rows.remove(name);
    if (rows.current().equals(Optional.of(name))) {
      rows.use(ROM);
    }
  }

  /** Makes a CPU the current one, here and for later starts. */
  public synchronized void use(String name) {
    settings(name);
    rows.use(name);
  }

  /** The current CPU's name: that in {@code LLMOS_CPU}, or the one that was chosen, or {@code rom}. */
  public String current() {
    String chosen = host.environment().getOrDefault("LLMOS_CPU", "").strip();
    return chosen.isEmpty() ? rows.current().orElse(ROM) : chosen;
  }

  /**
   * A CPU's settings.
   *
   * @throws FaultException if there is none of that name, with those that there are
   */
  public CpuSettings settings(String name) {
    return find(name).orElseThrow(() -> {
      List<String> names = list().stream().map(CpuSettings::name).toList();
      return new FaultException(
          Errno.NO_SUCH,
          "no cpu '%s'%s%s; there are: %s"
              .formatted(name, told(name), Near.hint(name, names), list(names)),
          "cpu ls, cpu probe, or: cpu add %s --url URL".formatted(name));
    });
  }

  /** A name that the user has not just typed. */
  private String told(String name) {
    String variable = host.environment().getOrDefault("LLMOS_CPU", "").strip();
    return name.equals(variable) ? ", which LLMOS_CPU names" : "";
  }

  private Optional<CpuSettings> find(String name) {
    return list().stream().filter(cpu -> cpu.name().equals(name)).findFirst();
  }

  /** All CPUs, the boot ROM first. */
  public List<CpuSettings> list() {
    List<CpuSettings> all = new ArrayList<>(rows.list());
    boolean added = all.stream().anyMatch(cpu -> cpu.name().equals(ROM));
    if (!added && drivers().stream().anyMatch(driver -> driver.name().equals(ROM))) {
      all.addFirst(new CpuSettings(ROM, ROM, Map.of()));
    }
    return List.copyOf(all);
  }

  /** The drivers that are attached. */
  public List<CpuDriver> drivers() {
    return drivers.get();
  }

  private CpuDriver driver(String name) {
    List<String> names = drivers().stream().map(CpuDriver::name).toList();
    return drivers().stream()
        .filter(driver -> driver.name().equals(name))
        .findFirst()
        .orElseThrow(() -> usage("no driver '%s'%s; there are: %s"
            .formatted(name, Near.hint(name, names), list(names))));
  }

  /**
   * A CPU, ready to run. It stays open until it is changed or removed, or this table is closed.
   *
   * @throws FaultException if there is none of that name, or its driver finds something missing
   */
  public synchronized Cpu open(String name) {
    Cpu ready = open.get(name);
    if (ready == null) {
      CpuSettings settings = settings(name);
      ready = driver(settings.driver()).open(settings, host);
      open.put(name, ready);
    }
    return ready;
  }

  /** Leaves a CPU that does not come back from a call to itself: the next {@link #open} makes another. */
  public synchronized void abandon(String name) {
    open.remove(name);
  }

  /** Looks for model servers on this machine, adds what it finds, and returns it as it was added. */
  public List<CpuSettings> probe() throws InterruptedException {
    List<CpuSettings> found = new ArrayList<>();
    for (CpuDriver driver : drivers()) {
      found.addAll(driver.probe(host));
    }
    List<CpuSettings> added = new ArrayList<>();
    for (CpuSettings cpu : found) {
      CpuSettings named = new CpuSettings(nameFor(cpu), cpu.driver(), cpu.values());
      add(named);
      added.add(named);
    }
    return added;
  }

  /** The name of the CPU that is the same server and model, if there is one; else its own, or one beside it. */
  private String nameFor(CpuSettings cpu) {
    List<CpuSettings> all = list();
    for (CpuSettings known : all) {
      if (known.driver().equals(cpu.driver())
          && known.get("url", "").equals(cpu.get("url", ""))
          && known.get("model", "").equals(cpu.get("model", ""))) {
        return known.name();
      }
    }
    List<String> names = all.stream().map(CpuSettings::name).toList();
    String name = cpu.name();
    for (int i = 2; names.contains(name); i++) {
      name = cpu.name() + "-" + i;
    }
    return name;
  }

  /** Every model that some driver can fetch. */
  public List<CpuDriver.Offer> offers() {
    return drivers().stream().flatMap(driver -> driver.offers().stream()).toList();
  }

  /**
   * Fetches a model, adds it as a CPU and makes it the current one.
   *
   * @throws FaultException if nobody offers it, with what is offered, or it cannot be had
   */
  public CpuSettings pull(String name, Progress progress) throws InterruptedException {
    for (CpuDriver driver : drivers()) {
      for (CpuDriver.Offer offer : driver.offers()) {
        if (offer.name().equals(name)) {
          CpuSettings settings = driver.pull(offer, host, progress);
          add(settings);
          use(settings.name());
          return settings;
        }
      }
    }
    List<String> names = offers().stream().map(CpuDriver.Offer::name).toList();
    throw new FaultException(
        Errno.NO_SUCH,
        "no model '%s' to pull%s; there are: %s"
            .formatted(name, Near.hint(name, names), list(names)),
        "cpu pull");
  }

  private void close(String name) {
    Cpu cpu = open.remove(name);
    if (cpu != null) {
      cpu.close();
    }
  }

  private static String list(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static FaultException usage(String message) {
    return new FaultException(Errno.BAD_USAGE, message, "man cpu");
  }

  @Override
  public synchronized void close() {
    open.values().forEach(Cpu::close);
    open.clear();
  }
}
