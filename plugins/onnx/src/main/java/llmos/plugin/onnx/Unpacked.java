package llmos.plugin.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * Files from jars, unpacked once: a model that is a file, and a native library that need not be unpacked for each start,
 * halve the time to the first vector. A file is written beside its place and moved, so that two processes may do it at once.
 */
final class Unpacked {
  private static final String NATIVE_PATH = "onnxruntime.native.path";

  /** Bytes that are left free for what others write on the same disk. */
  private static final long LEFT = 16 << 20;

  private final Path folder;
  private final long most; // bytes on the disk that count as free

  Unpacked(Path folder) {
    this(folder, Long.MAX_VALUE);
  }

  Unpacked(Path folder, long most) {
    this.folder = folder;
    this.most = most;
  }

  /**
   * The file of this name, unpacked if it is not there or of another size.
   *
   * @param resource its full name on the class path
   */
  Path file(String resource) throws IOException {
    URL url = Unpacked.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new IOException("%s is not on the class path".formatted(resource));
    }
    Path file = folder.resolve(resource.substring(resource.lastIndexOf('/') + 1));
    long size = url.openConnection().getContentLengthLong();
    if (Files.isRegularFile(file) && Files.size(file) == size) {
      return file;
    }
    Files.createDirectories(folder);
    long free = Math.min(most, Files.getFileStore(folder).getUsableSpace());
    long needed = size + LEFT;
    if (free < needed) {
      throw new IOException("no space to unpack %s in %s: %d MB are to be free, and %d are"
          .formatted(file.getFileName(), folder, (needed >> 20) + 1, free >> 20));
    }
    Path beside = Files.createTempFile(folder, "unpacking-", ".tmp");
    try (InputStream in = url.openStream()) {
      Files.copy(in, beside, StandardCopyOption.REPLACE_EXISTING);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
    return file;
  }

  /** Has ONNX Runtime take its libraries from the folder, unless it was told otherwise or has none for this machine. */
  void nativeLibraries() throws IOException {
    String resources = "ai/onnxruntime/native/" + platform() + "/";
    String library = resources + System.mapLibraryName("onnxruntime");
    if (System.getProperty(NATIVE_PATH) != null
        || Unpacked.class.getClassLoader().getResource(library) == null) {
      return;
    }
    Path inFolder = file(library);
    file(resources + System.mapLibraryName("onnxruntime4j_jni"));
    // The only way in which the library can be told; it reads the property once, when it is loaded.
    System.setProperty(NATIVE_PATH, String.valueOf(inFolder.getParent()));
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "osx" : os.startsWith("win") ? "win" : "linux";
    String machine = System.getProperty("os.arch");
    return system + "-" + (machine.equals("aarch64") ? "aarch64" : "x64");
  }
}
