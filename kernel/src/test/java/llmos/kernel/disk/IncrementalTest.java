package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import llmos.api.Document;
import llmos.api.DocumentReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.MMapDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What changes costs; what does not, does not. */
@Timeout(120)
class IncrementalTest {
  private static final int FILES = 1_000;

  /** Of one changed file in a thousand until it is found, and of a mount without change; ten times as long on a busy machine. */
  private static final long SEARCHABLE_MILLIS = 2_000;

  private static final long UNCHANGED_MILLIS = 1_000;
  private static final int BUSY = 10;

  @TempDir
  Path temp;

  private Path docs;
  private Home home;
  private final Counting counting = new Counting();

  @BeforeEach
  void open() {
    docs = temp.resolve("docs");
    home = new Home(temp.resolve("home"), counting);
    home.with = Optional.of(home.embedder);
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Reads paragraphs, and counts the files. */
  private static final class Counting implements DocumentReader {
    private final DocumentReader paragraphs = new Home.Paragraphs();
    private int parsed;

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public boolean reads(String fileName, byte[] head) {
      return paragraphs.reads(fileName, head);
    }

    @Override
    public Document read(String fileName, byte[] bytes) throws IOException, InterruptedException {
      parsed++;
      return paragraphs.read(fileName, bytes);
    }
  }

  private static String text(int i) {
    return "# Place %d\n\nThe mill of town%d stands here.\n\n# Past\n\nIt burned in year%d."
        .formatted(i, i, i);
  }

  private void files(int count) {
    for (int i = 0; i < count; i++) {
      Home.file(docs, "d%d/f%d.md".formatted(i % 10, i), text(i));
    }
  }

  private int embedAll() throws InterruptedException {
    int before = home.embedder.passages.get();
    while (home.disk.embedNext(64) > 0) {
      assertThat(home.embedder.passages.get()).isLessThan(3 * FILES);
    }
    return home.embedder.passages.get() - before;
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  @Test
  void oneChangedFileOfAThousandCostsItsChangedBlocksAndIsFoundAtOnce() throws Exception {
    files(FILES);
    MountReport first = home.mount(docs);
    assertThat(first.changedBlocks()).isEqualTo(first.blocks()).isEqualTo(2 * FILES);
    assertThat(embedAll()).isEqualTo(2 * FILES);
    int parsed = counting.parsed;

    Home.file(docs, "d7/f17.md", text(17).replace("stands here", "stands by the zeppelin"));
    long began = System.nanoTime();
    MountReport report = home.mount(docs);
    List<String> found = home.docs("zeppelin");
    long millis = millisSince(began);

    assertThat(found.getFirst()).isEqualTo("docs/d7/f17.md");
    assertThat(millis).as("until it is found").isLessThan(SEARCHABLE_MILLIS * BUSY);
    assertThat(report.ok()).isEqualTo(1);
    assertThat(report.unchanged()).isEqualTo(FILES - 1);
    assertThat(report.changedBlocks()).as("blocks that are not as they were").isEqualTo(1);
    assertThat(counting.parsed - parsed).as("files that were parsed").isEqualTo(1);
    assertThat(embedAll()).as("blocks that were embedded").isEqualTo(1);
  }

  @Test
  void aMountWithoutChangeReadsAndEmbedsNothing() throws Exception {
    files(FILES);
    home.mount(docs);
    embedAll();
    int parsed = counting.parsed;

    long began = System.nanoTime();
    MountReport report = home.mount(docs);
    long millis = millisSince(began);

    assertThat(millis).isLessThan(UNCHANGED_MILLIS * BUSY);
    assertThat(report.unchanged()).isEqualTo(FILES);
    assertThat(report.changed()).isFalse();
    assertThat(report.changedBlocks()).isZero();
    assertThat(counting.parsed).isEqualTo(parsed);
    assertThat(embedAll()).isZero();
  }

  @Test
  @Timeout(20)
  void aMountWithoutChangeWritesNoIndexAndWaitsForNobodyWhoDoes() throws Exception {
    files(10);
    home.mount(docs);
    embedAll();
    Path index = temp.resolve("home/index");
    List<Path> before = listed(index);

    MountReport report;
    try (var directory = new MMapDirectory(index);
        var lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      lock.ensureValid();
      report = home.mount(docs);
    }

    assertThat(report.unchanged()).isEqualTo(10);
    assertThat(report.notable()).isEmpty();
    home.mount(docs);
    assertThat(listed(index)).isEqualTo(before);
  }

  private static List<Path> listed(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void aRenamedFolderIsNeitherParsedNorEmbeddedAgainAndIsFoundByItsNewName() throws Exception {
    files(100);
    home.mount(docs);
    embedAll();
    List<Long> ids =
        home.library.outbox().blocksAfter(0, 1_000).stream().map(b -> b.id()).toList();
    int parsed = counting.parsed;

    Files.move(docs.resolve("d3"), docs.resolve("moved"));
    MountReport report = home.mount(docs);

    assertThat(report.renamed()).isEqualTo(10);
    assertThat(report.unchanged()).isEqualTo(90);
    assertThat(report.gone()).isZero();
    assertThat(report.changedBlocks()).isZero();
    assertThat(counting.parsed).as("files that were parsed").isEqualTo(parsed);
    assertThat(embedAll()).isZero();
    assertThat(home.library.outbox().blocksAfter(0, 1_000).stream()
            .map(b -> b.id())
            .toList())
        .isEqualTo(ids);
    assertThat(home.docs("town13").getFirst()).isEqualTo("docs/moved/f13.md");
    assertThat(home.disk
            .search(new Disk.Query("town13", List.of("docs/moved"), 1))
            .getFirst()
            .block()
            .span()
            .doc())
        .isEqualTo("docs/moved/f13.md");
    assertThat(home.disk.documents("docs").toString()).doesNotContain("docs/d3/");
  }

  @Test
  void aFileThatIsNamedAfterItsOnlyTitleIsRetitledWithItAndACopyIsNoRename() throws Exception {
    Home.file(docs, "plain.txt", "nothing but a zeppelin");
    Home.file(docs, "other.txt", "something else");
    home.mount(docs);

    Files.copy(docs.resolve("plain.txt"), docs.resolve("copy.txt"));
    assertThat(home.mount(docs).renamed()).isZero();
    Files.delete(docs.resolve("copy.txt"));
    Files.move(docs.resolve("plain.txt"), docs.resolve("renamed.txt"));
    MountReport report = home.mount(docs);

    assertThat(report.renamed()).isEqualTo(1);
    assertThat(report.gone()).isEqualTo(1);
    assertThat(home.find("zeppelin").getFirst().block().title()).isEqualTo("renamed.txt");
    assertThat(home.disk.documents("docs")).hasSize(2);
  }

  @Test
  void twoFilesThatSwapTheirNamesSwapTheirTexts() throws Exception {
    Home.file(docs, "a.txt", "the zeppelin");
    Home.file(docs, "b.txt", "the submarine");
    home.mount(docs);

    Files.move(docs.resolve("a.txt"), docs.resolve("c"));
    Files.move(docs.resolve("b.txt"), docs.resolve("a.txt"));
    Files.move(docs.resolve("c"), docs.resolve("b.txt"));
    home.mount(docs);

    assertThat(home.docs("zeppelin")).containsExactly("docs/b.txt");
    assertThat(home.docs("submarine")).containsExactly("docs/a.txt");
  }

  @Test
  void whileAnotherModelEmbedsWordsAreFoundEverywhereAndMeaningWhereItHasBeen() throws Exception {
    for (int i = 0; i < 40; i++) {
      Home.file(docs, "f%02d.txt".formatted(i), "the car number" + i);
    }
    home.mount(docs);
    assertThat(embedAll()).isEqualTo(40);

    Home.Hashing second = new Home.Hashing("hash-2", 900);
    home.with = Optional.of(second);
    assertThat(home.disk.embedNext(10)).isEqualTo(10);

    assertThat(home.docs("number33")).startsWith("docs/f33.txt");
    assertThat(home.disk.vectorProgress()).containsExactly(10, 40);
    while (home.disk.embedNext(10) > 0) {
      assertThat(home.docs("number7")).startsWith("docs/f07.txt");
    }
    assertThat(second.passages).hasValue(40);
    assertThat(home.disk.vectorProgress()).containsExactly(40, 40);
    assertThat(home.docs("automobile")).hasSize(10);
  }
}
