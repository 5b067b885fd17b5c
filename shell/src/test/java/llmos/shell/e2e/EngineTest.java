package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import llmos.testkit.SearchServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The index of an engine as a volume: the same commands, the same citations. */
class EngineTest {
  private static final String BAKERY =
      "The bakery of Oberdorf – “zum Löwen” – opens at seven.\n\nIt closes on Mondays.";

  @TempDir
  private Path scratch;

  private static String json(String title, String body) {
    return JsonMapper.shared().writeValueAsString(Map.of("title", title, "body", body));
  }

  @Test
  void itIsMountedSearchedCitedReadListedAndSynced() {
    try (SearchServer server = SearchServer.start()) {
      server.put("towns", "shops/1", json("The bakery", BAKERY));
      server.put("towns", "m", json("The mill", "The mill of Oberdorf grinds rye since 1789."));
      Launcher launcher = Launcher.in(scratch);

      Launcher.Result first = launcher.run(
          "--jsonl",
          "-c",
          "mount '%s?text=body&title=title' --as x ; ask 'When does the bakery open?' ; cite 1 ; ls x | pick doc status"
              .formatted(server.address("towns")));

      assertThat(first.exit()).as("%s", first).isZero();
      assertThat(first.err()).contains("x: of 2 documents in the engine");
      String[] lines = first.out().split("\n", -1);
      assertThat(lines[0]).contains("\"volume\":\"x\",\"documents\":0");
      assertThat(lines[1]).contains("the engine holds 2 documents");
      JsonNode citation =
          JsonMapper.shared().readTree(lines[2]).path("citations").path(0);
      assertThat(citation.path("doc").asString()).isEqualTo("x/shops/1");
      assertThat(BAKERY.substring(
              citation.path("start").asInt(), citation.path("end").asInt()))
          .isEqualTo(citation.path("quote").asString())
          .contains("“zum Löwen”");
      assertThat(lines[3]).contains("\"doc\":\"x/shops/1\"");
      assertThat(first.out()).contains("{\"doc\":\"x/m\",\"status\":\"");

      server.put("towns", "shops/1", json("The bakery", "The bakery opens at eight."));
      server.faultAfter(3, SearchServer.Fault.SERVER_ERROR);
      Launcher.Result second = launcher.run(
          "-c",
          "sync x | first 1 | pick documents changed ; find bakery -k 1 ; cat x/m ; ask 'When does the bakery open?'");

      assertThat(second.exit()).as("%s", second).isZero();
      assertThat(second.out())
          .contains("changed=1", "The bakery opens at eight.", "grinds rye since 1789")
          .contains("\"The bakery opens at eight.\" [1]", "[1] x/shops/1 #0-");
      assertThat(second.err())
          .contains("x cannot be asked", "answered 500: out of memory", "only what is here is");
    }
  }
}
