package llmos.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import llmos.api.Burst;
import llmos.api.BurstSink;
import llmos.api.Confidentiality;
import llmos.api.Cpu;
import llmos.api.FaultException;
import llmos.api.Integrity;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Prompt;
import llmos.api.Provenance;
import llmos.api.Trap;
import llmos.testkit.ModelServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OpenAiCpuTest {
  private static final String TEXT = "Grüße, 漢字 und 😀: \"quoted\"\nnext line.";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 65536})
  void streamsTextWhereverTheBytesAreCut(int cut) throws Exception {
    StringBuilder pieces = new StringBuilder();
    try (ModelServer server = ModelServer.start().cut(cut).crlf().says(TEXT);
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(Fixture.says("Hi"), pieces::append);

      assertThat(burst.text()).isEqualTo(TEXT).isEqualTo(pieces.toString());
      assertThat(burst.stop()).isEqualTo(Burst.Stop.END);
      assertThat(burst.usage().promptTokens()).isPositive();
      assertThat(burst.usage().replyTokens()).isPositive();
    }
  }

  @Test
  void assemblesParallelCallsFromTheirPieces() throws Exception {
    try (ModelServer server = ModelServer.start().cut(5).calls("calc eval \"2+2\"", "clock now");
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(Fixture.says("Sum?"), piece -> {});

      assertThat(burst.stop()).isEqualTo(Burst.Stop.TRAPS);
      assertThat(burst.traps())
          .extracting(Trap::arguments)
          .containsExactly("{\"line\":\"calc eval \\\"2+2\\\"\"}", "{\"line\":\"clock now\"}");
      assertThat(burst.traps()).extracting(Trap::id).doesNotHaveDuplicates();
    }
  }

  @Test
  void makesUpIdsThatAreMissing() throws Exception {
    String call =
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"run\",\"arguments\":{\"line\":\"a\"}}}]}}]}";
    try (ModelServer server = ModelServer.start()
            .sends(call, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(Fixture.says("Go"), piece -> {});

      assertThat(burst.traps()).containsExactly(new Trap("call-p1-0", "run", "{\"line\":\"a\"}"));
    }
  }

  @Test
  void keepsReasoningApart() throws Exception {
    StringBuilder thought = new StringBuilder();
    BurstSink sink = new BurstSink() {
      @Override
      public void text(String piece) {}

      @Override
      public void reasoning(String piece) {
        thought.append(piece);
      }
    };
    try (ModelServer server = ModelServer.start()
            .sends(
                "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}",
                "data:{\"choices\":[{\"delta\":{\"content\":\"yes\"},\"finish_reason\":\"stop\"}]}",
                "data: [DONE]");
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(Fixture.says("Go"), sink);

      assertThat(burst.text()).isEqualTo("yes");
      assertThat(thought.toString()).isEqualTo("hm");
    }
  }

  @Test
  void takesAWholeCompletionAsAnAnswer() throws Exception {
    try (ModelServer server = ModelServer.start()
            .answers(
                200,
                "{\"choices\":[{\"message\":{\"content\":\"whole\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9}}");
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(Fixture.says("Go"), piece -> {});

      assertThat(burst.text()).isEqualTo("whole");
      assertThat(burst.usage().promptTokens()).isEqualTo(9);
    }
  }

  @Test
  void leavesOutWhatAServerRefusesAndRemembersIt() throws Exception {
    Prompt prompt = new Fixture().add(PageKind.USER, "Go").prompt(Fixture.CALC);
    try (ModelServer server = ModelServer.start()
            .answers(400, "{\"error\":{\"message\":\"unknown field stream_options\"}}")
            .answers(400, "{\"error\":\"this model does not support tools\"}")
            .says("one")
            .says("two");
        Cpu cpu = Fixture.open(server.url())) {

      assertThat(cpu.run(prompt, piece -> {}).text()).isEqualTo("one");
      assertThat(cpu.run(prompt, piece -> {}).text()).isEqualTo("two");

      assertThat(server.requests()).hasSize(4);
      assertThat(server.requests().getLast().body()).doesNotContain("stream_options", "tools");
    }
  }

  @Test
  void theSmallestRequestIsSmall() throws Exception {
    try (ModelServer server = ModelServer.start();
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(Fixture.says("Say hi."), piece -> {});

      assertThat(burst.text()).isEqualTo("ok");
      assertThat(server.requests().getFirst().body().getBytes(UTF_8).length).isLessThan(200);
    }
  }

  @Test
  void anInterruptCancelsTheRequestAtOnce() throws Exception {
    try (ModelServer server = ModelServer.start().fault(ModelServer.Fault.STALLED_WITHIN);
        Cpu cpu = Fixture.open(server.url())) {
      CountDownLatch streaming = new CountDownLatch(1);
      FutureTask<String> task = new FutureTask<>(() -> {
        try {
          return cpu.run(Fixture.says("Go"), piece -> streaming.countDown()).text();
        } catch (InterruptedException e) {
          return "interrupted";
        }
      });
      Thread thread = Thread.ofVirtual().start(task);
      assertThat(streaming.await(10, TimeUnit.SECONDS)).isTrue();

      thread.interrupt();

      assertThat(task.get(1, TimeUnit.SECONDS)).isEqualTo("interrupted");
      assertThat(thread.join(Duration.ofSeconds(1))).isTrue();
      while (server.connections() > 0) {
        Thread.onSpinWait(); // the server sees it within the time limit of this test
      }
    }
  }

  @Test
  void theKeyGoesAlongButIsNeverShown() throws Exception {
    Map<String, String> environment = Map.of("FAKE_KEY", "sk-secret-4711");
    try (ModelServer server = ModelServer.start()
            .answers(401, "{\"error\":{\"message\":\"wrong key: sk-secret-4711\"}}");
        Cpu cpu = Fixture.open(environment, server.url(), "key-env", "FAKE_KEY")) {

      Burst burst = cpu.run(Fixture.says("Go"), piece -> {});

      assertThat(server.requests().getFirst().headers())
          .containsEntry("authorization", "Bearer sk-secret-4711");
      assertThat(burst.fault().toString()).contains("FAKE_KEY").doesNotContain("sk-secret");
    }
  }

  @Test
  void theEnvironmentSetsHowLongToWait() throws Exception {
    try (ModelServer server = ModelServer.start().fault(ModelServer.Fault.STALLED_BEFORE);
        Cpu cpu = Fixture.open(Map.of("LLMOS_IDLE_TIMEOUT", "1"), server.url(), "idle", "500")) {

      Burst burst = cpu.run(Fixture.says("Go"), piece -> {});

      assertThat(burst.fault().orElseThrow().message()).contains("no answer within 1 s");
    }
  }

  @Test
  void aPageAboveTheClearanceIsNotSent() throws Exception {
    Label secret = new Label(Integrity.TRUSTED, Confidentiality.SECRET, Set.of());
    Page page = new Page(new PageId(7), PageKind.USER, "psst", 2, secret, Provenance.of("user", 0));
    try (ModelServer server = ModelServer.start();
        Cpu cpu = Fixture.open(server.url())) {

      Burst burst = cpu.run(new Prompt(List.of(page), List.of(), 9), piece -> {});

      assertThat(burst.fault().orElseThrow().message()).contains("p7");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void asksTheServerForItsWindowAndItsTokens() {
    try (ModelServer server = ModelServer.start().window(3000);
        Cpu cpu = Fixture.open(server.url());
        Cpu told = Fixture.open(server.url(), "window", "512")) {

      assertThat(cpu.window()).isEqualTo(3000);
      assertThat(told.window()).isEqualTo(512);
      assertThat(cpu.count("twelve bytes")).isEqualTo(ModelServer.count("twelve bytes"));
    }
  }

  @Test
  void aWindowThatNobodyTellsIsAskedFor() {
    try (ModelServer server = ModelServer.start().bare();
        Cpu cpu = Fixture.open(server.url())) {

      assertThatThrownBy(cpu::window)
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("does not tell how large the window of 'fake' is");
      assertThat(cpu.count("twelve bytes")).isEqualTo(-1);
    }
  }

  @Test
  void countsForModelsOfOpenAiWithoutAskingAnyone() {
    try (Cpu cpu = Fixture.open("http://127.0.0.1:9/v1", "model", "gpt-4o-mini")) {

      assertThat(cpu.count("hello world")).isEqualTo(2);
      assertThat(cpu.count("hello world")).isEqualTo(2);
    }
  }

  @Test
  void clearanceIsThatOfTheAddress() {
    assertThat(Fixture.open("http://localhost:1/v1").clearance()).isEqualTo(Confidentiality.LOCAL);
    assertThat(Fixture.open("http://[::1]:1/v1").clearance()).isEqualTo(Confidentiality.LOCAL);
    assertThat(Fixture.open("https://127.0.0.1.example.org/v1").clearance())
        .isEqualTo(Confidentiality.PRIVATE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "ftp://x/v1", "http://user:pw@host/v1", "http://"})
  void refusesWhatIsNoAddress(String url) {
    assertThatThrownBy(() -> Fixture.open(url))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("--url")
        .hasMessageNotContaining("pw");
  }

  @Test
  void refusesWrongNumbersAndPastedKeys() {
    assertThatThrownBy(() -> Fixture.open("http://x", "window", "many"))
        .hasMessageContaining("--window 'many'");
    assertThatThrownBy(() -> Fixture.open("http://x", "key-env", "sk-12345"))
        .hasMessageContaining("name of an environment variable")
        .hasMessageNotContaining("12345");
    assertThatThrownBy(() -> Fixture.open("http://x", "key-env", "NOT_SET"))
        .hasMessageContaining("NOT_SET");
  }

  @Test
  void probeFindsAServerItsModelAndItsWindow() throws Exception {
    try (ModelServer server = ModelServer.start().window(3000)) {
      String port = server.url().replaceAll(".*:(\\d+)/v1", "$1");

      assertThat(Probe.run(Map.of("LLMOS_PROBE_PORTS", port), Clock.systemUTC()))
          .anySatisfy(found -> assertThat(found.values())
              .containsEntry("url", server.url())
              .containsEntry("model", "fake")
              .containsEntry("window", "3000"));
    }
  }
}
