package llmos.kernel.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** The only log, for what no user has to act upon. Two files of at most 1 MiB each; a log that cannot be written is left out. */
public final class KernelLog {
  private final Path file;
  private final Clock clock;

  /** The log in this file. */
  public KernelLog(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Adds a line. */
  public synchronized void add(String what) {
    try {
      if (Files.exists(file) && Files.size(file) > Limits.LOG_BYTES) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      String line = clock.instant() + " " + what.replace('\n', ' ') + "\n";
      Files.writeString(
          file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      return; // there is no place left to say it
    }
  }

  /** The newest lines, oldest first. */
  public synchronized List<String> lines(int most) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      List<String> all = lines.toList();
      return all.subList(Math.max(0, all.size() - most), all.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
