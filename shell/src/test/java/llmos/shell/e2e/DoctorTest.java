package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that was damaged is named and made again; volumes follow their files when they are told to. */
class DoctorTest {
  @TempDir
  private Path scratch;

  @Test
  void aDamagedIndexIsNamedAndMadeAgain() throws IOException {
    Launcher launcher = Launcher.in(scratch);
    Files.writeString(launcher.folder().resolve("a.md"), "# One\n\nThe mill was opened in 1817.\n");
    assertThat(launcher.run("mount", ".", "--as", "d").exit()).isZero();
    assertThat(launcher.run("doctor").exit()).isZero();
    try (Stream<Path> files = Files.list(launcher.home().resolve("index"))) {
      List<Path> segments = files.filter(f -> f.toString().endsWith(".cfs")).toList();
      assertThat(segments).isNotEmpty();
      for (Path segment : segments) {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
      }
    }

    Launcher.Result broken = launcher.run("doctor");
    Launcher.Result repaired = launcher.run("doctor", "--repair");

    assertThat(broken.exit()).as("%s", broken).isEqualTo(1);
    assertThat(broken.out()).contains("broken");
    assertThat(broken.err()).as("%s", broken).contains("the index is broken", "doctor --repair");
    assertThat(repaired.exit()).as("%s", repaired).isZero();
    assertThat(repaired.out()).contains("every block has its entry").doesNotContain("broken");
    assertThat(launcher.run("find", "mill").out()).contains("1817");
  }

  @Test
  void syncFollowsTheFilesOfAllVolumesAndAFolderThatIsGoneStopsNoOther() throws IOException {
    Launcher launcher = Launcher.in(scratch);
    for (String name : List.of("one", "two")) {
      Path folder = Files.createDirectories(launcher.folder().resolve(name));
      Files.writeString(folder.resolve("a.md"), "# %s\n\nThe mill.\n".formatted(name));
    }
    assertThat(launcher.run("-c", "mount one; mount two").exit()).isZero();
    Files.writeString(launcher.folder().resolve("two/b.md"), "# More\n\nThe zeppelin.\n");
    Files.delete(launcher.folder().resolve("one/a.md"));
    Files.delete(launcher.folder().resolve("one"));

    Launcher.Result all = launcher.run("sync");
    Launcher.Result one = launcher.run("sync", "one");
    Launcher.Result none = launcher.run("sync", "tow");

    assertThat(all.exit()).as("%s", all).isZero();
    assertThat(all.out()).contains("one: failed: no such file", "two: 2 documents");
    assertThat(launcher.run("find", "zeppelin").out()).contains("The zeppelin");
    assertThat(one.exit()).as("%s", one).isEqualTo(1);
    assertThat(none.exit()).as("%s", none).isEqualTo(1);
    assertThat(none.err()).contains("no volume 'tow'", "nearest: two");
  }
}
