package llmos.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalInt;
import llmos.api.Burst;
import llmos.api.Cpu;
import llmos.api.FaultException;
import llmos.api.PageKind;
import llmos.api.Prompt;
import llmos.api.Usage;
import llmos.testkit.ModelServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is set for a CPU, and what becomes of it in a request. */
class RequestTest {
  private static final Prompt WITH_SOURCES = new Fixture()
      .block("a.md", 0, "The tower is 330 m high.")
      .add(PageKind.USER, "How high is it?")
      .prompt();

  @ParameterizedTest
  @CsvSource({
    "gpt-4, 8192",
    "gpt-4-0613, 8192",
    "gpt-4-32k, 32768",
    "gpt-4-turbo-2024-04-09, 128000",
    "gpt-3.5-turbo, 16385",
    "gpt-4o-mini, 128000",
    "openai/gpt-4.1-nano, 1047576",
    "o3-mini, 200000",
    "gpt-5-mini, 272000"
  })
  void knowsTheWindowsOfOpenAisModels(String model, int tokens) {
    assertThat(Windows.of(model)).hasValue(tokens);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gpt-9", "gpt-oss-20b", "gpt-3.5-turbo-instruct", "gpt-4-999", "qwen3:8b"})
  void doesNotGuessOthers(String model) {
    assertThat(Windows.of(model)).isEqualTo(OptionalInt.empty());
  }

  @Test
  void withSourcesItWandersLittleAndWithoutThemAsTheServerLikes() throws Exception {
    try (ModelServer server = ModelServer.start();
        Cpu cpu = Fixture.open(server.url());
        Cpu set = Fixture.open(server.url(), "temperature", "1.5")) {
      cpu.run(WITH_SOURCES, piece -> {});
      cpu.run(Fixture.says("Say hi."), piece -> {});
      set.run(WITH_SOURCES, piece -> {});

      assertThat(server.requests().get(0).body()).contains("\"temperature\":0.2");
      assertThat(server.requests().get(1).body()).doesNotContain("temperature");
      assertThat(server.requests().get(2).body()).contains("\"temperature\":1.5");
    }
  }

  @Test
  void aModelThatLetsNoTemperatureBeSetIsAskedWithoutIt() throws Exception {
    try (ModelServer server = ModelServer.start()
            .answers(400, "{\"error\":{\"message\":\"Unsupported value: 'temperature'\"}}")
            .says("330 m [1]");
        Cpu cpu = Fixture.open(server.url())) {

      assertThat(cpu.run(WITH_SOURCES, piece -> {}).text()).isEqualTo("330 m [1]");

      assertThat(server.requests().getLast().body()).doesNotContain("temperature");
    }
  }

  @Test
  void howToCiteStandsBetweenSourcesAndQuestion() throws Exception {
    try (ModelServer server = ModelServer.start();
        Cpu cpu = Fixture.open(server.url())) {
      cpu.run(WITH_SOURCES, piece -> {});

      assertThat(server.requests().getFirst().body())
          .contains(
              "Sources:\\n[1] (a.md) The tower is 330 m high.\\n\\nAnswer from these sources",
              "like [1].\\n\\nHow high is it?");
    }
  }

  @Test
  void whereItIsAskedForTheSystemAndTheLogAreMarkedToBeKept() throws Exception {
    Prompt talk = new Fixture()
        .add(PageKind.SYSTEM, "S")
        .add(PageKind.USER, "U1")
        .add(PageKind.ASSISTANT, "A1")
        .add(PageKind.USER, "U2")
        .prompt();
    try (ModelServer server = ModelServer.start();
        Cpu marking = Fixture.open(server.url(), "cache-control", "on");
        Cpu plain = Fixture.open(server.url())) {
      marking.run(talk, piece -> {});
      plain.run(talk, piece -> {});

      String mark = ",\"cache_control\":{\"type\":\"ephemeral\"}}]}";
      assertThat(server.requests().getFirst().body())
          .contains(
              "{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"S\"" + mark,
              "{\"role\":\"user\",\"content\":\"U1\"}",
              "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"A1\"" + mark,
              "{\"role\":\"user\",\"content\":\"U2\"}");
      assertThat(server.requests().getLast().body()).doesNotContain("cache_control");
    }
  }

  @Test
  void refusesAMarkThatIsNeitherOnNorOff() {
    assertThatThrownBy(() -> Fixture.open("http://x", "cache-control", "maybe"))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("--cache-control 'maybe' is neither on nor off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "2.1", "hot", "NaN"})
  void refusesWhatIsNoTemperature(String value) {
    assertThatThrownBy(() -> Fixture.open("http://x", "temperature", value))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("--temperature '" + value + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-1\n2", "sk-1\t2", "sk-1 2", "sk-1\u001b[2J2", "sk-1é2"})
  void aKeyWithWhatNoKeyHasIsNeitherSentNorShown(String key) {
    assertThatThrownBy(() -> Fixture.open(Map.of("K", key), "http://x", "key-env", "K"))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("the key in K")
        .hasMessageNotContaining("sk-1");
  }

  @Test
  void aKeyThatStandsWhereAMessageIsCutIsHiddenWhole() throws Exception {
    String echo = "x".repeat(295) + "sk-secret-4711";
    try (ModelServer server =
            ModelServer.start().answers(401, "{\"error\":{\"message\":\"" + echo + "\"}}");
        Cpu cpu = Fixture.open(Map.of("K", "sk-secret-4711"), server.url(), "key-env", "K")) {

      Burst burst = cpu.run(Fixture.says("Go"), piece -> {});

      assertThat(burst.fault().toString()).contains("xxxx").doesNotContain("sk-");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt_tokens\":45,\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":40}}|40",
        "{\"prompt_tokens\":45,\"completion_tokens\":3}|38"
      })
  void tellsWhatCameFromTheServersCache(String usage, int cached) throws Exception {
    try (ModelServer server = ModelServer.start()
            .sends(
                "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}",
                "data: {\"choices\":[],\"usage\":" + usage + ",\"timings\":{\"cache_n\":38}}",
                "data: [DONE]");
        Cpu cpu = Fixture.open(server.url())) {

      assertThat(cpu.run(Fixture.says("Go"), piece -> {}).usage())
          .isEqualTo(new Usage(45, cached, 3));
    }
  }
}
