package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Optional;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Progress;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be read: what it costs, what is told of it, and that nothing is lost by it. */
@Timeout(60)
class UnreadTest {
  @TempDir
  Path temp;

  private Path docs;
  private Home home;
  private final Refusing refusing = new Refusing();

  @BeforeEach
  void open() {
    docs = temp.resolve("docs");
    home = new Home(temp.resolve("home"), refusing);
    Home.file(docs, "good.txt", "oranges");
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Fails on each file, and counts them. */
  private static final class Refusing implements DocumentReader {
    private int tried;

    @Override
    public String name() {
      return "refusing";
    }

    @Override
    public boolean reads(String fileName, byte[] head) {
      return fileName.endsWith(".bad");
    }

    @Override
    public Document read(String fileName, byte[] bytes) throws IOException {
      tried++;
      throw new IOException("it is encrypted");
    }
  }

  /** As if it had been written long before the mount, so that its time tells whether it has changed. */
  private static Path old(Path file) throws IOException {
    return Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }

  @Test
  void ofAFileThatNobodyReadsOnlyTheHeadIsLookedAt() throws Exception {
    int size = 60 << 20;
    try (RandomAccessFile photo = new RandomAccessFile(docs.resolve("a.jpg").toFile(), "rw")) {
      photo.setLength(size);
    }
    home.mount(docs);

    long before = allocated();
    MountReport report = home.mount(docs);
    long after = allocated();

    assertThat(report.skipped()).isEqualTo(1);
    assertThat(report.notable())
        .containsExactly(new MountReport.FileStatus("a.jpg", "skipped", "binary"));
    assertThat(report.changed()).isFalse();
    assertThat(after - before).as("bytes of memory").isLessThan(size / 2);
  }

  @Test
  void aTextIsKeptWhenOnlyItsReaderIsGone() throws Exception {
    home.mount(docs);
    Readers none = new Readers(List.of(refusing), () -> {});

    try (Disk without = new Disk(
        temp.resolve("index"), home.library, () -> none, Optional::empty, new FakeClock())) {
      assertThat(without.sync("docs", Progress.NONE).unchanged()).isEqualTo(1);
      Home.file(docs, "good.txt", "plums");
      assertThat(without.sync("docs", Progress.NONE).notable())
          .containsExactly(new MountReport.FileStatus("good.txt", "skipped", "no reader for it"));
    }
  }

  @Test
  void whatAReaderFailedOnIsLeftByAWatchUntilItChangesAndTriedAgainByASync() throws Exception {
    Path bad = old(Home.file(docs, "b.bad", "x"));
    MountReport.FileStatus told = new MountReport.FileStatus("b.bad", "failed", "it is encrypted");
    assertThat(home.mount(docs).notable()).containsExactly(told);

    MountReport watched = home.disk.compare("docs");
    assertThat(watched.notable()).containsExactly(told);
    assertThat(watched.failed()).isEqualTo(1);
    assertThat(watched.documents()).isEqualTo(1);
    assertThat(refusing.tried).isEqualTo(1);

    assertThat(home.disk.sync("docs", Progress.NONE).notable()).containsExactly(told);
    assertThat(refusing.tried).isEqualTo(2);

    Home.file(docs, "b.bad", "another x");
    old(bad);
    home.disk.compare("docs");
    assertThat(refusing.tried).isEqualTo(3);
    assertThatThrownBy(() -> home.disk.text("docs/b.bad"))
        .hasMessage("docs/b.bad was failed: it is encrypted");
  }

  @Test
  void aDocumentThatCannotBeReadAnyMoreIsAChange() throws Exception {
    Home.file(docs, "b.txt", "plums");
    Home.file(docs, "c.txt", "pears");
    home.mount(docs);

    Home.file(docs, "b.txt", "BROKEN");
    Files.write(docs.resolve("c.txt"), new byte[] {0, 1});
    MountReport report = home.disk.compare("docs");

    assertThat(report.lost()).isEqualTo(2);
    assertThat(report.changed()).isTrue();
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.skipped()).isEqualTo(1);
    assertThat(home.docs("plums pears")).isEmpty();
    assertThat(home.disk.compare("docs").changed()).isFalse();
  }

  @Test
  void aFolderWithoutAnyFileLeftIsADiskThatWasTakenOffAndItsDocumentsAreKept() throws Exception {
    home.mount(docs);
    Files.move(docs, temp.resolve("away"));
    Files.createDirectories(docs.resolve("lost+found"));

    for (String how : List.of("mount", "sync", "watch")) {
      assertThatThrownBy(() -> compared(how))
          .as(how)
          .isInstanceOfSatisfying(FaultException.class, e -> {
            assertThat(e.fault().errno()).isEqualTo(Errno.NO_FILE);
            assertThat(e.fault().hint()).endsWith("umount docs");
          })
          .hasMessageStartingWith("docs: no file is left in " + docs);
    }
    assertThat(home.docs("oranges")).containsExactly("docs/good.txt");

    Files.move(temp.resolve("away/good.txt"), docs.resolve("good.txt"));
    assertThat(home.disk.sync("docs", Progress.NONE).unchanged()).isEqualTo(1);
    Home.file(docs, "other.txt", "pears");
    Files.delete(docs.resolve("good.txt"));
    assertThat(home.disk.sync("docs", Progress.NONE).gone()).isEqualTo(1);
  }

  private MountReport compared(String how) throws InterruptedException {
    return switch (how) {
      case "mount" -> home.mount(docs);
      case "sync" -> home.disk.sync("docs", Progress.NONE);
      default -> home.disk.compare("docs");
    };
  }

  /** A path that has become too long is one that cannot be looked at, whoever runs the test. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatCannotBeLookedAtIsNotTakenForDeleted() throws Exception {
    Path shorter = temp.resolve("s/docs");
    String deep = ("d".repeat(99) + "/").repeat((3_990 - shorter.toString().length()) / 100);
    Home.file(shorter, "a.txt", "plums");
    Home.file(shorter, deep + "b.txt", "pears");
    home.mount(shorter);
    Path above = temp.resolve("l".repeat(250));
    Path longer = above.resolve("docs");
    moved("docs", longer);
    Files.delete(shorter.resolve("a.txt"));
    Home.file(shorter, "c.txt", "cherries");

    Files.move(temp.resolve("s"), above);
    MountReport report = home.disk.sync("docs", Progress.NONE);
    Files.move(above, temp.resolve("s")); // or it could not be deleted

    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.gone()).isEqualTo(1);
    assertThat(home.docs("pears")).containsExactly("docs/" + deep + "b.txt");
    assertThat(home.docs("plums")).isEmpty();
  }

  private void moved(String volume, Path root) {
    home.store.write(c -> {
      try (PreparedStatement move =
          c.prepareStatement("UPDATE volume SET root = ? WHERE name = ?")) {
        move.setString(1, root.toString());
        move.setString(2, volume);
        return move.executeUpdate();
      }
    });
  }
}
