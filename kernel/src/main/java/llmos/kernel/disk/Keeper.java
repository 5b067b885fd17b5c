package llmos.kernel.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.store.Library;
import llmos.kernel.store.Limits;

/** Keeps texts as files of volumes that llmos writes itself, with the labels that the texts had. */
final class Keeper {
  private final Path home;
  private final Library library;
  private final Supplier<Readers> readers;

  /** {@code home} is the folder of these volumes. */
  Keeper(Path home, Library library, Supplier<Readers> readers) {
    this.home = home;
    this.library = library;
    this.readers = readers;
  }

  /** Writes a file of a volume of our own and puts it into the library. */
  void store(String name, String path, String text, Label label) throws InterruptedException {
    Path folder = home.toAbsolutePath().normalize().resolve(checked(name, path));
    Optional<Library.Volume> there = library.volume(name);
    if (there.isPresent() && !there.get().root().equals(folder.toString())) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "the volume %s is the folder %s; files are not written there"
              .formatted(name, there.get().root()),
          "save to a volume of its own: disk:notes/" + path);
    }
    Path file = folder.resolve(path);
    try {
      Path parent = file.getParent() == null ? folder : file.getParent();
      Files.createDirectories(parent);
      if (!parent.toRealPath().startsWith(folder.toRealPath())) {
        throw outside(path);
      }
      write(file, text);
      if (there.isEmpty()) {
        library.putVolume(name, folder.toString(), Label.TYPED);
      }
      put(library.volume(name).orElseThrow(() -> Mounter.gone(name)), file, path, text, label);
    } catch (IOException e) {
      throw new FaultException(
          Errno.NO_SPACE, "cannot write %s: %s".formatted(file, Walk.reason(e)), "");
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path half = file.resolveSibling("." + file.getFileName() + ".half");
    Files.writeString(half, Splitter.storable(text), StandardCharsets.UTF_8);
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void put(Library.Volume volume, Path file, String path, String text, Label label)
      throws IOException, InterruptedException {
    byte[] bytes = Files.readAllBytes(file);
    byte[] head = Arrays.copyOf(bytes, Math.min(Limits.HEAD_BYTES, bytes.length));
    String last = String.valueOf(file.getFileName());
    Document document;
    try (Readers open = readers.get()) {
      Optional<DocumentReader> reader =
          open.all().stream().filter(r -> r.reads(last, head)).findFirst();
      document = reader.isPresent()
          ? reader.get().read(last, bytes)
          : new Document(last, text, List.of(), List.of());
    }
    long mtime = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis();
    Walk.Found found = new Walk.Found(file, path, mtime, bytes.length);
    library.put(
        volume.id(), List.of(Reading.entry(found, label, Splitter.sha(bytes), document, "ok")));
  }

  private static String checked(String name, String path) {
    boolean odd =
        Stream.of(path.split("/", -1)).anyMatch(part -> part.isEmpty() || part.startsWith("."));
    if (odd || !path.equals(Names.visible(path)) || path.contains("\\")) {
      throw outside(path);
    }
    if (!name.equals(Names.safe(name))) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "a volume cannot be named '%s'".formatted(Names.visible(name)),
          "save disk:%s/%s".formatted(Names.safe(name), path));
    }
    return name;
  }

  private static FaultException outside(String path) {
    return new FaultException(
        Errno.BAD_USAGE,
        "not a path inside a volume: '%s'; its parts are not empty and do not start with '.'"
            .formatted(Names.visible(path)),
        "save disk:notes/summary.md");
  }
}
