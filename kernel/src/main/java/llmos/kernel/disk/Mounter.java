package llmos.kernel.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import llmos.api.DocumentReader;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.KernelPanic;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.kernel.store.Library;

/** Makes the library agree with the files of a volume. Holds no state: what is done, or handed to its writer, is in the library. */
final class Mounter implements AutoCloseable {
  private final Path home;
  private final Library library;
  private final Supplier<Readers> readers;
  private final Clock clock;
  private final Mirror mirror;
  private final Runnable many;
  private final ExecutorService writer = Executors.newSingleThreadExecutor(
      Thread.ofPlatform().daemon().name("disk-writer").factory());

  /**
   * Mounts into this library.
   *
   * @param home the folder of volumes whose files llmos writes itself; what is fetched is kept in {@code web} beside it
   * @param many run, on any thread, when files are in the library and more are being read
   */
  Mounter(Path home, Library library, Supplier<Readers> readers, Clock clock, Runnable many) {
    this.home = home;
    this.library = library;
    this.readers = readers;
    this.clock = clock;
    this.mirror = new Mirror(home.resolveSibling("web"), readers);
    this.many = many;
  }

  /**
   * What there is at a root.
   *
   * @param root a folder, a file or an address
   * @param folder where its files are
   * @param began when it was looked at, in epoch milliseconds
   * @param apart what is notable beside the files
   */
  private record Look(
      String root, Path folder, long began, Walk walk, List<MountReport.FileStatus> apart) {

    List<MountReport.FileStatus> notable() {
      List<MountReport.FileStatus> all = new ArrayList<>(walk.notable());
      all.addAll(apart);
      return all;
    }
  }

  /** Mounts a folder, a file or an address, or compares a mounted one with its files. */
  MountReport mount(MountRequest request, Progress progress) throws InterruptedException {
    String root = Roots.real(request.root());
    String name = Roots.name(library, request.name(), root);
    Look look = look(root, request.pages(), progress);
    Optional<Library.Volume> old = library.volume(name);
    if (old.isEmpty() && look.walk().files().isEmpty()) {
      throw nothing(look, look.notable());
    }
    // Labels only rise: to lower a volume's, it is unmounted first.
    Label label = old.map(v -> v.label().join(request.label())).orElse(request.label());
    library.putVolume(name, root, label);
    Library.Volume volume = library.volume(name).orElseThrow(() -> gone(name));
    MountReport report = compare(volume, look, Before.Unread.AGAIN, progress);
    if (old.isEmpty() && report.documents() == 0) {
      library.removeVolume(name);
      throw nothing(look, report.notable());
    }
    return report;
  }

  /** Compares a volume with its files; one that was unmounted meanwhile does not come back by it. */
  MountReport compare(Library.Volume volume, Before.Unread unread, Progress progress)
      throws InterruptedException {
    String root = Roots.real(volume.root());
    Roots.name(library, volume.name(), root);
    return compare(stillThere(volume), look(root, 0, progress), unread, progress);
  }

  private MountReport compare(
      Library.Volume volume, Look look, Before.Unread unread, Progress progress)
      throws InterruptedException {
    written();
    Walk walk = look.walk();
    Batches batches = new Batches(library, volume.id(), writer, many);
    Before before = new Before(library.documents(volume.id()), walk, unread);
    if (before.isEmptied(walk)) {
      throw emptied(volume);
    }
    try (Readers open = readers.get();
        Ingest ingest =
            new Ingest(library, volume, open.all(), before, unknown(look.folder()), batches)) {
      int done = 0;
      for (Walk.Found file : walk.files()) {
        progress.at("reading " + file.path(), done++, walk.files().size());
        ingest.file(file);
      }
      batches.finish();
      List<MountReport.FileStatus> notable = new ArrayList<>(look.notable());
      notable.addAll(ingest.notable());
      List<Long> gone = before.gone();
      library.remove(gone);
      library.mounted(stillThere(volume).id(), look.began());
      return report(
          volume,
          ingest,
          notable,
          new Changes(gone.size(), batches.changedBlocks(), clock.millis() - look.began()));
    } catch (FaultException e) {
      stillThere(volume); // of a volume that is gone the state file only says that it breaks a rule
      throw e;
    }
  }

  /** Waits for what an interrupted mount handed over. */
  private void written() throws InterruptedException {
    try {
      writer.submit(() -> {}).get();
    } catch (ExecutionException e) {
      throw new KernelPanic("nothing was done: " + e.getMessage());
    }
  }

  private Library.Volume stillThere(Library.Volume volume) {
    return library
        .volume(volume.name())
        .filter(v -> v.id() == volume.id())
        .orElseThrow(() -> gone(volume.name()));
  }

  /** A disk that was taken off leaves an empty folder: nobody has deleted its files. */
  private static FaultException emptied(Library.Volume volume) {
    return new FaultException(
        Errno.NO_FILE,
        "%s: no file is left in %s; the documents are kept until files are there again, or until umount %s"
            .formatted(volume.name(), Names.visible(volume.root()), volume.name()),
        "if it is a disk that is not mounted, mount it; if the files are gone for good: umount "
            + volume.name());
  }

  /** Files that are gone, blocks that are new, and how long it took. */
  private record Changes(int gone, int blocks, long millis) {}

  private MountReport report(
      Library.Volume volume, Ingest ingest, List<MountReport.FileStatus> notable, Changes changes) {
    return new MountReport(
        volume.name(),
        ingest.ok(),
        count(notable, "partial") - ingest.unchangedPartial(),
        count(notable, "skipped"),
        count(notable, "failed"),
        ingest.unchanged(),
        ingest.renamed(),
        changes.gone(),
        ingest.lost(),
        library.usage().blocks(volume.id()),
        changes.blocks(),
        changes.millis(),
        notable);
  }

  private static int count(List<MountReport.FileStatus> notable, String status) {
    return (int) notable.stream().filter(f -> f.status().equals(status)).count();
  }

  private Look look(String root, int pages, Progress progress) throws InterruptedException {
    if (Mirror.isAddress(root)) {
      Mirror.Copy copy = mirror.refresh(Mirror.address(root), pages, progress);
      return look(root, copy.folder(), copy.notable());
    }
    return look(root, Path.of(root), List.of());
  }

  private Look look(String root, Path folder, List<MountReport.FileStatus> apart)
      throws InterruptedException {
    long began = clock.millis();
    try {
      return new Look(root, folder, began, Walk.of(folder), apart);
    } catch (IOException e) {
      throw Roots.unreadable(folder, e);
    }
  }

  /** Forgets what was fetched for a volume. */
  void forget(Library.Volume volume) {
    if (Mirror.isAddress(volume.root())) {
      mirror.forget(Mirror.address(volume.root()));
    }
  }

  /** Waits until all that was read is committed. */
  @Override
  public void close() {
    writer.close();
  }

  static FaultException gone(String name) {
    return new FaultException(
        Errno.NO_SUCH, "the volume " + name + " was unmounted meanwhile", "mount it again");
  }

  private FaultException nothing(Look look, List<MountReport.FileStatus> notable) {
    String passedOver = look.walk().passedOver();
    Map<String, Integer> counts = new TreeMap<>();
    for (MountReport.FileStatus file : notable) {
      counts.merge("%s (%s)".formatted(file.status(), file.reason()), 1, Integer::sum);
    }
    List<String> found = new ArrayList<>();
    counts.forEach((what, n) -> found.add(n + " " + what));
    if (!passedOver.isEmpty()) {
      found.add(passedOver);
    }
    String there = found.isEmpty() ? "it is empty" : "found " + String.join(", ", found);
    List<String> formats;
    try (Readers open = readers.get()) {
      formats = open.all().stream().map(DocumentReader::name).toList();
    }
    return new FaultException(
        Errno.NO_FILE,
        "nothing readable in %s: %s".formatted(Names.visible(look.root()), there),
        "readable formats: " + String.join(", ", formats));
  }

  /** Files that llmos wrote and has no label of any more may come from anywhere. */
  private Label unknown(Path root) {
    return root.startsWith(home.toAbsolutePath().normalize()) ? Label.UNKNOWN : Label.SYSTEM;
  }
}
