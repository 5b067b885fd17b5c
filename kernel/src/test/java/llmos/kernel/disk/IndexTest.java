package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import llmos.api.Label;
import llmos.api.Progress;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Bits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class IndexTest {
  @TempDir
  Path temp;

  private Path docs;
  private Home home;

  @BeforeEach
  void open() {
    docs = temp.resolve("docs");
    home = open(temp.resolve("home"));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private static Home open(Path folder) {
    Home home = new Home(folder);
    home.with = Optional.of(home.embedder);
    return home;
  }

  private List<Path> indexFiles() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("home/index"))) {
      return files.filter(f -> !f.endsWith("write.lock")).toList();
    }
  }

  private void restart() {
    home.close();
    home = open(temp.resolve("home"));
  }

  @Test
  void aDamagedMissingOrForeignIndexIsMadeAgainWithoutEmbedding() throws Exception {
    Home.file(docs, "a.txt", "oranges and a car");
    home.mount(docs);
    home.disk.embedNext(10);
    home.disk.embedNext(10);
    restart();

    for (Path file : indexFiles()) {
      Files.writeString(file, "garbage");
    }
    assertThat(home.docs("automobile")).containsExactly("docs/a.txt");

    for (Path file : indexFiles()) {
      Files.delete(file);
    }
    assertThat(home.docs("automobile")).containsExactly("docs/a.txt");

    for (Path file : indexFiles()) {
      Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 40));
    }
    restart();
    Home.file(docs, "b.txt", "plums");
    home.mount(docs);
    assertThat(home.docs("plums").getFirst()).isEqualTo("docs/b.txt");
    assertThat(home.docs("automobile").getFirst()).isEqualTo("docs/a.txt");

    Home other = open(temp.resolve("home2"));
    other.mount(docs);
    other.close();
    for (Path file : indexFiles()) {
      Files.delete(file);
    }
    try (Stream<Path> files = Files.list(temp.resolve("home2/index"))) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            temp.resolve("home/index").resolve(String.valueOf(file.getFileName())),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
    restart();
    assertThat(home.docs("automobile").getFirst()).isEqualTo("docs/a.txt");
    assertThat(home.embedder.passages).hasValue(0);
  }

  @Test
  @Timeout(20)
  void aSearchDoesNotWaitForAnotherWriter() throws Exception {
    Home.file(docs, "a.txt", "oranges");
    Home.file(temp, "more/b.txt", "oranges too");
    home.mount(docs);
    home.mount(temp.resolve("more"));

    try (var directory = new MMapDirectory(temp.resolve("home/index"));
        var lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      lock.ensureValid();
      home.library.removeVolume("more");
      assertThat(home.docs("oranges")).containsExactly("docs/a.txt");
      assertThat(home.library.outbox().words()).isPositive();
    }

    assertThat(home.docs("oranges")).containsExactly("docs/a.txt");
    assertThat(home.library.outbox().words()).isZero();
  }

  @Test
  void anIndexThatAnotherLlmosMadeAgainIsReadInThePlaceOfTheOldOne() throws Exception {
    Home.file(docs, "a.txt", "oranges");
    home.mount(docs);
    assertThat(home.docs("oranges")).containsExactly("docs/a.txt");

    try (Home second = open(temp.resolve("home"));
        var directory = new MMapDirectory(temp.resolve("home/index"));
        DirectoryReader old = DirectoryReader.open(directory)) {
      second.disk.repair();
      Home.file(docs, "b.txt", "oranges too");
      second.mount(docs);

      // Its segments have the names that those of the old one had.
      assertThatThrownBy(() -> DirectoryReader.openIfChanged(old))
          .isInstanceOf(IllegalStateException.class);
      assertThat(home.docs("oranges")).containsExactlyInAnyOrder("docs/a.txt", "docs/b.txt");
    }
  }

  @Test
  @Timeout(120)
  void twoLlmosOnOneHomeMountAndSearchAtOnce() throws Exception {
    try (Home second = open(temp.resolve("home"));
        ExecutorService pool = Executors.newFixedThreadPool(2)) {
      List<Future<Void>> running = new ArrayList<>();
      for (Home one : List.of(home, second)) {
        String name = one == second ? "second" : "first";
        running.add(pool.submit(() -> {
          for (int i = 0; i < 5; i++) {
            Home.file(temp, name + "/f" + i + ".txt", "pears " + name + " number" + i);
            one.mount(temp.resolve(name));
            one.find("pears");
            one.disk.embedNext(4);
          }
          return null;
        }));
      }
      for (Future<Void> one : running) {
        one.get();
      }

      for (Home one : List.of(home, second)) {
        assertThat(one.docs("pears")).hasSize(10);
        assertThat(one.docs("number3")).contains("first/f3.txt", "second/f3.txt");
      }
    }
    checkIndex("two homes");
  }

  @Test
  @Timeout(120)
  void afterAnyHistoryIndexAndLibraryAgree() throws Exception {
    long seed = System.nanoTime();
    Random dice = new Random(seed);
    Map<String, String> files = new TreeMap<>();
    files.put("keep.txt", Files.readString(Home.file(docs, "keep.txt", "unique0x0")));
    home.mount(docs);
    for (int step = 1; step <= 60; step++) {
      change(dice, step, files);
      switch (dice.nextInt(5)) {
        case 0 -> mountInterrupted(dice.nextInt(5));
        case 1 -> restart();
        case 2 -> home.disk.embedNext(3);
        default -> home.mount(docs);
      }
      if (step % 10 == 0) {
        home.mount(docs);
        check("seed " + seed + " step " + step, files);
      }
    }
  }

  private void change(Random dice, int step, Map<String, String> files) throws IOException {
    String name = "d" + dice.nextInt(3) + "/f" + dice.nextInt(6) + ".txt";
    String old = files.get(name);
    if (old == null || dice.nextBoolean()) {
      String text = "unique%dx\n\n# Part\n\nshared words".formatted(step);
      String all = dice.nextBoolean() && old != null ? old + "\n\n# New\n\n" + text : text;
      Home.file(docs, name, all);
      files.put(name, all);
    } else if (dice.nextBoolean()) {
      Files.delete(docs.resolve(name));
      files.remove(name);
    } else {
      String to = "r" + step + ".txt";
      Files.move(docs.resolve(name), docs.resolve(to));
      files.remove(name);
      files.put(to, old);
    }
  }

  private void mountInterrupted(int after) {
    Progress stop = (what, done, total) -> {
      if (done == after) {
        Thread.currentThread().interrupt();
      }
    };
    try {
      home.disk.mount(new MountRequest(docs, "", Label.UNKNOWN), stop);
    } catch (InterruptedException e) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
    Thread.interrupted();
  }

  private void check(String when, Map<String, String> files) throws Exception {
    checkIndex(when);
    assertThat(home.library.documents().stream().map(d -> d.path()).toList())
        .as(when)
        .containsExactlyInAnyOrderElementsOf(files.keySet());
    for (String name : files.keySet()) {
      assertThat(home.disk.text("docs/" + name).text()).as(when).isEqualTo(files.get(name));
    }
    for (Disk.Hit hit : home.disk.search(new Disk.Query("shared words unique", List.of(), 100))) {
      Disk.Block b = hit.block();
      String text = home.disk.text(b.span().doc()).text();
      assertThat(text.substring(b.span().start(), b.span().end())).as(when).isEqualTo(b.text());
    }
  }

  private void checkIndex(String when) throws IOException {
    Set<Long> indexed = new TreeSet<>();
    try (var directory = new MMapDirectory(temp.resolve("home/index"));
        DirectoryReader reader = DirectoryReader.open(directory)) {
      assertThat(reader.numDocs())
          .as(when)
          .isEqualTo(home.library.outbox().blocksAfter(0, 100_000).size());
      for (LeafReaderContext leaf : reader.leaves()) {
        NumericDocValues ids = leaf.reader().getNumericDocValues(Index.NUMBER);
        Bits live = leaf.reader().getLiveDocs();
        for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
          if ((live == null || live.get(doc)) && ids.advanceExact(doc)) {
            indexed.add(ids.longValue());
          }
        }
      }
    }
    assertThat(indexed)
        .as(when)
        .containsExactlyInAnyOrderElementsOf(home.library.outbox().blocksAfter(0, 100_000).stream()
            .map(b -> b.id())
            .toList());
  }

  private static String many(int file) {
    StringBuilder text = new StringBuilder("# File " + file + "\n\n");
    for (int i = 0; i < 60; i++) {
      text.append("common words ").append("of many files ".repeat(30)).append("\n\n");
    }
    return text.append("needle-").append(file).append("-x").toString();
  }

  /** Each block once, and none that is not there. */
  private void assertThatTheIndexIsWhole() {
    assertThat(home.library.outbox().waiting()).isZero();
    assertThat(home.disk.check())
        .filteredOn(finding -> !finding.check().equals("vectors"))
        .allSatisfy(finding -> assertThat(finding.state()).isEqualTo("ok"));
  }

  @Test
  @Timeout(120)
  void manyFilesAreIndexedWhileTheNextAreReadAndNoneTwice() throws Exception {
    for (int i = 0; i < 250; i++) {
      Home.file(docs, i + ".txt", many(i));
    }
    MountReport report = home.mount(docs);

    assertThat(report.notable()).isEmpty();
    assertThatTheIndexIsWhole();
    try (DirectoryReader reader =
        DirectoryReader.open(new MMapDirectory(temp.resolve("home/index")))) {
      assertThat(reader.numDocs()).isEqualTo(report.blocks());
    }
    assertThat(home.docs("needle-0-x").getFirst()).isEqualTo("docs/0.txt");
    assertThat(home.docs("needle-249-x").getFirst()).isEqualTo("docs/249.txt");

    Home.file(docs, "7.txt", many(7) + " needle-changed-x");
    Files.delete(docs.resolve("8.txt"));
    MountReport second = home.mount(docs);
    assertThatTheIndexIsWhole();
    try (DirectoryReader reader =
        DirectoryReader.open(new MMapDirectory(temp.resolve("home/index")))) {
      assertThat(reader.numDocs()).isEqualTo(second.blocks());
    }
    assertThat(home.docs("needle-changed-x").getFirst()).isEqualTo("docs/7.txt");
  }

  @Test
  @Timeout(120)
  void aMountOfManyFilesThatIsInterruptedIsIndexedByTheNextSearch() throws Exception {
    for (int i = 0; i < 250; i++) {
      Home.file(docs, i + ".txt", many(i));
    }
    Progress stop = (what, done, total) -> {
      if (done == 200) {
        Thread.currentThread().interrupt();
      }
    };
    assertThatThrownBy(() -> home.disk.mount(new MountRequest(docs, "", Label.UNKNOWN), stop))
        .isInstanceOf(InterruptedException.class);

    while (home.docs("needle-0-x").isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(20); // nobody waits for what is still being written
    }
    assertThat(home.docs("needle-0-x").getFirst()).isEqualTo("docs/0.txt");
    home.mount(docs);
    assertThatTheIndexIsWhole();
    assertThat(home.docs("needle-249-x").getFirst()).isEqualTo("docs/249.txt");
  }
}
