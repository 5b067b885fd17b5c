package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llmos.shell.arch.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, without caring for what the program behind it does. */
class LauncherTest {
  @TempDir
  private Path scratch;

  @Test
  void tellsItsVersionWithoutStartingAJvm() {
    Launcher.Result result = Launcher.in(scratch).run("--version");

    assertThat(result.out()).matches("llmos \\d+\\.\\d+\\.\\d+\n");
    assertThat(result.exit()).isZero();
    assertThat(result.cpu().toMillis()).isLessThan(100);
  }

  @Test
  void startsThroughALinkFromAFolderWithBlanks() throws IOException {
    Path outer = scratch.resolve("a folder with blanks");
    Path folder = Files.createDirectories(outer.resolve("deep"));
    Files.createSymbolicLink(folder.resolve("os"), Launcher.script());
    Files.createSymbolicLink(outer.resolve("os two"), Path.of("deep/os"));

    Launcher.Result result = Launcher.in(scratch).at(folder).bash("'../os two' -c 'say hi'");

    assertThat(result.out()).as("%s", result).isEqualTo("hi\n");
  }

  @Test
  void runsFromACopyThatCannotBeWritten() {
    Path built = Project.root().resolve("shell/target/llmos");
    Path copy = scratch.resolve("o p t");
    Launcher launcher = Launcher.in(scratch);
    launcher.bash("cp -r '" + built + "' '" + copy + "' && rm -f '" + copy
        + "'/*.aot && chmod -R a-w '" + copy + "'");

    Launcher.Result result = launcher.with("HOME", "").bash("'" + copy + "/bin/llmos' -c 'say hi'");

    assertThat(result.out()).as("%s", result).isEqualTo("hi\n");
    launcher.bash("chmod -R u+w '" + copy + "'");
  }

  @Test
  void saysWhatToInstallWhereThereIsNoJdk() {
    Launcher launcher = Launcher.in(scratch).with("LLMOS_JAVA_HOME", scratch.toString());

    Launcher.Result result = launcher.run("-c", "say hi");

    assertThat(result.exit()).isEqualTo(127);
    assertThat(result.err()).contains("LLMOS_JAVA_HOME", scratch.toString(), "JDK 25");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void passesStdinAndExitCodesThrough() {
    Launcher launcher = Launcher.in(scratch);

    assertThat(launcher.run("--no-such-flag").exit()).isEqualTo(2);
    assertThat(launcher.run("-c", "eixt").exit()).isEqualTo(127);
    assertThat(launcher
            .typing("three\nlines\nhere\n")
            .bash("llmos -c 'let x = 1'; cat")
            .out())
        .as("bytes that nothing named are left to the next reader")
        .isEqualTo("three\nlines\nhere\n");
  }

  @Test
  void keepsUmlautsInArgumentsWithoutALocale() {
    Launcher launcher = Launcher.in(scratch).with("LC_ALL", "C").with("LANG", "");

    assertThat(launcher.run("-c", "say 'Grüße, 世界'").out()).isEqualTo("Grüße, 世界\n");
  }

  @Test
  void namesFlagsAndFilesThatAreNotThere() {
    Launcher launcher = Launcher.in(scratch);

    Launcher.Result flag = launcher.run("--no-such-flag");
    Launcher.Result file = launcher.run("run", "absent.llmos");

    assertThat(flag.err()).contains("--no-such-flag");
    assertThat(file.err()).contains("absent.llmos");
    assertThat(file.exit()).isNotZero();
  }

  @Test
  void helpFitsOneScreenAndNamesTheWaysToStart() {
    Launcher.Result result = Launcher.in(scratch).run("--help");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).contains("-c", "run", "ask", "--version");
    assertThat(result.out().lines().count()).isLessThanOrEqualTo(40);
  }
}
