package llmos.kernel.device;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import llmos.api.Device;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Peripheral;
import llmos.api.Plugin;
import llmos.kernel.store.DeviceRows;
import org.jspecify.annotations.Nullable;

/**
 * The devices folder: each {@code .java} file in it is a device, compiled when it is new or changed. Classes are kept under the
 * SHA-256 of the source, so a file that was seen before is neither compiled nor loaded until it is called.
 */
final class SourceFolder {
  private final Path folder;
  private final Path cache;
  private final DeviceRows rows;
  private final Function<List<URL>, ClassLoader> loader;
  private final Map<Path, Seen> seen = new HashMap<>();
  private @Nullable Map<String, DeviceRows.Row> known;

  /** A file as it was when last looked at; either an origin or a problem. */
  private record Seen(String fingerprint, @Nullable Origin origin, String problem) {}

  SourceFolder(Path folder, Path cache, DeviceRows rows, Function<List<URL>, ClassLoader> loader) {
    this.folder = folder;
    this.cache = cache;
    this.rows = rows;
    this.loader = loader;
  }

  /** Looks again; true if anything is new, changed or gone. The caller holds the table's lock. */
  boolean changed() {
    List<Path> files = files();
    boolean changed = seen.keySet().retainAll(files);
    for (Path file : files) {
      String fingerprint = fingerprint(file);
      Seen before = seen.get(file);
      if (before == null || !before.fingerprint().equals(fingerprint)) {
        seen.put(file, look(file, fingerprint));
        changed = true;
      }
    }
    return changed;
  }

  PluginLoader.Found found() {
    PluginLoader.Found found = new PluginLoader.Found(new ArrayList<>(), new ArrayList<>());
    seen.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
      Origin origin = entry.getValue().origin();
      if (origin != null) {
        found.origins().add(origin);
        return;
      }
      String file = String.valueOf(entry.getKey().getFileName());
      found
          .problems()
          .add(new DeviceInfo(
              file.substring(0, file.length() - ".java".length()),
              "",
              entry.getKey().toString(),
              "failed",
              List.of(),
              entry.getValue().problem()));
    });
    return found;
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(p -> p.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      return List.of(); // a folder that cannot be read offers nothing
    }
  }

  private static String fingerprint(Path file) {
    try {
      return PluginLoader.fingerprint(List.of(file));
    } catch (IOException e) {
      return ""; // gone between listing and looking: looked at again next time
    }
  }

  private Seen look(Path file, String fingerprint) {
    try {
      Map<String, DeviceRows.Row> all = known == null ? rows.all() : known;
      known = all;
      DeviceRows.Row row = all.get(file.toString());
      String sha = PluginLoader.sha(List.of(file));
      Optional<Catalog> catalog =
          row != null && row.sha().equals(sha) ? Catalog.read(row.catalog()) : Optional.empty();
      if (catalog.isPresent()) {
        return new Seen(
            fingerprint,
            Origin.known(file.toString(), List.of(), catalog.get(), code(file, sha)),
            "");
      }
      Origin origin = Origin.look(file.toString(), List.of(), code(file, sha));
      rows.put(
          List.of(new DeviceRows.Row(file.toString(), fingerprint, sha, origin.catalog.write())));
      return new Seen(fingerprint, origin, "");
    } catch (FaultException | IOException e) {
      return new Seen(fingerprint, null, String.valueOf(e.getMessage()));
    }
  }

  private java.util.function.Supplier<List<Plugin>> code(Path file, String sha) {
    return () -> {
      try {
        Path classes = cache.resolve("devices").resolve(sha);
        if (!Files.isDirectory(classes)) {
          compile(file, classes);
        }
        return List.of(plugin(file, classes));
      } catch (IOException e) {
        throw new FaultException(Errno.NOT_RUNNABLE, "%s: %s".formatted(file, e.getMessage()), "");
      }
    };
  }

  /** Whole or not at all, also when two machines start at once. */
  private static void compile(Path file, Path classes) throws IOException {
    Files.createDirectories(classes.resolveSibling("."));
    Path fresh = Files.createTempDirectory(classes.resolveSibling("."), "new");
    try {
      SourceCompiler.compile(file, fresh);
      Files.move(fresh, classes, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(classes)) {
        throw e;
      }
    } finally {
      remove(fresh);
    }
  }

  /** What a compilation that failed, or that was second, leaves. */
  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private Plugin plugin(Path file, Path classes) throws IOException {
    List<Peripheral> devices = new ArrayList<>();
    ClassLoader code = loader.apply(List.of(url(classes)));
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path path : all.sorted(Comparator.naturalOrder()).toList()) {
        String name = classes.relativize(path).toString().replace('\\', '/').replace('/', '.');
        if (name.endsWith(".class") && !name.contains("$")) {
          Class<?> type = code.loadClass(name.substring(0, name.length() - ".class".length()));
          if (type.isAnnotationPresent(Device.class)) {
            devices.add(Peripheral.of(type.getConstructor().newInstance()));
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new FaultException(
          Errno.NOT_RUNNABLE,
          "%s: its class must be public with a public constructor without arguments that works: %s"
              .formatted(file.getFileName(), reason),
          "");
    }
    if (devices.isEmpty()) {
      throw new FaultException(
          Errno.NOT_RUNNABLE, file.getFileName() + " has no class with @Device(\"name\")", "");
    }
    return new Plugin() {
      @Override
      public String name() {
        return String.valueOf(file.getFileName());
      }

      @Override
      public List<Peripheral> peripherals() {
        return devices;
      }
    };
  }

  private static URL url(Path folder) throws MalformedURLException {
    return folder.toUri().toURL();
  }
}
