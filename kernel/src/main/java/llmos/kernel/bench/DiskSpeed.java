package llmos.kernel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llmos.api.Embedder;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.kernel.disk.BareLucene;
import llmos.kernel.disk.Disk;
import llmos.kernel.disk.MountReport;
import llmos.kernel.disk.MountRequest;
import llmos.kernel.disk.Readers;
import llmos.kernel.disk.Step;
import llmos.kernel.store.Library;
import llmos.kernel.store.Store;

/**
 * How fast the disk is at a size: made-up files are mounted, filled with made-up vectors, searched, changed and opened anew,
 * and beside them the same paragraphs and queries go through Lucene alone. All in a folder that is thrown away.
 */
public final class DiskSpeed {
  private static final int QUERIES = 400;
  private static final int QUERY = 3; // words
  private static final int FILE = 64 << 10; // characters
  private static final int CHANGES = 5;
  private static final int AT_ONCE = 256; // vectors

  private final Plan plan;
  private final Path folder;
  private final Clock clock;
  private final Progress progress;
  private final List<Timing> steps = new ArrayList<>();
  private final Vectors vectors = new Vectors();
  private int files;
  private long chars;

  /**
   * What to measure.
   *
   * @param megabytes of text, in files of 64 KB
   * @param vectors whether blocks get vectors, made up at no cost
   * @param embed how many blocks go through {@code embedder}, if there is one; 0 for none
   * @param readers of files
   */
  public record Plan(
      int megabytes,
      boolean vectors,
      int embed,
      Supplier<Optional<Embedder>> embedder,
      Supplier<Readers> readers) {}

  /** What was measured, the bytes of the state file and index, and of the text. */
  public record Result(List<Timing> steps, long bytes, long text) {}

  /** A vector of each text that costs next to nothing, the same for the same text. */
  private static final class Vectors implements Embedder {
    @Override
    public String id() {
      return "made-up";
    }

    @Override
    public int dimensions() {
      return 384;
    }

    @Override
    public float[] passage(String text) {
      Random dice = new Random(text.hashCode());
      float[] vector = new float[dimensions()];
      double sum = 0;
      for (int i = 0; i < vector.length; i++) {
        vector[i] = dice.nextFloat() - .5f;
        sum += vector[i] * vector[i];
      }
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] / Math.sqrt(sum));
      }
      return vector;
    }
  }

  private DiskSpeed(Plan plan, Path folder, Clock clock, Progress progress) {
    this.plan = plan;
    this.folder = folder;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @throws FaultException if there is no room for the files
   * @throws InterruptedException if the user has waited enough
   */
  public static Result run(Plan plan, Clock clock, Progress progress) throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("llmos-bench");
      try {
        return new DiskSpeed(plan, folder, clock, progress).go();
      } finally {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new FaultException(
          new Fault(Errno.NO_SPACE, "the bench cannot write: " + e.getMessage(), "--mb N"), e);
    }
  }

  private Result go() throws IOException, InterruptedException {
    Path text = Files.createDirectories(folder.resolve("text"));
    try (BareLucene bare = new BareLucene(folder.resolve("bare"))) {
      long spent = write(text, bare);
      steps.add(Timing.sum("bare index", bare.blocks(), spent));
      try (Store store = Store.open(folder.resolve("state.db"));
          Disk disk = disk(store)) {
        mount(disk, text);
        searches(disk, bare, "words", EnumSet.allOf(Step.class));
        searches(disk, bare, "search", EnumSet.noneOf(Step.class));
        if (plan.vectors()) {
          fill(disk);
          searches(disk, bare, "hybrid", EnumSet.noneOf(Step.class));
        }
        changes(disk, text);
      }
    }
    reopen();
    if (plan.embed() > 0) {
      Embedder embedder = plan.embedder()
          .get()
          .orElseThrow(() ->
              new FaultException(Errno.NO_SUCH, "no plugin embeds", "bench disk without --embed"));
      Path beside = Files.createDirectories(folder.resolve("embed"));
      steps.addAll(new EmbedSpeed(embedder, beside, clock, progress).run(plan.embed(), plan));
    }
    return new Result(List.copyOf(steps), bytes(), chars);
  }

  private Disk disk(Store store) {
    Supplier<Optional<Embedder>> embedder =
        () -> plan.vectors() ? Optional.of(vectors) : Optional.empty();
    return new Disk(folder.resolve("index"), new Library(store), plan.readers(), embedder, clock);
  }

  /** Writes the files, and the same to Lucene alone; gives the nanoseconds of the latter. */
  private long write(Path text, BareLucene bare) throws IOException, InterruptedException {
    Prose prose = new Prose(1);
    long spent = 0;
    while (chars < (long) plan.megabytes() << 20) {
      stopIfAsked();
      progress.at("writing files", chars >> 20, plan.megabytes());
      StringBuilder file = new StringBuilder("# " + prose.words(QUERY) + "\n\n");
      while (file.length() < FILE) {
        String paragraph = prose.paragraph();
        file.append(paragraph).append("\n\n");
        long start = System.nanoTime();
        bare.add(paragraph);
        spent += System.nanoTime() - start;
      }
      Path folder = Files.createDirectories(text.resolve("d" + files / 100));
      Files.writeString(folder.resolve("f" + files++ + ".md"), file);
      chars += file.length();
    }
    long start = System.nanoTime();
    bare.commit();
    return spent + System.nanoTime() - start;
  }

  private static void stopIfAsked() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the bench was stopped");
    }
  }

  private MountReport mount(Disk disk, Path text) throws InterruptedException {
    long start = System.nanoTime();
    MountReport report = disk.mount(new MountRequest(text, "bench", Label.SYSTEM), progress);
    steps.add(Timing.sum("mount", report.blocks(), System.nanoTime() - start));
    return report;
  }

  private void fill(Disk disk) throws InterruptedException {
    long start = System.nanoTime();
    long done = 0;
    for (int more = 1; more > 0; done += more) {
      progress.at("filling in vectors", done, 0);
      more = disk.embedNext(AT_ONCE);
    }
    steps.add(Timing.sum("vectors", done, System.nanoTime() - start));
  }

  /** The same queries to both, in turn, the first half of them untimed; both bring the texts of what they find. */
  private void searches(Disk disk, BareLucene bare, String name, Set<Step> without)
      throws IOException, InterruptedException {
    Prose prose = new Prose(2);
    List<Long> own = new ArrayList<>();
    List<Long> alone = new ArrayList<>();
    for (int i = -QUERIES; i < QUERIES; i++) {
      String query = prose.words(QUERY);
      long start = System.nanoTime();
      disk.search(new Disk.Query(query, List.of(), 10, without));
      long middle = System.nanoTime();
      bare.search(query, 10);
      if (i >= 0) {
        own.add(middle - start);
        alone.add(System.nanoTime() - middle);
      }
    }
    steps.add(Timing.of(name, own));
    steps.add(Timing.of("bare " + name, alone));
  }

  /** A line more in one file, and what becomes of it until it is found; then nothing new. */
  private void changes(Disk disk, Path text) throws IOException, InterruptedException {
    List<Long> changed = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      Path file = text.resolve("d0").resolve("f" + i % files + ".md");
      Files.writeString(file, Files.readString(file) + "\n\nneedle-" + i + "-x\n");
      long start = System.nanoTime();
      disk.mount(new MountRequest(text, "bench", Label.SYSTEM), Progress.NONE);
      List<Disk.Hit> hits = disk.search(new Disk.Query("needle-" + i + "-x", List.of(), 1));
      changed.add(System.nanoTime() - start);
      if (hits.isEmpty() || !hits.getFirst().block().text().contains("needle-" + i + "-x")) {
        throw new FaultException(Errno.FAILED, "a changed file is not found", "bench disk");
      }
    }
    steps.add(Timing.of("change", changed));
    List<Long> same = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      long start = System.nanoTime();
      disk.mount(new MountRequest(text, "bench", Label.SYSTEM), Progress.NONE);
      same.add(System.nanoTime() - start);
    }
    steps.add(Timing.of("remount", same));
  }

  private void reopen() throws InterruptedException {
    Prose prose = new Prose(3);
    List<Long> opened = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      String query = prose.words(QUERY);
      long start = System.nanoTime();
      try (Store store = Store.open(folder.resolve("state.db"));
          Disk disk = disk(store)) {
        disk.search(new Disk.Query(query, List.of(), 10));
        opened.add(System.nanoTime() - start);
      }
    }
    steps.add(Timing.of("open", opened));
  }

  private long bytes() throws IOException {
    try (Stream<Path> index = Files.walk(folder.resolve("index"));
        Stream<Path> state = Files.list(folder).filter(p -> p.toString().contains("state.db"))) {
      return Stream.concat(index, state)
          .filter(Files::isRegularFile)
          .mapToLong(p -> p.toFile().length())
          .sum();
    }
  }
}
