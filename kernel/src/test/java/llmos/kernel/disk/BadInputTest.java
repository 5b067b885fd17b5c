package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.kernel.store.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
  @TempDir
  Path temp;

  private Path docs;
  private Home home;

  @BeforeEach
  void open() {
    docs = temp.resolve("docs");
    home = new Home(temp.resolve("home"), new Hostile());
    Home.file(docs, "good.txt", "a good file about oranges");
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Does what its file says. */
  private static final class Hostile implements DocumentReader {
    @Override
    public String name() {
      return "hostile";
    }

    @Override
    public boolean reads(String fileName, byte[] head) {
      return fileName.endsWith(".bad");
    }

    @Override
    public Document read(String fileName, byte[] bytes) throws IOException {
      return switch (fileName) {
        case "throws.bad" -> throw new IllegalStateException("boom");
        case "deep.bad" -> new Document("t", deep(0), List.of(), List.of());
        case "memory.bad" -> throw new OutOfMemoryError("Java heap space");
        case "vanish.bad" -> throw new java.nio.file.NoSuchFileException(fileName);
        case "parts.bad" ->
          new Document(
              "t\u001b[2J",
              "lemons \ud800 here",
              List.of(new Document.Part(Document.PartKind.PARAGRAPH, 5, 9_999, 0, 0)),
              List.of());
        default -> throw new IOException("what?");
      };
    }

    private String deep(int depth) {
      return depth < 0 ? "" : deep(depth + 1) + depth;
    }
  }

  private MountReport.FileStatus status(MountReport report, String path) {
    return report.notable().stream()
        .filter(f -> f.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyBadFileEndsWithAReasonAndTheOthersAreIndexed() throws Exception {
    Files.write(docs.resolve("binary.bin"), new byte[] {1, 0, 2});
    Files.write(docs.resolve("empty.txt"), new byte[0]);
    Home.file(docs, "blank.txt", " \n\n \t");
    Home.file(docs, "what.exotic", "text");
    Home.file(docs, "broken.txt", "BROKEN");
    Home.file(docs, "partial.txt", "PARTIAL but with apples");
    for (String name : List.of("throws", "deep", "memory", "vanish", "parts")) {
      Home.file(docs, name + ".bad", "x");
    }

    MountReport report = home.mount(docs);

    assertThat(report.ok()).isEqualTo(2);
    assertThat(report.partial()).isEqualTo(1);
    assertThat(report.skipped()).isEqualTo(4);
    assertThat(report.failed()).isEqualTo(5);
    assertThat(status(report, "binary.bin").reason()).isEqualTo("binary");
    assertThat(status(report, "empty.txt").reason()).isEqualTo("empty");
    assertThat(status(report, "blank.txt").reason()).isEqualTo("no text in it");
    assertThat(status(report, "what.exotic").reason()).isEqualTo("no reader for it");
    assertThat(status(report, "broken.txt").reason()).isEqualTo("broken at byte 6: \\u001b[31m");
    assertThat(status(report, "partial.txt").reason()).isEqualTo("page 2 is damaged");
    assertThat(status(report, "throws.bad").reason()).contains("boom");
    assertThat(status(report, "deep.bad").reason()).contains("StackOverflowError");
    assertThat(status(report, "memory.bad").reason()).contains("OutOfMemoryError");
    assertThat(status(report, "vanish.bad").reason()).contains("vanished");
    assertThat(home.docs("oranges apples lemons"))
        .containsExactlyInAnyOrder("docs/good.txt", "docs/partial.txt", "docs/parts.bad");
    assertThat(home.disk.documents("docs/broken.txt").getFirst().status()).startsWith("failed: ");
    assertThatThrownBy(() -> home.disk.text("docs/broken.txt")).hasMessageContaining("was failed");
  }

  @Test
  void aRemountTriesFailedFilesAgainAndLeavesTheRest() throws Exception {
    Home.file(docs, "broken.txt", "BROKEN");
    home.mount(docs);
    Home.file(docs, "broken.txt", "mended plums");

    MountReport report = home.mount(docs);

    assertThat(report.ok()).isEqualTo(1);
    assertThat(report.unchanged()).isEqualTo(1);
    assertThat(report.failed()).isZero();
    assertThat(home.docs("plums")).containsExactly("docs/broken.txt");
  }

  @Test
  void aFileTooLargeFailsAndIsNotRead() throws Exception {
    try (RandomAccessFile large = new RandomAccessFile(docs.resolve("large.txt").toFile(), "rw")) {
      large.setLength(Limits.FILE_BYTES + 1L);
    }

    assertThat(status(home.mount(docs), "large.txt").reason()).startsWith("too large: 64 MB");
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    Path outside = Home.file(temp, "secret/key.txt", "the secret passphrase");
    Files.createSymbolicLink(docs.resolve("out"), outside.getParent());
    Files.createSymbolicLink(docs.resolve("key.txt"), outside);
    Files.createSymbolicLink(docs.resolve("loop"), docs);
    Files.createSymbolicLink(docs.resolve("self"), docs.resolve("self"));
    Files.createSymbolicLink(docs.resolve("nothing"), docs.resolve("gone"));
    Files.createSymbolicLink(docs.resolve("inside.txt"), docs.resolve("good.txt"));

    MountReport report = home.mount(docs);

    assertThat(report.ok()).isEqualTo(1);
    assertThat(report.skipped()).isEqualTo(6);
    assertThat(status(report, "key.txt").reason()).isEqualTo("a link that leaves the folder");
    assertThat(status(report, "nothing").reason()).isEqualTo("a link to nothing");
    assertThat(home.docs("passphrase")).isEmpty();
  }

  @Test
  void hiddenAndIgnoredFilesArePassedOver() throws Exception {
    Home.file(docs, ".git/config", "plums");
    Home.file(docs, ".hidden/x.txt", "plums");
    Home.file(docs, ".gitignore", "*.log\nbuild/\n");
    Home.file(docs, "a.log", "plums");
    Home.file(docs, "build/out.txt", "plums");
    Home.file(docs, "sub/.gitignore", "!kept.log\n");
    Home.file(docs, "sub/kept.log", "pears");

    MountReport report = home.mount(docs);

    assertThat(report.ok()).isEqualTo(2);
    assertThat(home.docs("plums pears")).containsExactly("docs/sub/kept.log");
  }

  @Test
  void namesWithControlCharactersAreMadeVisible() throws Exception {
    Home.file(docs, "a\u001b[31m\nb.txt", "BROKEN");
    Home.file(docs, "c\u202ed.txt", "pears");

    MountReport report = home.mount(docs);

    assertThat(report.notable())
        .extracting(MountReport.FileStatus::path)
        .containsExactly("a\\u001b[31m\\u000ab.txt");
    assertThat(home.docs("pears")).containsExactly("docs/c\\u202ed.txt");
  }

  @Test
  void deepFoldersAreWalked() throws Exception {
    Home.file(docs, "d/".repeat(400) + "deep.txt", "pears down there");

    home.mount(docs);

    assertThat(home.docs("pears")).hasSize(1);
  }

  @Test
  void aMissingPathNamesWhatIsNear() {
    assertThatThrownBy(() -> home.mount(temp.resolve("dosc/sub")))
        .isInstanceOfSatisfying(FaultException.class, e -> {
          assertThat(e.fault().errno()).isEqualTo(Errno.NO_FILE);
          assertThat(e)
              .hasMessageContaining("no such file or folder")
              .hasMessageContaining("nearest: docs");
        });
  }

  @Test
  void aFolderWithNothingReadableSaysWhatWasFound() throws Exception {
    Path empty = Files.createDirectories(temp.resolve("empty"));
    assertThatThrownBy(() -> home.mount(empty)).hasMessageEndingWith("it is empty");

    Files.write(empty.resolve("a.bin"), new byte[3]);
    Home.file(empty, ".env", "x");

    assertThatThrownBy(() -> home.mount(empty))
        .hasMessageEndingWith("found 1 skipped (binary), 1 hidden");
    assertThat(home.disk.volumes()).isEmpty();
  }

  @Test
  void anAddressThatNothingFetchesIsRefused() {
    MountRequest request = new MountRequest("https://example.com/page", "", Label.UNKNOWN, 0);

    assertThatThrownBy(() -> home.disk.mount(request, Progress.NONE))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> assertThat(e.fault().message())
                .isEqualTo("nothing here fetches addresses of https; there are: none"));
  }

  @Test
  void oneFileCanBeMounted() throws Exception {
    MountReport report = home.mount(docs.resolve("good.txt"));

    assertThat(report.volume()).isEqualTo("good");
    assertThat(home.docs("oranges")).containsExactly("good/good.txt");
  }

  @Test
  void aTakenNameAndAnOddNameAreRefusedWithALineToPaste() throws Exception {
    home.mount(docs);
    Path other = Home.file(temp, "x/docs/a.txt", "text").resolveSibling("");

    assertThatThrownBy(() -> home.mount(other)).isInstanceOfSatisfying(FaultException.class, e -> {
      assertThat(e).hasMessageContaining("the name docs is taken");
      assertThat(e.fault().hint()).contains("--as docs2");
    });
    assertThatThrownBy(() ->
            home.disk.mount(new MountRequest(docs, "my docs/x", Label.UNKNOWN), Progress.NONE))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.fault().hint()).endsWith("--as my-docs-x"));
  }

  @Test
  void anInterruptKeepsWhatIsDoneAndAMountGoesOn() throws Exception {
    for (int i = 0; i < 30; i++) {
      Home.file(docs, "f%02d.txt".formatted(i), "pears number" + i);
    }
    Progress stop = (what, done, total) -> {
      if (done == 20) {
        Thread.currentThread().interrupt();
      }
    };

    assertThatThrownBy(() -> home.disk.mount(new MountRequest(docs, "", Label.UNKNOWN), stop))
        .isInstanceOf(InterruptedException.class);
    MountReport report = home.mount(docs);

    assertThat(report.unchanged()).isBetween(15, 25);
    assertThat(report.ok() + report.unchanged()).isEqualTo(31);
  }

  @Test
  @Timeout(120)
  void aSingleLineOfManyMegabytesIsMountedAndFound() throws Exception {
    int megabytes = Integer.getInteger("llmos.megabytes", 8); // 50 takes half a minute
    String line = "lorem ipsum dolor ".repeat(megabytes * 1_000_000 / 18);
    Home.file(docs, "huge.txt", line + " mongoose");

    MountReport report = home.mount(docs);

    assertThat(report.ok()).isEqualTo(2);
    assertThat(home.find("mongoose").getFirst().block().text()).endsWith("mongoose");
  }
}
