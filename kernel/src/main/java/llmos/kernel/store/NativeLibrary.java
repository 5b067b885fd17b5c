package llmos.kernel.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.sqlite.JDBC;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/**
 * SQLite's native library, unpacked once. Left to itself the driver unpacks a megabyte at each start, so that a home on a
 * full disk could not even be read, and a process that is killed leaves its copy behind.
 */
final class NativeLibrary {
  private NativeLibrary() {}

  /** Makes sure that the library is in the folder and that the driver takes it from there. */
  static void unpack(Path folder) throws IOException {
    String name = System.mapLibraryName("sqlitejdbc");
    String system = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
    Path place = folder.resolve(SQLiteJDBCLoader.getVersion()).resolve(system);
    if (Files.exists(place.resolve(name)) || write(place, name)) {
      System.setProperty("org.sqlite.lib.path", place.toString());
      System.setProperty("org.sqlite.lib.name", name);
    }
  }

  /** False on a system that the driver knows by another name: it finds its way itself. */
  private static boolean write(Path place, String name) throws IOException {
    String system =
        OSInfo.getNativeLibFolderPathForCurrentOS(); // runs uname, so never at a later start
    try (InputStream in =
        JDBC.class.getResourceAsStream("/org/sqlite/native/" + system + "/" + name)) {
      if (in == null) {
        return false;
      }
      write(in.readAllBytes(), Files.createDirectories(place), name);
      return true;
    }
  }

  /** Whole or not at all, whatever stops this process and whoever does the same. */
  private static void write(byte[] bytes, Path folder, String name) throws IOException {
    Path part = Files.createTempFile(folder, name, ".part");
    try {
      Files.write(part, bytes);
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
