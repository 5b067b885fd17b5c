package llmos.kernel.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.CallContext;
import llmos.api.CpuDriver;
import llmos.api.DocumentReader;
import llmos.api.Embedder;
import llmos.api.Engine;
import llmos.api.Errno;
import llmos.api.EvictionPolicy;
import llmos.api.FaultException;
import llmos.api.Fetcher;
import llmos.api.Near;
import llmos.api.Operation;
import llmos.api.Peripheral;
import llmos.api.Plugin;
import llmos.api.Reply;
import llmos.kernel.store.DeviceRows;
import org.jspecify.annotations.Nullable;

/**
 * All devices by name, and what else plugins bring. The first to bring a name keeps it: built-in plugins, plugin folders, files
 * of the devices folder. Files are looked at again each time; folders once. Its one lock is itself.
 */
public final class DeviceTable implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  private final List<Origin> builtIn;
  private final PluginLoader loader;
  private final SourceFolder sources;
  private final Set<String> approved = new HashSet<>();
  private Set<String> reserved = Set.of();
  private PluginLoader.@Nullable Found folders;
  private Map<String, Peripheral> devices = Map.of();
  private List<DeviceInfo> infos = List.of();
  private boolean stale = true;

  /**
   * A checked call.
   *
   * @param args a value for each parameter: Long, Double, Boolean or String; paths and URLs as they were typed
   * @param line the same call as a line that binds to it again
   */
  public record BoundCall(
      Peripheral device, Operation operation, Map<String, Object> args, String line) {}

  /**
   * A table.
   *
   * @param pluginFolders each holds a folder of jars for each plugin; the first is the distribution's
   * @param devicesFolder {@code .java} files, each a device
   * @param cache where classes compiled from them are kept
   */
  public DeviceTable(
      List<Plugin> builtIn,
      List<Path> pluginFolders,
      Path devicesFolder,
      DeviceRows rows,
      Path cache) {
    this.builtIn = builtIn.stream().map(Origin::builtIn).toList();
    this.loader = new PluginLoader(pluginFolders, rows);
    this.sources = new SourceFolder(devicesFolder, cache, rows, loader::loader);
  }

  /** Names that no device may take, such as those of shell commands. */
  public synchronized void reserve(Set<String> names) {
    reserved = Set.copyOf(names);
    stale = true;
  }

  /** Takes a changed plugin as it is now; its name is that of its folder. */
  public synchronized void approve(String name) {
    if (infos().stream().noneMatch(i -> i.name().equals(name) && i.state().equals("changed"))) {
      throw new FaultException(
          Errno.NO_SUCH, "no plugin '%s' waits for approval".formatted(name), "dev");
    }
    approved.add(name);
    folders = null;
    stale = true;
    refresh();
    approved.remove(name);
  }

  /** The devices that can be called, by name. They load their code on the first call. */
  public synchronized List<Peripheral> devices() {
    refresh();
    return List.copyOf(devices.values());
  }

  /** The device of this name. */
  public synchronized Optional<Peripheral> find(String name) {
    refresh();
    return Optional.ofNullable(devices.get(name));
  }

  /** All devices, those that cannot be called too. */
  public synchronized List<DeviceInfo> infos() {
    refresh();
    return infos;
  }

  private void refresh() {
    if (sources.changed() || stale || folders == null) {
      PluginLoader.Found jars = folders == null ? loader.scan(approved) : folders;
      folders = jars;
      stale = false;
      devices = new LinkedHashMap<>();
      infos = new ArrayList<>();
      Stream.of(builtIn, jars.origins(), sources.found().origins())
          .flatMap(List::stream)
          .forEach(this::add);
      infos.addAll(jars.problems());
      infos.addAll(sources.found().problems());
      infos = List.copyOf(infos);
    }
  }

  private void add(Origin origin) {
    for (Catalog.Descriptor d : origin.catalog.devices()) {
      String problem = "";
      if (!NAME.matcher(d.name()).matches()) {
        problem = "a name is lower-case letters, digits and -";
      } else if (reserved.contains(d.name())) {
        problem = "'" + d.name() + "' is a command of the shell: give the device another name";
      } else if (devices.containsKey(d.name())) {
        problem = "another device is named '" + d.name() + "': names cannot be shadowed";
      } else {
        devices.put(d.name(), origin.device(d));
      }
      infos.add(new DeviceInfo(
          d.name(),
          d.summary(),
          origin.name,
          problem.isEmpty() ? "ready" : "refused",
          d.operations(),
          problem));
    }
  }

  /** Every kind of model that can be the CPU. */
  public List<CpuDriver> cpuDrivers() {
    return all("cpus", Origin::cpus);
  }

  /** Every reader of documents; those of jars that are not light read in this process. */
  public List<DocumentReader> readers(ReaderProcess process) {
    return all("readers", origin -> process.apart(origin.jars, origin.readers()));
  }

  /** The first maker of vectors. */
  public Optional<Embedder> embedder() {
    return all("embedders", Origin::embedders).stream().findFirst();
  }

  /** Policies of the pager that plugins bring. */
  public List<EvictionPolicy.Maker> policies() {
    return all("policies", Origin::policies);
  }

  /** What fetches documents from elsewhere. */
  public List<Fetcher> fetchers() {
    return all("fetchers", Origin::fetchers);
  }

  /** Search engines that hold documents elsewhere. */
  public List<Engine> engines() {
    return all("engines", Origin::engines);
  }

  /** Loads only the plugins that have things of the kind. One that cannot be loaded offers none. */
  private <T> List<T> all(String kind, Function<Origin, List<T>> things) {
    List<Origin> origins;
    synchronized (this) {
      refresh();
      List<Origin> jars = folders == null ? List.of() : folders.origins();
      origins = Stream.concat(builtIn.stream(), jars.stream()).toList();
    }
    List<T> found = new ArrayList<>();
    for (Origin origin : origins) {
      try {
        if (origin.catalog.kinds().contains(kind)) {
          found.addAll(things.apply(origin));
        }
      } catch (FaultException e) {
        failed(origin, e);
      }
    }
    return found;
  }

  private synchronized void failed(Origin origin, FaultException e) {
    DeviceInfo problem = new DeviceInfo(
        String.valueOf(Path.of(origin.name).getFileName()),
        "",
        origin.name,
        "failed",
        List.of(),
        e.fault().message());
    if (!infos.contains(problem)) {
      infos = Stream.concat(infos.stream(), Stream.of(problem)).toList();
    }
  }

  /** Whether a device has an operation, by their descriptors. */
  public boolean offers(String device, String operation) {
    return find(device).stream()
        .flatMap(d -> d.operations().stream())
        .anyMatch(o -> o.name().equals(operation));
  }

  /**
   * Checks a call.
   *
   * @param words device, operation, arguments
   * @throws FaultException with the usage, and the name that may have been meant
   */
  public BoundCall bind(List<String> words) {
    String name = words.isEmpty() ? "" : words.getFirst();
    Peripheral device = find(name).orElseThrow(() -> unknown(name));
    String asked = words.size() > 1 ? words.get(1) : "";
    Operation operation = device.operations().stream()
        .filter(o -> o.name().equals(asked))
        .findFirst()
        .orElseThrow(() -> unknown(device, asked));
    Binder binder = new Binder(name, operation);
    Map<String, Object> args = binder.bind(words.subList(2, words.size()));
    String line = Stream.concat(Stream.of(name, operation.name()), binder.words(args))
        .collect(Collectors.joining(" "));
    return new BoundCall(device, operation, args, line);
  }

  private FaultException unknown(String name) {
    Optional<DeviceInfo> broken =
        infos().stream().filter(i -> i.name().equals(name)).findFirst();
    if (broken.isPresent()) {
      DeviceInfo info = broken.get();
      return new FaultException(
          Errno.NOT_RUNNABLE,
          "device %s is %s: %s".formatted(name, info.state(), info.problem()),
          info.state().equals("changed") ? "dev approve " + name : "dev");
    }
    List<String> names = devices().stream().map(Peripheral::name).toList();
    return new FaultException(
        Errno.NO_COMMAND,
        "no device '%s'%s; attached: %s"
            .formatted(name, Near.hint(name, names), String.join(", ", names)),
        "dev");
  }

  private static FaultException unknown(Peripheral device, String asked) {
    List<String> names = device.operations().stream().map(Operation::name).toList();
    String usages = device.operations().stream()
        .map(o -> device.name() + " " + o.usage())
        .collect(Collectors.joining("; "));
    return new FaultException(
        asked.isEmpty() ? Errno.BAD_USAGE : Errno.NO_COMMAND,
        "%s%s; usage: %s"
            .formatted(
                asked.isEmpty()
                    ? device.name() + " needs an operation"
                    : "%s has no operation '%s'".formatted(device.name(), asked),
                Near.hint(asked, names),
                usages),
        "help " + device.name());
  }

  /**
   * Makes a call on a thread of its own. Whatever the device does comes back as a reply of bounded size: an exception, no
   * answer in time ({@link Errno#TIMEOUT}), a flood.
   *
   * @throws InterruptedException if the caller was interrupted; the device was told to stop
   */
  public Reply call(BoundCall call, CallContext context) throws InterruptedException {
    String what = call.device().name() + " " + call.operation().name();
    Map<String, Object> args = Binder.resolved(call, context.workspace());
    return Runner.run(
        what, () -> call.device().call(call.operation().name(), args, context), context);
  }

  @Override
  public void close() {
    loader.close();
  }
}
