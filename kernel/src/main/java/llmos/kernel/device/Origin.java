package llmos.kernel.device;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import llmos.api.CallContext;
import llmos.api.CpuDriver;
import llmos.api.DocumentReader;
import llmos.api.Embedder;
import llmos.api.Engine;
import llmos.api.Errno;
import llmos.api.EvictionPolicy;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Fetcher;
import llmos.api.Operation;
import llmos.api.Peripheral;
import llmos.api.Plugin;
import llmos.api.Reply;
import llmos.kernel.store.Limits;
import org.jspecify.annotations.Nullable;

/** One place that plugins come from; its code is loaded when a thing of it is first used, each kind once. */
final class Origin {
  final String name;
  final List<Path> jars; // none where its code is in this JVM already
  final Catalog catalog;
  private final Supplier<List<Peripheral>> devices;
  private final Supplier<List<CpuDriver>> cpus;
  private final Supplier<List<DocumentReader>> readers;
  private final Supplier<List<Embedder>> embedders;
  private final Supplier<List<EvictionPolicy.Maker>> policies;
  private final Supplier<List<Fetcher>> fetchers;
  private final Supplier<List<Engine>> engines;

  private Origin(
      String name, List<Path> jars, @Nullable Catalog known, Supplier<List<Plugin>> code) {
    this.name = name;
    this.jars = List.copyOf(jars);
    Supplier<List<Plugin>> plugins = new Once<>(name, code);
    this.devices = each(plugins, Plugin::peripherals);
    this.cpus = each(plugins, Plugin::cpus);
    this.readers = each(plugins, Plugin::readers);
    this.embedders = each(plugins, Plugin::embedders);
    this.policies = each(plugins, Plugin::policies);
    this.fetchers = each(plugins, Plugin::fetchers);
    this.engines = each(plugins, Plugin::engines);
    this.catalog = known == null ? new Once<>(name, this::look).get() : known;
  }

  /** An origin whose catalog is known; the code is not touched. */
  static Origin known(String name, List<Path> jars, Catalog catalog, Supplier<List<Plugin>> code) {
    return new Origin(name, jars, catalog, code);
  }

  /** An origin whose code is loaded now to see what it has. */
  static Origin look(String name, List<Path> jars, Supplier<List<Plugin>> code) {
    return new Origin(name, jars, null, code);
  }

  /** An origin of devices, asked now, and perhaps of other things, asked when they are needed. */
  static Origin builtIn(Plugin plugin) {
    List<Catalog.Descriptor> devices =
        plugin.peripherals().stream().map(Catalog.Descriptor::of).toList();
    Catalog catalog = new Catalog(devices, Catalog.ALL_KINDS);
    return new Origin("built in: " + plugin.name(), List.of(), catalog, () -> List.of(plugin));
  }

  private Catalog look() {
    Map<String, Supplier<? extends Collection<?>>> others = Map.of(
        "cpus",
        cpus,
        "readers",
        readers,
        "embedders",
        embedders,
        "policies",
        policies,
        "fetchers",
        fetchers,
        "engines",
        engines);
    List<String> kinds = Catalog.ALL_KINDS.stream()
        .filter(kind -> others.containsKey(kind) && !others.get(kind).get().isEmpty())
        .toList();
    return new Catalog(devices.get().stream().map(Catalog.Descriptor::of).toList(), kinds);
  }

  List<CpuDriver> cpus() {
    return cpus.get();
  }

  List<DocumentReader> readers() {
    return readers.get();
  }

  List<Embedder> embedders() {
    return embedders.get();
  }

  List<EvictionPolicy.Maker> policies() {
    return policies.get();
  }

  List<Fetcher> fetchers() {
    return fetchers.get();
  }

  List<Engine> engines() {
    return engines.get();
  }

  /** A device that loads its code on its first call. */
  Peripheral device(Catalog.Descriptor descriptor) {
    return new Peripheral() {
      @Override
      public String name() {
        return descriptor.name();
      }

      @Override
      public String summary() {
        return descriptor.summary();
      }

      @Override
      public List<Operation> operations() {
        return descriptor.operations();
      }

      @Override
      public Reply call(String operation, Map<String, Object> args, CallContext context)
          throws InterruptedException {
        Peripheral loaded = devices.get().stream()
            .filter(d -> d.name().equals(descriptor.name()))
            .findFirst()
            .orElseThrow(() -> new FaultException(
                Errno.NOT_RUNNABLE, Origin.this.name + " has no " + descriptor.name(), ""));
        return loaded.call(operation, args, context);
      }
    };
  }

  private <T> Supplier<List<T>> each(
      Supplier<List<Plugin>> plugins, Function<Plugin, List<T>> kind) {
    return new Once<>(
        name,
        () -> plugins.get().stream()
            .flatMap(plugin -> kind.apply(plugin).stream())
            .toList());
  }

  /**
   * Makes a value at most once, by foreign code on a thread of its own. What goes wrong is told each time; code that hangs is
   * tried once. Its lock is itself.
   */
  private static final class Once<T> implements Supplier<T> {
    private final String name;
    private final Supplier<T> make;
    private @Nullable T made;
    private @Nullable FaultException hung;

    Once(String name, Supplier<T> make) {
      this.name = name;
      this.make = make;
    }

    @Override
    public synchronized T get() {
      if (hung != null) {
        throw hung;
      }
      T value = made;
      if (value == null) {
        value = make();
        made = value;
      }
      return value;
    }

    private T make() {
      try {
        return Runner.patiently(Limits.CALL_TIMEOUT, name, make::get);
      } catch (TimeoutException e) {
        hung = fault("it did not answer within %d s".formatted(Limits.CALL_TIMEOUT.toSeconds()), e);
        throw hung;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof FaultException known
            ? known
            : fault(String.valueOf(e.getCause()), e);
      }
    }

    private FaultException fault(String reason, Exception e) {
      String message = "%s could not be loaded: %s".formatted(name, reason);
      return new FaultException(new Fault(Errno.NOT_RUNNABLE, message, ""), e);
    }
  }
}
