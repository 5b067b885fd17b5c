package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import llmos.shell.arch.Project;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sessions across runs: each command is a process of its own. */
final class SessionsTest {
  @TempDir
  private Path scratch;

  private Launcher llmos;

  @BeforeEach
  void talk() throws IOException {
    llmos = Launcher.in(scratch);
    Files.createDirectories(llmos.folder().resolve("docs"));
    Files.writeString(
        llmos.folder().resolve("docs/bridge.md"), "The new bridge was opened in 1889.\n");
    ok("-c", "mount docs; ask 'when was the bridge opened?'; ask 'what is 2+2?'; ask 'hi'");
  }

  private String ok(String... words) {
    Launcher.Result result = llmos.run(words);
    assertThat(result.exit()).as("%s", result).isZero();
    return result.out();
  }

  private void fails(int code, String told, String... words) {
    Launcher.Result result = llmos.run(words);
    assertThat(result.exit()).as("%s", result).isEqualTo(code);
    assertThat(result.err()).contains(told);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void takesATurnBackAndKeepsItElsewhere() {
    assertThat(ok("session", "undo", "2")).contains("turns 2 to 3 are taken back", "session 2");
    assertThat(ok("session", "replay")).contains("› when was").doesNotContain("2+2", "› hi");
    assertThat(ok("session", "replay", "2")).contains("› what is 2+2?\n", "› hi\n");
    assertThat(ok("-c", "session resume 2; ask 'what is 3+3?'; session replay | count"))
        .contains("6");
    fails(1, "session 1 has 1 turn", "--session", "1", "session", "undo", "2");
  }

  @Test
  void replaysTheCallsWithoutRunningThem() {
    String again = ok("session", "replay", "1");

    assertThat(again).contains("› what is 2+2?\n/calc eval 2+2\n4\n");
    assertThat(ok("session", "replay", "1")).as("it says nothing itself").isEqualTo(again);
  }

  @Test
  void writesWhatItIsAskedFor() throws IOException {
    ok("-c", "session export | save talk.md; session export 1 --format jsonl | save ok.jsonl");
    ok("-c", "session export --format json | save all.json");

    Path work = llmos.folder();
    assertThat(Files.readString(work.resolve("talk.md"))).startsWith("# when was the bridge");
    JsonMapper mapper = JsonMapper.builder().build();
    List<String> lines = Files.readAllLines(work.resolve("ok.jsonl"));
    assertThat(lines).isNotEmpty();
    JsonNode line = mapper.readTree(lines.getFirst());
    assertThat(line.size()).isEqualTo(1);
    assertThat(line.at("/messages/1/content").asString()).contains("[1] (docs/bridge.md#0-");
    JsonNode all = mapper.readTree(Files.readString(work.resolve("all.json")));
    assertThat(all.path("turns").size()).isEqualTo(3);
    assertThat(all.path("pages").size()).isGreaterThan(6);
  }

  @Test
  void endsWithTheCodeThatFits() {
    assertThat(ok("log", "find", "BRIDGE", "opened")).startsWith("1  turn 1  ");
    fails(5, "nothing was said in which 'zebra' stands", "log", "find", "zebra");
    fails(1, "no session 9; there are: 1", "session", "export", "9");
    fails(1, "has no turn 9; it has 1 to 3", "session", "fork", "--at", "9");
    fails(2, "'x' is no number", "session", "fork", "x");
    fails(2, "no format 'xml'; there are: md, json, jsonl", "session", "export", "--format", "xml");
    fails(2, "no completion for 'tcsh'", "completion", "tcsh");
    fails(2, "man needs a name", "man");
    fails(5, "there is no page about 'nope'", "man", "--roff", "nope");
  }

  @Test
  void isInstalledAsTheReadmeSays() throws IOException {
    Path home = Files.createDirectories(scratch.resolve("person"));
    String program = Files.readString(Project.root().resolve("README.md"))
        .lines()
        .filter(line -> line.startsWith("mkdir -p ~/.local/share/"))
        .collect(Collectors.joining("\n"));
    assertThat(program.lines()).hasSize(2);

    Launcher.Result result = llmos.with("HOME", home.toString()).bash("set -e\n" + program);

    assertThat(result.exit()).as("%s", result).isZero();
    Path shared = home.resolve(".local/share");
    assertThat(Files.readString(shared.resolve("bash-completion/completions/llmos")))
        .endsWith("\ncomplete -F _llmos llmos\n")
        .contains("clock) words='");
    Path pages = shared.resolve("man/man1");
    assertThat(Files.readString(pages.resolve("llmos.1"))).contains(".B \"llmos\\-clock(1)\"");
    assertThat(Files.readString(pages.resolve("llmos-find.1")))
        .startsWith(".TH LLMOS-FIND 1 \"\" llmos \"llmos manual\"\n");
    assertThat(Integer.parseInt(result.out().strip().lines().toList().getLast()))
        .isGreaterThan(35);
  }
}
