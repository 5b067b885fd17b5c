package llmos.kernel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import llmos.api.Embedder;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.kernel.disk.Disk;
import llmos.kernel.disk.MountRequest;
import llmos.kernel.store.Library;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Store;

/**
 * What the disk adds to the time that an embedder takes: made-up blocks get their vectors, and in turns with that the same texts go
 * through the embedder alone, on as many threads.
 */
final class EmbedSpeed {
  private static final int FILE = 100; // paragraphs

  private final Heard embedder;
  private final Path folder;
  private final Clock clock;
  private final Progress progress;

  /** In a folder that is not there yet. */
  EmbedSpeed(Embedder embedder, Path folder, Clock clock, Progress progress) {
    this.embedder = new Heard(embedder);
    this.folder = folder;
    this.clock = clock;
    this.progress = progress;
  }

  /** Two timings, of the disk and of the embedder alone, of about so many blocks. */
  List<Timing> run(int blocks, DiskSpeed.Plan plan) throws IOException, InterruptedException {
    Path text = Files.createDirectories(folder.resolve("text"));
    Prose prose = new Prose(4);
    for (int done = 0; done < blocks; done += FILE) {
      StringBuilder file = new StringBuilder();
      for (int i = done; i < Math.min(blocks, done + FILE); i++) {
        file.append(prose.paragraph()).append("\n\n");
      }
      Files.writeString(text.resolve("f" + done + ".md"), file);
    }
    try (Store store = Store.open(folder.resolve("state.db"));
        Disk disk = new Disk(
            folder.resolve("index"),
            new Library(store),
            plan.readers(),
            () -> Optional.of(embedder),
            clock)) {
      disk.mount(new MountRequest(text, "embed", Label.SYSTEM), progress);
      return fill(disk);
    }
  }

  private List<Timing> fill(Disk disk) throws InterruptedException {
    embedder.passage("warms it up");
    embedder.passages().clear();
    long own = 0;
    long alone = 0;
    long done = 0;
    for (int more = 1; more > 0; done += more) {
      progress.at("embedding", done, disk.vectorProgress()[1]);
      long start = System.nanoTime();
      more = disk.embedNext(Limits.VECTORS);
      long middle = System.nanoTime();
      alone();
      own += middle - start;
      alone += System.nanoTime() - middle;
    }
    return List.of(Timing.sum("embedded", done, own), Timing.sum("bare embedder", done, alone));
  }

  /** The texts that the disk had embedded last, without it. */
  private void alone() throws InterruptedException {
    List<Future<float[]>> running = new ArrayList<>();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (String text; (text = embedder.passages().poll()) != null; ) {
        String passage = text;
        running.add(pool.submit(() -> embedder.embedder().passage(passage)));
      }
      for (Future<float[]> vector : running) {
        vector.get();
      }
    } catch (ExecutionException e) {
      throw new FaultException(
          Errno.FAILED, "the embedder fails: " + e.getCause(), "bench disk without --embed");
    }
  }
}
