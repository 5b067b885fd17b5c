package llmos.kernel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llmos.api.Embedder;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.kernel.disk.BareSearch;
import llmos.kernel.disk.Disk;
import llmos.kernel.disk.MountReport;
import llmos.kernel.disk.MountRequest;
import llmos.kernel.disk.Readers;
import llmos.kernel.store.Library;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Store;

/**
 * A disk of its own with the documents of a collection on it, as it would hold a folder of them. It stays in its folder, so that a
 * second run needs no vectors again.
 */
public final class Shelf implements AutoCloseable {
  private static final String VOLUME = "files";

  private final Path folder;
  private final Store store;
  private final Disk disk;

  /** What a shelf needs of the machine. */
  public record Machine(
      Supplier<Readers> readers, Supplier<Optional<Embedder>> embedder, Clock clock) {}

  /** A shelf in this folder; by words alone if {@code machine} has no embedder. */
  Shelf(Path folder, Machine machine) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.store = Store.open(folder.resolve("state.db"));
    Optional<Embedder> heard = machine.embedder().get().map(Heard::new);
    this.disk = new Disk(
        folder.resolve("index"),
        new Library(store),
        machine.readers(),
        () -> heard,
        machine.clock());
  }

  /** Puts files there, by name, and takes others away; returns when each block can be found by words, and by meaning. */
  MountReport fill(Map<String, String> texts, Progress progress)
      throws IOException, InterruptedException {
    Path files = Files.createDirectories(folder.resolve(VOLUME));
    Set<Path> wanted = new HashSet<>();
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = files.resolve(text.getKey());
      wanted.add(file);
      if (!holds(file, text.getValue())) {
        Files.writeString(file, text.getValue());
      }
    }
    try (Stream<Path> there = Files.list(files)) {
      there.filter(file -> !wanted.contains(file)).forEach(Shelf::remove);
    }
    MountReport report = disk.mount(new MountRequest(files, VOLUME, Label.UNKNOWN), progress);
    while (disk.embedNext(Limits.SHELF_VECTORS) > 0) {
      long[] at = disk.vectorProgress();
      progress.at("vectors", at[0], at[1]);
    }
    return report;
  }

  private static boolean holds(Path file, String text) throws IOException {
    try {
      return Files.readString(file).equals(text);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Disk disk() {
    return disk;
  }

  /** The file that a hit is in. */
  static String file(Disk.Hit hit) {
    return hit.block().span().doc().substring(VOLUME.length() + 1);
  }

  /** All text of a file, as the disk holds it. */
  String text(String file) {
    return disk.text(VOLUME + "/" + file).text();
  }

  /** Blocks that have a vector, and how many there are of those that should. */
  long[] vectors() {
    return disk.vectorProgress();
  }

  /** A search by words with nothing around it. */
  BareSearch bare() throws IOException {
    return new BareSearch(folder.resolve("index"));
  }

  @Override
  public void close() {
    try (store;
        disk) {
      return;
    }
  }
}
