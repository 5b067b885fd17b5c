package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import llmos.testkit.ModelServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A conversation of ten windows: the server refuses every request above its window, and nothing that was said is lost. */
class LongConversationTest {
  private static final int WINDOW = 2_000;
  private static final int TURNS = 50;
  private static final int LOADED = 12;

  @TempDir
  private Path scratch;

  private static String said(int turn) {
    return "I noted in week %d:%s"
        .formatted(turn, " the lamp – “%d” – burns".formatted(turn).repeat(24));
  }

  private static String reply(int turn) {
    return "Week %d is kept.%s"
        .formatted(turn, "\n  So it was in week %d, 好.".formatted(turn).repeat(36));
  }

  @Test
  void noRequestIsOverTheWindowAndEvictedPagesComeBackByteForByteAfterARestart() {
    try (ModelServer server = ModelServer.start().window(WINDOW)) {
      List<String> program = new ArrayList<>(List.of(
          "cpu add m --url %s --model x --window %d".formatted(server.url(), WINDOW), "cpu use m"));
      int tokens = 0;
      for (int turn = 1; turn <= TURNS; turn++) {
        program.add("ask '%s'".formatted(said(turn)));
        server.says(reply(turn));
        tokens += ModelServer.count(said(turn)) + ModelServer.count(reply(turn));
      }
      assertThat(tokens).isGreaterThan(10 * WINDOW);
      Launcher launcher = Launcher.in(scratch);

      Launcher.Result talk = launcher.typing(String.join("\n", program)).run("-");

      assertThat(talk.exit()).as("%s", talk).isZero();
      assertThat(server.problems()).isEmpty();
      assertThat(server.requests()).hasSize(TURNS);
      List<JsonNode> evicted =
          records(launcher.run("--jsonl", "-c", "session resume 1; mem ls --evicted")).stream()
              .filter(row -> row.has("tokens") && !row.path("kind").asString().equals("system"))
              .toList();
      assertThat(evicted).hasSizeGreaterThan(TURNS);
      String loads = evicted.stream()
          .limit(LOADED)
          .map(row -> "mem load " + row.path("id").asString())
          .collect(Collectors.joining("; "));
      List<String> loaded =
          records(launcher.run("--jsonl", "-c", "session resume 1; " + loads)).stream()
              .filter(row -> row.has("tokens"))
              .map(row -> row.path("text").asString())
              .toList();
      assertThat(loaded)
          .hasSize(LOADED)
          .allSatisfy(text -> assertThat(everSaid()).contains(text));
    }
  }

  private static List<String> everSaid() {
    List<String> all = new ArrayList<>();
    for (int turn = 1; turn <= TURNS; turn++) {
      all.add(said(turn));
      all.add(reply(turn));
    }
    return all;
  }

  private static List<JsonNode> records(Launcher.Result result) {
    assertThat(result.exit()).as("%s", result).isZero();
    return result.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
  }
}
