package llmos.plugin.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import llmos.api.CallContext;
import llmos.api.FaultException;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FsDeviceTest {
  @TempDir
  Path folder = Path.of("");

  @Test
  void readingFromBehindTheEndSaysHowLongTheFileIs() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "one\ntwo\n");
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    FsDevice fs = new FsDevice();

    assertThat(fs.read(file, 2, 0)).containsEntry("text", "two");
    assertThat(fs.read(empty, 1, 0)).containsEntry("text", "");
    assertThatThrownBy(() -> fs.read(file, 3, 0))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("has 2 lines, asked from 3");
  }

  @Test
  void whatAFileHeldIsNeverKeptBehindALink() throws IOException {
    Path work = Files.createDirectories(folder.resolve("work"));
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Path file = Files.writeString(work.resolve("a.txt"), "old\n");
    CallContext context = new CallContext(work, new FakeClock(), Duration.ofSeconds(5));
    Files.createSymbolicLink(work.resolve(".llmos"), outside);

    assertThatThrownBy(() -> new FsDevice().write(file, "new", false, context))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("behind the link");
    Files.delete(work.resolve(".llmos"));
    Files.createDirectories(work.resolve(".llmos"));
    Files.createSymbolicLink(work.resolve(".llmos/undo"), outside);
    assertThatThrownBy(() -> new FsDevice().write(file, "new", false, context))
        .hasMessageContaining("behind the link");

    assertThat(outside).isEmptyDirectory();
    assertThat(file).hasContent("old");
    Files.delete(work.resolve(".llmos/undo"));
    assertThat(new FsDevice().write(file, "new", false, context))
        .hasEntrySatisfying(
            "undo", kept -> assertThat(work.resolve(kept.toString())).hasContent("old"));
  }
}
