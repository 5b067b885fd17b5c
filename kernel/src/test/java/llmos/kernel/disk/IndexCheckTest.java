package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.MMapDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class IndexCheckTest {
  private static final int CHECKS = 300;

  @TempDir
  Path temp;

  private Path docs;
  private Home home;

  @BeforeEach
  void open() throws Exception {
    docs = temp.resolve("docs");
    home = new Home(temp.resolve("home"));
    home.with = Optional.of(home.embedder);
    for (int i = 0; i < 20; i++) {
      Home.file(docs, "f" + i + ".txt", "the car number" + i);
    }
    home.mount(docs);
    while (home.disk.embedNext(8) > 0) {
      assertThat(home.embedder.passages.get()).isLessThan(100);
    }
  }

  @AfterEach
  void close() {
    home.close();
  }

  private String state(String check) {
    return home.disk.check().stream()
        .filter(f -> f.check().equals(check))
        .map(IndexCheck.Finding::state)
        .findFirst()
        .orElse("not looked at");
  }

  private List<String> broken() {
    return home.disk.check().stream()
        .filter(f -> f.state().equals("broken"))
        .map(IndexCheck.Finding::check)
        .toList();
  }

  private List<Path> indexFiles(String ending) throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("home/index"))) {
      return files
          .filter(f -> f.toString().endsWith(ending) && !f.endsWith("write.lock"))
          .toList();
    }
  }

  private static void put(Path file, Path folder) throws IOException {
    Files.copy(
        file,
        folder.resolve(String.valueOf(file.getFileName())),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** A repair mends all of it, embeds nothing, and words and meaning are found. */
  private void repaired() throws Exception {
    int embedded = home.embedder.passages.get();
    home.disk.repair();

    assertThat(home.disk.check()).extracting(IndexCheck.Finding::state).containsOnly("ok");
    assertThat(home.embedder.passages).hasValue(embedded);
    assertThat(home.docs("number7").getFirst()).isEqualTo("docs/f7.txt");
    assertThat(home.docs("automobile")).hasSize(10);
  }

  @Test
  void aSoundIndexIsFoundSound() {
    assertThat(home.disk.check())
        .extracting(IndexCheck.Finding::check)
        .containsExactly("index", "checksums", "age", "entries", "vectors");
    assertThat(home.disk.check()).extracting(IndexCheck.Finding::state).containsOnly("ok");
  }

  @Test
  void noIndexIsBrokenIfThereAreBlocks() throws Exception {
    home.disk.close();
    for (Path file : indexFiles("")) {
      Files.delete(file);
    }

    assertThat(broken()).containsExactly("index");
    try (var directory = new MMapDirectory(temp.resolve("home/index"));
        var lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      lock.ensureValid();
      assertThat(state("index")).as("while another llmos makes it").isEqualTo("waiting");
    }
    repaired();
  }

  @Test
  void aDamagedSegmentIsFoundByItsChecksum() throws Exception {
    home.disk.close();
    Path segment = Stream.concat(indexFiles(".cfs").stream(), indexFiles(".vec").stream())
        .findFirst()
        .orElseThrow();
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length / 2] ^= 1;
    Files.write(segment, bytes);

    assertThat(broken()).isNotEmpty().isSubsetOf("checksums", "index");
    repaired();
  }

  @Test
  void anIndexThatDoesNotOpenSaysSo() throws Exception {
    home.disk.close();
    for (Path file : indexFiles("")) {
      Files.writeString(file, "garbage");
    }

    assertThat(broken()).containsExactly("index");
    repaired();
  }

  @Test
  void anIndexOfAnotherStateFileIsNoneOfOurs() throws Exception {
    Path theirs = temp.resolve("home2");
    try (Home other = new Home(theirs)) {
      other.mount(docs);
    }
    home.disk.close();
    for (Path file : indexFiles("")) {
      Files.delete(file);
    }
    try (Stream<Path> files = Files.list(theirs.resolve("index"))) {
      for (Path file : files.toList()) {
        put(file, temp.resolve("home/index"));
      }
    }

    assertThat(state("age")).isEqualTo("broken");
    repaired();
  }

  @Test
  void anIndexOlderThanTheLibraryIsFoundAndOneThatOnlyWaitsIsNot() throws Exception {
    Path old = Files.createDirectories(temp.resolve("old"));
    for (Path file : indexFiles("")) {
      put(file, old);
    }
    Home.file(docs, "new.txt", "a zeppelin");
    home.mount(docs);
    home.disk.close();
    for (Path file : indexFiles("")) {
      Files.delete(file);
    }
    try (Stream<Path> files = Files.list(old)) {
      for (Path file : files.toList()) {
        put(file, temp.resolve("home/index"));
      }
    }

    assertThat(state("age")).isEqualTo("broken");
    home.disk.repair();
    assertThat(home.docs("zeppelin").getFirst()).isEqualTo("docs/new.txt");

    home.library.removeVolume("docs");
    assertThat(state("age")).isEqualTo("waiting");
    assertThat(state("entries")).isEqualTo("ok");
  }

  @Test
  void blocksWithoutAnEntryAreCounted() throws Exception {
    home.disk.close();
    try (MMapDirectory directory = new MMapDirectory(temp.resolve("home/index"));
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      var kept = writer.getLiveCommitData();
      writer.deleteDocuments(new Term("doc", "docs/f3.txt"), new Term("doc", "docs/f4.txt"));
      writer.setLiveCommitData(kept);
    }

    assertThat(broken()).containsExactly("entries");
    assertThat(home.disk.check().toString()).contains("2 blocks have no entry, 0 entries have");
    repaired();
  }

  @Test
  @Timeout(60)
  void whileAnotherLlmosCommitsNothingIsFoundBroken() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    FutureTask<Integer> writing = new FutureTask<>(() -> {
      try (Home other = new Home(temp.resolve("home"))) {
        int commits = 0;
        while (!done.get()) {
          Home.file(docs, "f%d.txt".formatted(commits % 20), "the car number" + commits++);
          other.mount(docs);
        }
        return commits;
      }
    });
    Thread.ofPlatform().daemon().start(writing);

    for (int i = 0; i < CHECKS; i++) {
      assertThat(broken()).as("check " + i).isEmpty();
    }
    done.set(true);

    assertThat(writing.get()).isPositive();
    home.find("car");
    assertThat(broken()).isEmpty();
  }

  @Test
  void vectorsOfAnotherModelAreNamedUntilTheyAreGone() throws Exception {
    Home.Hashing second = new Home.Hashing("hash-2", 900);
    home.with = Optional.of(second);

    assertThat(state("vectors")).isEqualTo("waiting");
    assertThat(home.disk.check().toString())
        .contains("0 of 20 blocks have one of hash-2; the index also holds those of hash-1");
    while (home.disk.embedNext(8) > 0) {
      assertThat(second.passages.get()).isLessThan(100);
    }
    home.disk.repair();

    assertThat(state("vectors")).isEqualTo("ok");
    assertThat(home.docs("automobile")).hasSize(10);
    assertThat(second.passages).hasValue(20);
  }
}
