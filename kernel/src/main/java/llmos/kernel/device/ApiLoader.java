package llmos.kernel.device;

import java.util.ArrayList;
import java.util.List;
import llmos.api.Peripheral;

/**
 * The parent of every plugin's class loader: it shows the JDK and {@code llmos.api}, nothing else of ours. That is order, not
 * security: code in this JVM can do anything, {@code System.exit} included.
 */
final class ApiLoader extends ClassLoader {
  private static final List<String> API = List.of("llmos.api.", "org.jspecify.annotations.");

  /** Of the libraries, what the distribution's own plugins are built with: one copy, which the start-up cache holds. */
  private static final List<String> SHARED =
      List.of("tools.jackson.", "com.fasterxml.jackson.annotation.");

  private final List<String> packages;

  private ApiLoader(List<String> packages) {
    super("llmos.api", ClassLoader.getPlatformClassLoader());
    this.packages = packages;
  }

  /** Of a plugin that brings its own libraries. */
  ApiLoader() {
    this(API);
  }

  /** Of the distribution's plugins. */
  static ApiLoader ours() {
    List<String> all = new ArrayList<>(API);
    all.addAll(SHARED);
    return new ApiLoader(all);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (packages.stream().anyMatch(name::startsWith)) {
      return Class.forName(name, false, Peripheral.class.getClassLoader());
    }
    throw new ClassNotFoundException(name);
  }
}
