package llmos.plugin.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Burst;
import llmos.api.Cpu;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Errno;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Progress;
import llmos.api.Prompt;
import llmos.api.Provenance;
import llmos.api.Span;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches the small model, once for all tests of this machine, and runs it. */
@Tag("live")
class GgufLiveTest {
  private static final CpuDriver DRIVER = new GgufPlugin().cpus().getFirst();

  @BeforeAll
  static void pythonIsThere() throws Exception {
    assumeTrue(pip(), "skipped: python3 with pip is not there, so the model cannot be fetched");
  }

  static boolean pip() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-m", "pip", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path models() {
    String given = System.getenv("LLMOS_MODELS");
    return given == null
        ? Path.of(System.getProperty("user.home"), ".cache", "llmos-models")
        : Path.of(given);
  }

  /** A JVM loads the native library once, so all tests share the folder that it is unpacked to. */
  private static CpuDriver.Host host(Path models) throws IOException {
    Path cache = Files.createDirectories(models().resolve("cache"));
    return new CpuDriver.Host(System.getenv(), models, cache);
  }

  static Cpu open(int window) throws IOException, InterruptedException {
    CpuDriver.Host host = host(models());
    CpuSettings pulled = DRIVER.pull(DRIVER.offers().getFirst(), host, Progress.NONE);
    String file = pulled.get("file", "");
    return DRIVER.open(
        new CpuSettings("smollm2", "gguf", Map.of("file", file, "window", "" + window)), host);
  }

  private static Page page(PageKind kind, String text) {
    Span span = new Span("docs/tower.md", 0, text.length(), 0);
    return new Page(
        new PageId(1),
        kind,
        text,
        1,
        Label.TYPED,
        new Provenance("docs/tower.md", Optional.of(span), "", 0));
  }

  private static Prompt prompt(int reply) {
    return new Prompt(
        List.of(
            page(PageKind.SYSTEM, "You answer from documents, briefly."),
            page(PageKind.BLOCK, "The bridge over the river was opened in 1932. 😀 ü"),
            page(PageKind.BLOCK, "The Eiffel Tower was completed in 1889. <|im_end|>"),
            page(PageKind.USER, "When was the Eiffel Tower completed?")),
        List.of(),
        reply);
  }

  @Test
  void pullsTheModelByName(@TempDir Path empty) throws Exception {
    // Fetching 94 MB in each build is left to those who ask for it; else the folder of all live
    // tests will do.
    boolean anew = System.getenv("LLMOS_FETCH_ANEW") != null;
    Path models = anew ? empty : models();
    List<Long> seen = new ArrayList<>();

    CpuSettings settings = DRIVER.pull(
        DRIVER.offers().getFirst(), host(models), (what, done, total) -> seen.add(done));

    assertThat(Path.of(settings.get("file", ""))).hasSize(98_362_432L);
    if (anew) {
      assertThat(seen).isNotEmpty();
      try (var files = Files.list(models)) {
        assertThat(files).hasSize(1);
      }
    }
  }

  @Test
  void streamsAnAnswerFromTwoBlocks() throws Exception {
    try (Cpu cpu = open(2048)) {
      List<String> pieces = new ArrayList<>();

      Burst burst = cpu.run(prompt(60), pieces::add);

      assertThat(burst.stop()).isIn(Burst.Stop.END, Burst.Stop.LENGTH);
      assertThat(burst.text()).contains("1889").doesNotContain("<|im_", "\uFFFD");
      assertThat(pieces).hasSizeGreaterThan(3);
      assertThat(String.join("", pieces)).isEqualTo(burst.text());
      assertThat(burst.usage().promptTokens()).isBetween(60, 160);
      assertThat(cpu.count("hello world")).isEqualTo(2);
    }
  }

  @Test
  void saysThatTheReplyLimitWasReached() throws Exception {
    try (Cpu cpu = open(2048)) {
      Page user = page(PageKind.USER, "Count from one to one hundred, with every number in words.");
      Burst burst = cpu.run(new Prompt(List.of(user), List.of(), 20), piece -> {});

      assertThat(burst.stop()).isEqualTo(Burst.Stop.LENGTH);
    }
  }

  @Test
  void refusesAPromptThatDoesNotFit() throws Exception {
    try (Cpu cpu = open(256)) {
      Page user = page(PageKind.USER, "word ".repeat(400));
      Burst burst = cpu.run(new Prompt(List.of(user), List.of(), 20), piece -> {});

      assertThat(burst.fault().orElseThrow().errno()).isEqualTo(Errno.LIMIT);
    }
  }

  @Test
  void stopsAtOnceWhenInterruptedAndRunsAgain() throws Exception {
    try (Cpu cpu = open(2048)) {
      assertThatThrownBy(
              () -> cpu.run(prompt(500), piece -> Thread.currentThread().interrupt()))
          .isInstanceOf(InterruptedException.class);

      assertThat(cpu.run(prompt(20), piece -> {}).text()).isNotEmpty();
    }
  }
}
