package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import llmos.testkit.ModelServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Windows that are too small, servers that count otherwise, a disk that is full, two shells: nothing that was said is lost. */
class WindowFaultsTest {
  private static final int WINDOW = 2_000;

  @TempDir
  private Path scratch;

  private final ModelServer server = ModelServer.start().window(WINDOW);

  @AfterEach
  void close() {
    server.close();
  }

  private String use(int window) {
    return "cpu add m --url %s --model x --window %d; cpu use m".formatted(server.url(), window);
  }

  private static String said(String who, int turn) {
    return "%s noted in week %d:%s".formatted(who, turn, " the lamp burns".repeat(20));
  }

  /** A program that says so many things. */
  private static String talk(String who, int turns) {
    return IntStream.rangeClosed(1, turns)
        .mapToObj(turn -> "ask '%s'".formatted(said(who, turn)))
        .collect(Collectors.joining("\n"));
  }

  private static void fails(Launcher.Result result, int exit, String... says) {
    assertThat(result.exit()).as("%s", result).isEqualTo(exit);
    assertThat(result.err()).as("%s", result).contains(says);
    assertThat(result.err()).doesNotContain("internal error", "Exception", "\tat ");
  }

  private static List<JsonNode> pages(Launcher launcher, String more) {
    Launcher.Result result = launcher.run("--jsonl", "-c", "session resume 1; " + more);
    assertThat(result.exit()).as("%s", result).isZero();
    return result
        .out()
        .lines()
        .map(line -> JsonMapper.shared().readTree(line))
        .filter(row -> row.has("tokens"))
        .toList();
  }

  @Test
  void aWindowThatTheSystemPageFillsIsNamedBeforeAnythingIsSent() throws IOException {
    Launcher launcher = Launcher.in(scratch);
    Path devices = Files.createDirectories(launcher.home().resolve("devices"));
    for (int i = 0; i < 8; i++) {
      Files.writeString(devices.resolve("Lamp" + i + ".java"), """
          import llmos.api.*;
          @Device(value = "lamp%1$d", help = "Tells how the lamp number %1$d of the house burns.")
          public class Lamp%1$d {
            @Op(help = "Tells.", example = "lamp%1$d tell x")
            public String tell(@Arg(help = "any") String room) { return "bright"; }
          }
          """.formatted(i));
    }

    Launcher.Result result = launcher.run("-c", use(512) + "; ask hi");

    fails(result, 6, "the system page has", "no room for a conversation", "cpu ls");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aServerThatReadsMoreTokensThanItCountsIsNamedWithTheRemedyAndThenUsed() {
    int window = 8_192;
    server.window(window).reads(130);
    Launcher launcher = Launcher.in(scratch);
    String large = "the lamp burns, ".repeat(6_800 / 4);

    Launcher.Result talk = launcher.typing(use(window) + "\n" + talk("I", 100)).run("-");
    Launcher.Result over = launcher.run("--session", "1", "ask", large);
    Launcher.Result again = launcher
        .typing("session resume 1; %s\n%s".formatted(use(window * 10 / 13), talk("You", 12)))
        .run("-");

    assertThat(talk.exit())
        .as("the reserve takes up what talk is counted less: %s", talk)
        .isZero();
    fails(over, 3, "exceeds the context", "its window is smaller than we think", "--window");
    assertThat(again.exit()).as("%s", again).isZero();
    assertThat(server.problems()).hasSize(1).first().asString().contains("exceeds the context");
    assertThat(pages(launcher, "mem ls"))
        .extracting(row -> row.path("text").asString())
        .anyMatch(text -> text.contains(said("I", 1)))
        .anyMatch(text -> text.contains(said("You", 12)));
  }

  @Test
  void aServerThatReportsNoTokensIsTakenAtItsWord() {
    server.sends(
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"It burns.\"},\"finish_reason\":\"stop\"}]}",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}}",
        "data: [DONE]");

    Launcher.Result result = Launcher.in(scratch)
        .run(
            "-c",
            use(WINDOW)
                + "; ask '%s'; vmstat | last 1 | pick cpu"
                    .formatted("Does the lamp burn? ".repeat(160)));

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).endsWith("It burns.\ncpu=m\n");
  }

  @Test
  void aDiskThatIsFullOrReadOnlyBetweenTwoTurnsLosesNoPage() throws IOException {
    Path disk = Files.createDirectories(scratch.resolve("disk"));
    Launcher outer = Launcher.in(scratch);
    assumeTrue(
        outer.bash("mount -t tmpfs -o size=6m none '" + disk + "'").exit() == 0,
        "a small file system cannot be mounted here: skipped");
    try {
      Launcher launcher = outer.with("LLMOS_HOME", disk.resolve("home").toString());
      assertThat(launcher.typing(use(WINDOW) + "\n" + talk("I", 20)).run("-").exit())
          .isZero();
      assertThat(pages(launcher, "mem ls --evicted")).isNotEmpty();
      outer.bash("cat /dev/zero >'%s/filler' 2>/dev/null".formatted(disk));

      fails(launcher.typing(talk("You", 9)).run("--session", "1", "-"), 1, "space");
      Files.delete(disk.resolve("filler"));
      outer.bash("mount -o remount,ro '" + disk + "'");
      fails(launcher.run("--session", "1", "ask", said("You", 9)), 1, "state.db", "can write");
      outer.bash("mount -o remount,rw '" + disk + "'");
      Launcher.Result again = launcher.typing(talk("She", 9)).run("--session", "1", "-");

      assertThat(again.exit()).as("%s", again).isZero();
      assertKept(launcher, "I", 20);
      assertKept(launcher, "She", 9);
    } finally {
      outer.bash("umount -l '" + disk + "'");
    }
  }

  private static void assertKept(Launcher launcher, String who, int turns) {
    List<String> texts = pages(launcher, "mem ls").stream()
        .map(row -> row.path("text").asString())
        .toList();
    for (int turn = 1; turn <= turns; turn++) {
      String said = said(who, turn);
      assertThat(texts).as("%s in turn %d", who, turn).anyMatch(text -> text.endsWith(said));
    }
  }

  @Test
  void twoShellsOnOneConversationKeepTheTurnsOfBoth() {
    Launcher launcher = Launcher.in(scratch);
    assertThat(launcher.run("-c", use(WINDOW) + "; ask hi").exit()).isZero();

    Launcher.Result both = launcher.bash("""
        cat >a <<'EOF'
        %s
        EOF
        cat >b <<'EOF'
        %s
        EOF
        llmos --session 1 - <a >out-a 2>err-a & one=$!
        llmos --session 1 - <b >out-b 2>err-b & two=$!
        wait $one; echo "a $?"; wait $two; echo "b $?"; cat err-a err-b >&2
        """.formatted(talk("Ada", 15), talk("Bob", 15)));

    assertThat(both.out()).as("%s", both).isEqualTo("a 0\nb 0\n");
    assertThat(server.problems()).isEmpty();
    assertThat(server.requests()).hasSize(31);
    assertKept(launcher, "Ada", 15);
    assertKept(launcher, "Bob", 15);
  }

  @Test
  void whatIsPipedInAndIsLargerThanTheWindowIsSearchedForTheQuestion() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= 9_000; i++) {
      lines.add("On day %d the dog was walked along the river in the rain.".formatted(i));
    }
    lines.set(6_000, "The bridge over the Aare was opened in 1889 by the mayor.");
    Launcher launcher = Launcher.in(scratch);
    Files.write(launcher.folder().resolve("long.txt"), lines);

    Launcher.Result result =
        launcher.bash("llmos ask 'When was the bridge over the Aare opened?' - <long.txt");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).contains("opened in 1889");
  }
}
