package llmos.kernel.device;

import llmos.api.Peripheral;

/**
 * The parent of every plugin's class loader: it shows the JDK and {@code llmos.api}, nothing else of ours. That is order, not
 * security: code in this JVM can do anything, {@code System.exit} included.
 */
final class ApiLoader extends ClassLoader {
  ApiLoader() {
    super("llmos.api", ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith("llmos.api.") || name.startsWith("org.jspecify.annotations.")) {
      return Class.forName(name, false, Peripheral.class.getClassLoader());
    }
    throw new ClassNotFoundException(name);
  }
}
