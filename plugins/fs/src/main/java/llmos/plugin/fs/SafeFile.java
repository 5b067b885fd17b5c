package llmos.plugin.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import llmos.api.CallContext;
import llmos.api.Errno;
import llmos.api.FaultException;

/** Opens without following a link at the end of the path, reads within a bound, replaces whole or not at all. */
final class SafeFile {
  private SafeFile() {}

  static byte[] read(Path path, int most) throws IOException {
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new FaultException(
            Errno.LIMIT,
            "%s is larger than %,d bytes".formatted(path, most),
            "mount it and ask about it: mount " + path);
      }
      return bytes;
    }
  }

  /**
   * Copies what the file holds to {@code .llmos/undo/} of the workspace; returns where, or "" if it was not there.
   *
   * @throws FaultException if that place is a link: the copy would land where nobody was asked about
   */
  static String keep(Path path, CallContext context) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    Path settings = context.workspace().resolve(".llmos");
    Path undo = settings.resolve("undo");
    for (Path place : List.of(settings, undo)) {
      if (Files.isSymbolicLink(place)) {
        throw new FaultException(
            Errno.DENIED,
            "%s would be kept behind the link %s, outside the workspace".formatted(path, place),
            "remove the link; nothing was written");
      }
    }
    Files.createDirectories(undo);
    String stem = context.clock().millis() + "-" + path.getFileName();
    Path kept = undo.resolve(stem);
    for (int i = 1; Files.exists(kept, LinkOption.NOFOLLOW_LINKS); i++) {
      kept = undo.resolve(stem + "." + i);
    }
    Files.copy(path, kept, LinkOption.NOFOLLOW_LINKS);
    return context.workspace().relativize(kept).toString();
  }

  static void replace(Path path, byte[] bytes) throws IOException {
    Path folder = path.resolveSibling(".");
    Files.createDirectories(folder);
    Path fresh = Files.createTempFile(folder, ".llmos", ".new");
    try {
      try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
        out.force(true);
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
