package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.Collectors;
import llmos.testkit.ModelServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers in records, and what turns may cost, with a server that says what it is told to. */
class SchemaTest {
  private static final String ROWS =
      "Here: {\"rows\": [{\"who\": \"Ada {x}\", \"days\": 30}, {\"who\": \"B\\\"ob\", \"days\": \"7\"}]}";

  @TempDir
  private Path scratch;

  private final ModelServer server = ModelServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  private Launcher.Result run(String program) {
    String add =
        "cpu add m --url %s --model x --window 8192 --set price-in=10,price-out=1000,reply=100 && cpu use m && "
            .formatted(server.url());
    return Launcher.in(scratch).within(Duration.ofMinutes(1)).run("-c", add + program);
  }

  @Test
  void rowsAreRecordsOfTheirTypes() {
    server.says(ROWS);

    Launcher.Result result = run(
        "say 'Ada {x} takes 30, B\"ob 7' | ask 'rows' --schema 'who, days int' | sort days | to jsonl");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out())
        .endsWith("{\"who\":\"B\\\"ob\",\"days\":7}\n{\"who\":\"Ada {x}\",\"days\":30}\n");
    assertThat(server.requests().getLast().body())
        .contains("json_schema", "\\\"days\\\": a whole number")
        .doesNotContain("\"tools\"");
  }

  @Test
  void aServerThatKnowsNoSchemasIsAskedWithout() {
    server
        .answers(400, "{\"error\":{\"message\":\"response_format is not supported\"}}")
        .says(ROWS);

    Launcher.Result result = run("ask 'rows' --schema 'who, days int' | count");

    assertThat(result.out()).as("%s", result).endsWith("\n2\n");
    assertThat(server.requests().getLast().body()).doesNotContain("json_schema");
  }

  @Test
  void aRowThatDoesNotFitIsAFailureOfTheModel() {
    server.says("[{\"days\": 1}, {\"days\": \"many\"}]").says("I would rather not.");

    Launcher.Result misfit = run("ask 'rows' --schema 'days int'");
    Launcher.Result none = run("ask 'rows' --schema 'days int'");

    assertThat(misfit.exit()).as("%s", misfit).isEqualTo(3);
    assertThat(misfit.out()).endsWith("\ndays=1\n");
    assertThat(misfit.err()).contains("row 2", "'many' as days, which is not a whole number");
    assertThat(none.exit()).as("%s", none).isEqualTo(3);
    assertThat(none.err()).contains("there is no row in it");
    server.says("{\"rows\": []}");
    assertThat(run("ask 'rows' --schema 'days int'").exit()).isEqualTo(5);
  }

  @Test
  void aMisfitInTheFormThatIsAskedForEndsTheTurn() {
    server.says("{\"rows\": [{\"days\": \"many\"}]}");

    Launcher.Result result = run("ask 'rows' --schema 'days int'");

    assertThat(result.exit()).as("%s", result).isEqualTo(3);
    assertThat(result.err()).contains("row 1");
  }

  @Test
  void turnsOfOneConversationComeOneAfterAnother() {
    server.says("{\"rows\": [{\"n\": 1}, {\"n\": 2}]}").says("first").says("second");

    Launcher.Result result = run(
        "ask 'rows' --schema 'n int' | each { ask \"what of $it.n\" } ; log | where kind == assistant | pick body");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).contains("first\nsecond\n").doesNotContain("interrupted");
    assertThat(server.problems()).isEmpty();
  }

  @Test
  void aReaderThatHasEnoughStopsTheModel() {
    String row = "{\"n\": 1},";
    server.says("{\"rows\": ["
        + Collections.nCopies(20_000, row).stream().collect(Collectors.joining())
        + "{\"n\": 2}]}");

    Launcher.Result result = run(
        "ask 'rows' --schema 'n int' | first 1 ; log | last 1 | where text ~ interrupted | count");

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).endsWith("\nn=1\n1\n");
  }

  @Test
  void groundedRowsStandInTheirSources() {
    server.says("[{\"who\": \"Ada\", \"days\": 30}]").says("[{\"who\": \"Ada\", \"days\": 31}]");
    String ask = "say 'Ada takes 30 days' | ask 'rows' --schema 'who, days int' --grounded";

    assertThat(run(ask).exit()).isZero();
    Launcher.Result invented = run(ask);
    assertThat(invented.exit()).as("%s", invented).isEqualTo(5);
    assertThat(invented.err()).contains("31");
  }

  @Test
  void badSchemasAreRefusedBeforeAnythingIsSent() {
    for (String schema : new String[] {"", "days integr", "a, a", "a b c", "9x"}) {
      Launcher.Result result = run("ask 'rows' --schema '%s'".formatted(schema));
      assertThat(result.exit()).as("%s", result).isEqualTo(2);
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void nothingIsSentThatMayCostMore() {
    server.says("a word or two").says("a word or two");

    Launcher.Result record = run("ask 'hi' | to jsonl");
    Launcher.Result poor = run("ask 'hi' --max-cost 0.0001");
    Launcher.Result rich = run("ask 'hi' --max-cost 5");

    assertThat(record.out()).as("%s", record).containsPattern("\"cost\":0\\.\\d+");
    assertThat(poor.exit()).as("%s", poor).isEqualTo(6);
    assertThat(poor.err()).contains("--max-cost");
    assertThat(rich.exit()).as("%s", rich).isZero();
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void whatTheTurnsOfARunMayCostIsBoundedTogether() {
    for (int i = 0; i < 5; i++) {
      server.says("a few words more than nothing, so that it costs");
    }
    String url = server.url();

    Launcher.Result result = Launcher.in(scratch)
        .within(Duration.ofMinutes(1))
        .run(
            "--max-cost",
            "0.03",
            "-c",
            "cpu add m --url %s --model x --window 8192 --set price-in=10,price-out=1000,reply=100 && cpu use m && ask a ; ask b ; ask c ; ask d ; ask e"
                .formatted(url));

    assertThat(result.exit()).as("%s", result).isEqualTo(6);
    assertThat(server.requests()).hasSizeBetween(1, 4);
  }
}
