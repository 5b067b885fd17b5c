package llmos.kernel.device;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Plugin;
import llmos.kernel.store.DeviceRows;
import llmos.kernel.store.Sha;
import org.jspecify.annotations.Nullable;

/**
 * Finds plugins: {@code FOLDER/NAME/*.jar}, each with a class loader of its own. What a plugin offers is read from the state
 * file as long as its jars are the same; then none of its code is loaded before it is used.
 *
 * <p>The first folder is the distribution's: there, the same names, sizes and times mean the same jars. A plugin of another
 * folder is pinned by SHA-256 when it is first seen, and hashed at every start; once its jars change it is off until it is
 * approved again.
 */
final class PluginLoader implements AutoCloseable {
  private static final String FORMAT = "1 ";

  private final List<Path> folders;
  private final DeviceRows rows;
  private final ApiLoader api = new ApiLoader();
  private final ApiLoader ours = ApiLoader.ours();
  private final List<URLClassLoader> loaders = new ArrayList<>();

  PluginLoader(List<Path> folders, DeviceRows rows) {
    this.folders = List.copyOf(folders);
    this.rows = rows;
  }

  /** What was found, with the reason for each that cannot be used. */
  record Found(List<Origin> origins, List<DeviceInfo> problems) {}

  /** Looks through all folders. Changed plugins whose folder's name is among the approved are taken as they are now. */
  Found scan(Set<String> approved) {
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    List<DeviceRows.Row> learnt = new ArrayList<>();
    Map<String, DeviceRows.Row> known = rows.all();
    for (int i = 0; i < folders.size(); i++) {
      for (Path folder : list(folders.get(i), "")) {
        List<Path> jars = list(folder, ".jar");
        if (jars.isEmpty()) {
          continue;
        }
        String name = String.valueOf(folder.getFileName());
        try {
          boolean pinned = i > 0 && !approved.contains(name);
          DeviceRows.Row row = known.get(folder.toString());
          found.origins().add(origin(new Candidate(folder, jars, i > 0, pinned), row, learnt));
        } catch (FaultException | IOException e) {
          String state = e instanceof FaultException f && f.fault().errno() == Errno.DENIED
              ? "changed"
              : "failed";
          found
              .problems()
              .add(new DeviceInfo(
                  name, "", folder.toString(), state, List.of(), String.valueOf(e.getMessage())));
        }
      }
    }
    rows.put(learnt);
    return found;
  }

  private record Candidate(Path folder, List<Path> jars, boolean foreign, boolean pinned) {}

  private Origin origin(Candidate at, DeviceRows.@Nullable Row row, List<DeviceRows.Row> out)
      throws IOException {
    String name = at.folder().toString();
    String fingerprint = fingerprint(at.jars());
    String sha = at.foreign() ? sha(at.jars()) : "";
    if (row != null && row.fingerprint().equals(fingerprint) && row.sha().equals(sha)) {
      Optional<Catalog> catalog = Catalog.read(row.catalog());
      if (catalog.isPresent()) {
        return Origin.known(name, at.jars(), catalog.get(), () -> load(at));
      }
    }
    if (row != null && at.pinned() && !row.sha().equals(sha)) {
      throw new FaultException(
          Errno.DENIED,
          "its jars changed (SHA-256 was %.12s…, is %.12s…): dev approve %s"
              .formatted(row.sha(), sha, at.folder().getFileName()),
          "");
    }
    Origin origin = Origin.look(name, at.jars(), () -> load(at));
    out.add(new DeviceRows.Row(name, fingerprint, sha, origin.catalog.write()));
    return origin;
  }

  private List<Plugin> load(Candidate at) {
    try {
      return plugins(loader(urls(at.jars()), at.foreign() ? api : ours));
    } catch (IOException e) {
      throw new FaultException(Errno.NOT_RUNNABLE, "cannot open its jars: " + e.getMessage(), "");
    }
  }

  static List<URL> urls(List<Path> jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    return urls;
  }

  /** The plugins that the jars of a loader name. */
  static List<Plugin> plugins(ClassLoader loader) {
    List<Plugin> plugins = ServiceLoader.load(Plugin.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
    if (plugins.isEmpty()) {
      throw new FaultException(
          Errno.NOT_RUNNABLE, "no jar names a plugin in META-INF/services/llmos.api.Plugin", "");
    }
    return plugins;
  }

  /** A class loader that sees the JDK, {@code llmos.api} and these; closed with this. */
  URLClassLoader loader(List<URL> urls) {
    return loader(urls, api);
  }

  private URLClassLoader loader(List<URL> urls, ApiLoader parent) {
    URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), parent);
    synchronized (loaders) {
      loaders.add(loader);
    }
    return loader;
  }

  private static List<Path> list(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(p -> ending.isEmpty() ? Files.isDirectory(p) : p.toString().endsWith(ending))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of(); // a folder that cannot be read offers nothing
    }
  }

  static String fingerprint(List<Path> files) throws IOException {
    StringBuilder all = new StringBuilder(FORMAT);
    for (Path file : files) {
      all.append(file.getFileName())
          .append(' ')
          .append(Files.size(file))
          .append(' ')
          .append(Files.getLastModifiedTime(file).toMillis())
          .append('\n');
    }
    return all.toString();
  }

  static String sha(List<Path> files) throws IOException {
    MessageDigest digest = Sha.digest();
    byte[] buffer = new byte[1 << 16];
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          digest.update(buffer, 0, n);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() {
    synchronized (loaders) {
      loaders.forEach(PluginLoader::close);
      loaders.clear();
    }
  }

  private static void close(URLClassLoader loader) {
    try {
      loader.close();
    } catch (IOException e) {
      return; // the machine is going down: an open jar does no harm
    }
  }
}
