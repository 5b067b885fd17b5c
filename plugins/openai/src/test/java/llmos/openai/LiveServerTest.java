package llmos.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llmos.api.Burst;
import llmos.api.Cpu;
import llmos.api.PageKind;
import llmos.api.Prompt;
import llmos.api.Usage;
import llmos.testkit.CpuContract;
import llmos.testkit.LiveServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The driver against llama.cpp's own server with a real, small model. Skipped by name where Python is not there. */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveServerTest extends CpuContract {
  private static final String FILE = "src/test/live/serve-model.sh";
  private static final String PASSAGE =
      "The Eiffel Tower was completed in 1889. It is 330 metres high and stands in Paris. ";

  private @Nullable LiveServer server;
  private String url = "";

  @BeforeAll
  void serve() throws Exception {
    try {
      LiveServer started = LiveServer.start(Path.of(FILE), 2048);
      server = started;
      url = started.url();
    } catch (LiveServer.Unavailable e) {
      abort("live tests skipped: " + e.getMessage());
    }
  }

  @AfterAll
  void stop() {
    LiveServer started = server;
    if (started != null) {
      started.close();
    }
  }

  @Override
  protected Cpu open() {
    return Fixture.open(url, "reply", "16");
  }

  @Test
  @Timeout(300)
  void streamsAnAnswerAndTellsWhatItCost() throws Exception {
    List<String> pieces = new ArrayList<>();
    Prompt prompt = new Fixture()
        .add(PageKind.SYSTEM, "Answer from the sources, in one sentence.")
        .block("docs/tower.md", 0, PASSAGE)
        .add(PageKind.USER, "When was the Eiffel Tower completed?")
        .prompt();
    try (Cpu cpu = open()) {

      Burst burst = cpu.run(prompt, pieces::add);

      assertThat(burst.stop()).isIn(Burst.Stop.END, Burst.Stop.LENGTH);
      assertThat(burst.text()).isNotBlank().isEqualTo(String.join("", pieces));
      assertThat(pieces).hasSizeGreaterThan(2);
      assertThat(burst.usage().promptTokens()).isPositive();
      assertThat(burst.usage().replyTokens()).isPositive();
    }
  }

  @Test
  @Timeout(300)
  void aStablePrefixComesFromTheServersCache() throws Exception {
    Fixture conversation = new Fixture()
        .add(PageKind.SYSTEM, "You are a guide. " + PASSAGE.repeat(10))
        .add(PageKind.USER, "Where is the tower?");
    try (Cpu cpu = open()) {
      Burst first = cpu.run(conversation.prompt(), piece -> {});
      conversation.add(PageKind.ASSISTANT, first.text()).add(PageKind.USER, "How high is it?");

      Burst second = cpu.run(conversation.prompt(), piece -> {});

      assertThat(second.usage().cachedTokens())
          .isGreaterThan(first.usage().promptTokens() * 8 / 10);
      // Counted without being told: the marks of the template and the reply are in it.
      Usage.Reckoned reckoned = second.usage().reckoned().orElseThrow();
      assertThat(reckoned.tokens()).isEqualTo(second.usage().promptTokens());
      assertThat(reckoned.known())
          .isCloseTo(second.usage().cachedTokens(), within(reckoned.tokens() / 50));
    }
  }

  @Test
  @Timeout(300)
  void whatWeCountAndFrameIsWhatTheServerReads() throws Exception {
    String text = PASSAGE.repeat(5) + "漢字 😀 3.14159 { \"json\": [1, 2] }\n\tif (a == b) {\n";
    try (Cpu cpu = open()) {
      int counted = cpu.count("Be brief.") + cpu.count(text);
      Prompt prompt = new Fixture()
          .add(PageKind.SYSTEM, "Be brief.")
          .add(PageKind.USER, text)
          .prompt();

      Burst burst = cpu.run(prompt, piece -> {});

      assertThat(cpu.window()).isEqualTo(2048);
      // Two messages, each framed by at most eight tokens, and the opening of the reply.
      assertThat(burst.usage().promptTokens()).isBetween(counted, counted + 8 + 8 + 8);
    }
  }

  @Test
  @Timeout(300)
  void toolsCallsAndResultsAreTakenByTheRealTemplate() throws Exception {
    Prompt prompt = new Fixture()
        .add(PageKind.SYSTEM, "Devices: calc eval EXPR.")
        .add(PageKind.USER, "What is 12*12?")
        .call(PageKind.CALL, "c1", "calc eval 12*12")
        .call(PageKind.RESULT, "c1", "144")
        .prompt(Fixture.CALC);
    try (Cpu cpu = open()) {

      Burst burst = cpu.run(prompt, piece -> {});

      assertThat(burst.fault()).isEmpty();
    }
  }

  @Test
  @Timeout(300)
  void aPromptAboveTheWindowIsRefusedWithWhatToDo() throws Exception {
    try (Cpu cpu = open()) {

      Burst burst = cpu.run(Fixture.says(PASSAGE.repeat(150)), piece -> {});

      assertThat(burst.fault().orElseThrow().message()).contains("400").contains("context");
      assertThat(burst.fault().orElseThrow().hint()).contains("--window");
    }
  }

  @Test
  @Timeout(60)
  void probeFindsIt() throws Exception {
    String port = url.replaceAll(".*:(\\d+)$", "$1");

    assertThat(Probe.run(Map.of("LLMOS_PROBE_PORTS", port), Clock.systemUTC()))
        .anySatisfy(cpu -> assertThat(cpu.values())
            .containsEntry("window", "2048")
            .containsEntry("model", "SmolLM2-135M-Instruct.Q4_1.gguf"));
  }
}
