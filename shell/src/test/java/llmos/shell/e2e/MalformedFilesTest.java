package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hundreds of files that no reader was promised, with little memory: each ends with a status and a reason, and the sound
 * ones among them are found. {@code -Dllmos.malformed=500 -Dllmos.tiny=100000} is the large version.
 */
class MalformedFilesTest {
  private static final int MALFORMED = Integer.getInteger("llmos.malformed", 60);
  private static final int TINY = Integer.getInteger("llmos.tiny", 300);
  private static final int SOUND = 10;
  private static final Set<String> ENDS = Set.of("partial", "skipped", "failed");

  @TempDir
  private Path scratch;

  private static void sound(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < SOUND; i++) {
      Files.writeString(
          folder.resolve("sound-%d.md".formatted(i)),
          "# Sound\n\nThe zeppelin%d landed.".formatted(i));
    }
  }

  private static List<JsonNode> mounted(Launcher.Result result) {
    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.err()).as("%s", result).isEmpty();
    List<JsonNode> rows = new ArrayList<>();
    result.out().lines().forEach(line -> rows.add(JsonMapper.shared().readTree(line)));
    return rows;
  }

  /** The first row counts; each other one has a path, how it ended and why. */
  private static void eachHasAReason(List<JsonNode> rows, String seed) {
    JsonNode sum = rows.getFirst();
    assertThat(rows.size() - 1)
        .as("%s: %s", seed, sum)
        .isEqualTo(sum.path("partial").asInt()
            + sum.path("skipped").asInt()
            + sum.path("failed").asInt());
    for (JsonNode row : rows.subList(1, rows.size())) {
      assertThat(row.path("status").asString()).as("%s: %s", seed, row).isIn(ENDS);
      assertThat(row.path("reason").asString()).as("%s: %s", seed, row).isNotBlank();
    }
  }

  private static Launcher small(Path scratch) {
    return Launcher.in(scratch).within(Duration.ofMinutes(20)).with("LLMOS_JAVA_OPTS", "-Xmx256m");
  }

  @Test
  void eachMalformedFileEndsWithAReasonAndTheSoundOnesAreFound() throws IOException {
    long seed = Long.getLong("llmos.seed", System.nanoTime());
    Launcher launcher = small(scratch);
    Path folder = launcher.folder().resolve("odd");
    new MalformedFiles(seed).write(folder, MALFORMED);
    sound(folder);

    Launcher.Result result = launcher.run("--jsonl", "mount", "odd");

    List<JsonNode> rows = mounted(result);
    eachHasAReason(rows, "seed " + seed);
    JsonNode sum = rows.getFirst();
    assertThat(sum.path("documents").asInt()
            + sum.path("skipped").asInt()
            + sum.path("failed").asInt())
        .as("seed %d: %s", seed, sum)
        .isEqualTo(MALFORMED + SOUND);
    Launcher.Result found = launcher.run("--json", "find", "zeppelin3");
    assertThat(found.out()).as("seed %d: %s", seed, found).contains("odd/sound-3.md");
    keep(result);
  }

  /** For whoever wants to read what the large version said. */
  private static void keep(Launcher.Result result) throws IOException {
    String to = System.getProperty("llmos.report", "");
    if (!to.isEmpty()) {
      Files.writeString(Path.of(to), result.out());
    }
  }

  @Test
  void manyTinyFilesDeepFoldersLoopsAndOddNamesAreWalked() throws IOException {
    Launcher launcher = small(scratch);
    Path folder = launcher.folder().resolve("tree");
    sound(folder);
    for (int i = 0; i < TINY; i++) {
      Path below = folder.resolve("t%03d".formatted(i / 1_000));
      Files.createDirectories(below);
      Files.writeString(below.resolve("n%d.txt".formatted(i)), "tiny " + i);
    }
    Launcher.Result made = launcher.bash("""
        cd tree && ln -s . self && ln -s b a && ln -s a b && mkfifo pipe && : >'empty.md'
        printf 'pears' >"$(printf 'raw\\377\\376.txt')"; printf 'pears' >"$(printf 'raw\\376\\377.txt')"
        printf 'pears' >"$(printf 'line\\nfeed\\033[31m.txt')"; printf 'pears' >' blank .txt'; printf 'pears' >'-rf.txt'
        printf 'pears' >"$(printf 'x%.0s' $(seq 250)).txt"
        mkdir deep && cd deep
        for i in $(seq 300); do d=$(printf 'd%.0s' $(seq 20)); mkdir $d && cd $d; [ $i != 100 ] || printf pears >down.txt; done
        """);
    assertThat(made.exit()).as("%s", made).isZero();

    Launcher.Result result = launcher.run("--jsonl", "mount", "tree");

    List<JsonNode> rows = mounted(result);
    eachHasAReason(rows, "tree");
    assertThat(rows.getFirst().path("documents").asInt())
        .as("%s", rows.subList(0, Math.min(rows.size(), 20)))
        .isEqualTo(SOUND + TINY + 6);
    assertThat(rows.toString())
        .contains("a link that leads nowhere", "not a regular file", "another file's name reads");
    Launcher.Result found = launcher.run("--json", "find", "pears", "-k", "20");
    assertThat(found.out())
        .as("%s", found)
        .contains("down.txt", "-rf.txt", "blank", "line\\\\u000a");
    // The JDK's own walk, which clears the scratch folder, does not go as deep as this one.
    launcher.bash("rm -rf tree");
  }

  @Test
  void filesThatChangeAndVanishWhileTheyAreReadStopNothing() throws Exception {
    long seed = Long.getLong("llmos.seed", System.nanoTime());
    Launcher launcher = small(scratch);
    Path folder = launcher.folder().resolve("live");
    sound(folder);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      files.add(folder.resolve("f%02d.%s".formatted(i, i % 2 == 0 ? "md" : "docx")));
      Files.write(files.getLast(), Samples.word("w" + i));
    }
    AtomicBoolean stop = new AtomicBoolean();
    Thread changing = Thread.ofPlatform().start(() -> change(files, new Random(seed), stop));
    try {
      List<JsonNode> rows = mounted(launcher.run("--jsonl", "mount", "live"));
      eachHasAReason(rows, "seed " + seed);
    } finally {
      stop.set(true);
      changing.join();
    }
    for (Path file : files) {
      Files.write(file, Samples.word("settled"));
    }

    List<JsonNode> after = mounted(launcher.run("--jsonl", "mount", "live"));

    assertThat(after.getFirst().path("documents").asInt()).as("%s", after).isEqualTo(SOUND + 40);
  }

  private static void change(List<Path> files, Random dice, AtomicBoolean stop) {
    while (!stop.get()) {
      Path file = files.get(dice.nextInt(files.size()));
      try {
        switch (dice.nextInt(3)) {
          case 0 -> Files.deleteIfExists(file);
          case 1 -> Files.write(file, new byte[dice.nextInt(2_000)]);
          default -> Files.write(file, Samples.word("w" + dice.nextInt()));
        }
        TimeUnit.MILLISECONDS.sleep(1);
      } catch (IOException | InterruptedException e) {
        stop.set(true);
      }
    }
  }
}
