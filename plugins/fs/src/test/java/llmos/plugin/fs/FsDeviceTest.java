package llmos.plugin.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llmos.api.FaultException;
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
}
