package llmos.shell.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a careless or unlucky user does: each gets its exit code and a line that says what to do. */
class BadInputTest {
  @TempDir
  private Path scratch;

  private Path file(String name, byte... bytes) throws IOException {
    Path file = Launcher.in(scratch).folder().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private static void fails(Launcher.Result result, int exit, String... says) {
    assertThat(result.exit()).as("%s", result).isEqualTo(exit);
    assertThat(result.err()).as("%s", result).startsWith("llmos: ").contains(says);
    assertThat(result.err()).doesNotContain("internal error", "Exception", "\tat ");
  }

  /** Programs whose first step fails: all in one process each, because a start is what costs. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          frobnicate              | 127 | frobnicate         | help
          ls --nosuch             | 2   | --nosuch           | usage: ls
          say 'open               | 2   | not closed         | say 'open
          say hi > f              | 2   | does not redirect  | save
          ask ''                  | 2   | nothing to say     | usage: ask
          ask                     | 2   | needs text         | usage: ask
          cite 9                  | 1   | cited anything yet | cite
          mem load p999           | 1   | no conversation    | ask
          mem load                | 2   | needs a page       | mem ls
          mem pin p+2             | 2   | not a page         | mem ls
          mem policy LRU          | 1   | did you mean 'lru' | mem policy
          man pin                 | 5   | 'mem pin'          | help
          vmstat 99999999999      | 2   | at most 2147483647 | vmstat
          cpu add s --window 99 --url http://h/v1 | 2 | at least 512 | cpu add
          mount nothere           | 1   | nothere            | check the path
          cpu use nothere         | 1   | no cpu 'nothere'   | cpu add
          cpu add b --url notaurl | 2   | notaurl            | http://
          calc frob 1             | 127 | no operation       | help calc
          session resume 99       | 1   | no session 99      | session ls
          """)
  void aWrongLineEndsWithItsCodeAndSaysWhatToDo(
      String program, int exit, String message, String hint) {
    fails(Launcher.in(scratch).run("-c", program), exit, message, hint);
  }

  @Test
  void pagesBeforeTheOneThatIsNotThereAreDoneAndToldOf() {
    Launcher.Result result =
        Launcher.in(scratch).run("-c", "ask 'remember the key' ; mem pin p2 p99 p2");

    fails(result, 1, "no page p99 in this conversation; it has p1 to p3", "mem ls");
    assertThat(result.out()).endsWith("p2 is resident, pinned: arrived in turn 1\n");
  }

  @Test
  void aScriptThatCannotBeReadSaysWhy() throws IOException {
    file("nul.llmos", "say hi\nfoo\u00ff\u00fe\0bar\n".getBytes(ISO_8859_1));
    Launcher launcher = Launcher.in(scratch);

    fails(launcher.run("run", "absent.llmos"), 1, "absent.llmos", "no such file");
    fails(launcher.run("run", "."), 1, "it is a folder");
    fails(launcher.run("run", "nul.llmos"), 1, "not UTF-8");
  }

  @Test
  void aProgramThatIsNoTextOrNeverEndsSaysSo() throws IOException {
    file("latin.llmos", "say one\nsay caf\u00e9\n".getBytes(ISO_8859_1));
    file("self.llmos", "say one\nrun self.llmos\n".getBytes(ISO_8859_1));
    file("open.llmos", "say one\neach { say 'two\n".getBytes(ISO_8859_1));
    Launcher launcher = Launcher.in(scratch);

    fails(launcher.bash("llmos - < latin.llmos"), 1, "standard input is not UTF-8");
    fails(launcher.run("-c", "run latin.llmos"), 1, "not UTF-8");
    fails(launcher.run("run", "self.llmos"), 6, "more than 100 deep", "needs an if");
    fails(launcher.run("run", "open.llmos"), 2, "the quote ' is not closed");
    fails(launcher.run("-c", "def f { f } ; f & ; wait"), 6, "f is called more than 100 deep");
  }

  @Test
  void aLineOfAMillionCharactersIsTakenOrRefusedInASecondOrTwo() throws IOException {
    String million = "x".repeat(1_000_000);
    file("long.llmos", ("say " + million + " | count\n").getBytes(ISO_8859_1));
    file("name.llmos", (million + "\n").getBytes(ISO_8859_1));
    file("pipe.llmos", ("say a" + " | first".repeat(125_000) + "\n").getBytes(ISO_8859_1));
    file("def.llmos", ("def f(a = '" + "x,".repeat(500_000) + ") { say $a }").getBytes(ISO_8859_1));
    Launcher launcher = Launcher.in(scratch);

    assertThat(launcher.run("run", "long.llmos").out()).isEqualTo("1\n");
    assertThat(launcher.bash("llmos - < long.llmos").out()).isEqualTo("1\n");
    Launcher.Result name = launcher.run("run", "name.llmos");
    fails(name, 127, "there is no command or device 'xxx");
    assertThat(name.err().length()).isLessThan(5_000);
    fails(launcher.run("run", "pipe.llmos"), 2, "more than 1,000 commands", "let");
    fails(launcher.run("run", "def.llmos"), 2, "is not closed among the parameters");
    assertThat(name.cpu()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aScriptStopsAtItsFirstWrongLineAndNamesIt() throws IOException {
    file("s.llmos", "say one\nfrobnicate\nsay two\n".getBytes(ISO_8859_1));

    Launcher.Result result = Launcher.in(scratch).run("run", "s.llmos");

    fails(result, 127, "line 2", "frobnicate");
    assertThat(result.out()).isEqualTo("one\n");
  }

  @Test
  void filesThatAreNoDocumentsAreNamedWithTheirReasonAndTheOthersAreMounted() throws IOException {
    byte[] noise = new byte[5000];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) ((i * i * 31) >> 3);
    }
    file("d/bin.dat", noise);
    file("d/broken.pdf", "%PDF-1.4\nbroken".getBytes(ISO_8859_1));
    file("d/latin.txt", "The caf\u00e9 in the harbour opens at nine.\n".getBytes(ISO_8859_1));
    file("d/good.md", "The bridge was opened in 1889.\n".getBytes(ISO_8859_1));
    Files.createDirectories(Launcher.in(scratch).folder().resolve("empty"));
    Launcher launcher = Launcher.in(scratch);

    Launcher.Result all =
        launcher.run("-c", "mount d --as d; cat d/latin.txt; ask 'When was the bridge opened?'");

    assertThat(all.exit()).as("%s", all).isZero();
    assertThat(all.out())
        .contains("skipped: bin.dat: binary", "failed: broken.pdf: damaged PDF", "windows-1252")
        .contains("caf\u00e9", "[1] d/good.md");
    fails(launcher.run("mount", "empty"), 1, "it is empty", "readable formats");
    fails(launcher.run("mount", "d/bin.dat"), 1, "binary");
    fails(launcher.run("mount", "d/broken.pdf"), 1, "damaged PDF");
  }

  @Test
  void aFolderThatMayNotBeReadIsNamed() throws IOException {
    assumeTrue(
        !System.getProperty("user.name").equals("root"), "root may read everything: skipped");
    file("secret/a.md", (byte) 'x');
    Path folder = Launcher.in(scratch).folder().resolve("secret");
    assertThat(folder.toFile().setReadable(false)).isTrue();

    fails(Launcher.in(scratch).run("mount", "secret"), 1, "secret");
  }

  @Test
  void aLineOfFiftyMegabytesIsTakenInBoundedTimeAndMemory() throws IOException {
    Path file =
        Files.createDirectories(Launcher.in(scratch).folder().resolve("big")).resolve("a.txt");
    byte[] word = "lorem ipsum dolor ".repeat(1000).getBytes(ISO_8859_1);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int written = 0; written < 50_000_000; written += word.length) {
        out.write(word);
      }
    }
    file("big/b.md", "The bridge was opened in 1889.\n".getBytes(ISO_8859_1));
    Launcher launcher = Launcher.in(scratch).with("LLMOS_JAVA_OPTS", "-Xmx512m");

    Launcher.Result result = launcher
        .within(Duration.ofMinutes(2))
        .run("-c", "mount big || say failed; ask 'When was the bridge opened?'");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).contains("big: 2 documents", "[1] big/b.md");
    assertThat(result.cpu()).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void aHomeThatCannotBeMadeOrReadIsNamedAndLeftAlone() throws IOException {
    Launcher launcher = Launcher.in(scratch);
    Path file = file("file");
    byte[] rubbish = new byte[20_000];
    Arrays.fill(rubbish, (byte) 'x');
    Path damaged = file("damaged/state.db", rubbish);

    fails(
        launcher.with("LLMOS_HOME", file.toString()).run("ask", "hi"),
        1,
        "a file is in its place",
        "LLMOS_HOME");
    fails(launcher.with("LLMOS_HOME", file + "/sub").run("ask", "hi"), 1, "LLMOS_HOME");
    fails(
        launcher.with("LLMOS_HOME", damaged.resolveSibling("").toString()).run("ask", "hi"),
        1,
        "state.db",
        "keep a copy");
    assertThat(Files.readAllBytes(damaged)).isEqualTo(rubbish);
  }

  @Test
  void aHomeOfANewerProgramIsLeftAlone() throws IOException {
    Launcher launcher = Launcher.in(scratch);
    assertThat(launcher.run("calc", "eval", "1+1").exit()).isZero();
    Path state = launcher.home().resolve("state.db");
    byte[] bytes = Files.readAllBytes(state);
    bytes[63] = 99; // PRAGMA user_version, the last byte of four at 60
    Files.write(state, bytes);

    fails(launcher.run("ask", "hi"), 1, "version 99", "newer llmos");
    assertThat(Files.readAllBytes(state)).isEqualTo(bytes);
  }

  @Test
  void aFullDiskLosesNothingThatWasThere() throws IOException {
    Path disk = Files.createDirectories(scratch.resolve("disk"));
    Launcher outer = Launcher.in(scratch);
    assumeTrue(
        outer.bash("mount -t tmpfs -o size=6m none '" + disk + "'").exit() == 0,
        "a small file system cannot be mounted here: skipped");
    try {
      Launcher launcher = outer.with("LLMOS_HOME", disk.resolve("home").toString());
      file("d/a.md", "The bridge was opened in 1889.\n".getBytes(ISO_8859_1));
      Launcher.Result first =
          launcher.run("-c", "mount d --as d; ask 'When was the bridge opened?'");
      assertThat(first.exit()).as("%s", first).isZero();
      StringBuilder much = new StringBuilder(); // of what cannot be packed
      Random dice = new Random(1);
      while (much.length() < 8_000_000) {
        much.append(Long.toString(dice.nextLong(), Character.MAX_RADIX)).append(".\n\n");
      }
      file("e/much.txt", much.toString().getBytes(ISO_8859_1));

      fails(launcher.run("mount", "e"), 1, "space");
      outer.bash("cat /dev/zero > '" + disk + "/filler'");
      fails(launcher.run("ask", "When was the bridge opened?"), 1, "space");
      Files.delete(disk.resolve("filler"));

      Launcher.Result again = launcher.run("-c", "log; ls d; ask 'When was the bridge opened?'");
      assertThat(again.exit()).as("%s", again).isZero();
      assertThat(again.out()).contains("user  When was the bridge opened?", "[1] d/a.md");
    } finally {
      outer.bash("umount -l '" + disk + "'");
    }
  }

  @Test
  void aBrokenDeviceIsNamedAndHidesNoOther() throws IOException {
    Path devices = Files.createDirectories(Launcher.in(scratch).home().resolve("devices"));
    Files.writeString(devices.resolve("Bad.java"), "public class Bad { this is not java");
    Files.writeString(devices.resolve("Calc.java"), """
        import llmos.api.*;
        @Device("calc")
        public class Calc {
          @Op(help = "Lies.", example = "calc eval 1")
          public String eval(@Arg(help = "any") String x) { return "a lie"; }
        }
        """);
    Launcher launcher = Launcher.in(scratch);

    Launcher.Result all = launcher.run("-c", "dev; calc eval 2+2; bad x");

    fails(all, 126, "device bad is failed", "Bad.java:1");
    assertThat(all.out()).contains("another device is named 'calc'").contains("\n4\n");
  }

  @Test
  void aCpuThatIsNotThereOrTooSmallIsNamed() {
    Launcher launcher = Launcher.in(scratch);

    fails(launcher.with("LLMOS_CPU", "nothere").run("ask", "hi"), 1, "nothere", "LLMOS_CPU");
    fails(
        launcher.run(
            "-c",
            "cpu add tiny --url http://127.0.0.1:9/v1 --model x --window 100; cpu use tiny; ask hi"),
        2,
        "'100'",
        "at least 512");
    fails(
        launcher.run(
            "-c",
            "cpu add tiny --url http://127.0.0.1:9/v1 --model x --set window=100; cpu use tiny; ask hi"),
        6,
        "100 tokens",
        "cpu add tiny --window 8192, or: cpu use rom");
  }

  @Test
  void aStreamThatIsFullIsAFailure() {
    assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here: skipped");

    fails(Launcher.in(scratch).bash("llmos -c 'say hi' >/dev/full"), 1, "standard output", "space");
  }
}
