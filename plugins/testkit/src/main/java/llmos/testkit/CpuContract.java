package llmos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import llmos.api.Burst;
import llmos.api.Cpu;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Prompt;
import llmos.api.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every CPU must do. Extend it and make a CPU that answers something to anything. */
public abstract class CpuContract {

  /** For the tests of a CPU. */
  protected CpuContract() {}

  /** A CPU that answers. The test closes it. */
  protected abstract Cpu open() throws Exception;

  /** A prompt with one line of the user. */
  protected static Prompt prompt(String text) {
    Page page = new Page(
        new PageId(1), PageKind.USER, text, text.length(), Label.TYPED, Provenance.of("user", 0));
    return new Prompt(List.of(page), List.of(), 64);
  }

  @Test
  @Timeout(300)
  void thePiecesTogetherAreTheText() throws Exception {
    StringBuilder pieces = new StringBuilder();
    try (Cpu cpu = open()) {

      Burst burst = cpu.run(prompt("What is 2+2?"), pieces::append);

      assertThat(pieces.toString()).isEqualTo(burst.text());
      assertThat(burst.fault().isPresent()).isEqualTo(burst.stop() == Burst.Stop.FAILED);
      assertThat(burst.traps().isEmpty()).isEqualTo(burst.stop() != Burst.Stop.TRAPS);
    }
  }

  @Test
  @Timeout(300)
  void anEmptyPromptEndsInABurst() throws Exception {
    try (Cpu cpu = open()) {

      Burst burst = cpu.run(new Prompt(List.of(), List.of(), 16), piece -> {});

      assertThat(burst.text()).isNotNull();
    }
  }

  @Test
  @Timeout(300)
  void aPromptFarAboveTheWindowEndsInABurst() throws Exception {
    try (Cpu cpu = open()) {
      String huge = "Lorem ipsum 4711 \u00e4\u6f22\ud83d\ude00 ".repeat(cpu.window());

      Burst burst = cpu.run(prompt(huge), piece -> {});

      assertThat(burst.text()).isNotNull();
    }
  }

  @Test
  @Timeout(300)
  void anInterruptedThreadGetsNoAnswer() throws Exception {
    try (Cpu cpu = open()) {
      CountDownLatch started = new CountDownLatch(1);
      FutureTask<Optional<Burst>> task = new FutureTask<>(() -> {
        started.countDown();
        Thread.currentThread().interrupt();
        try {
          return Optional.of(cpu.run(prompt("Tell me a long story."), piece -> {}));
        } catch (InterruptedException e) {
          return Optional.empty();
        }
      });

      Thread thread = Thread.ofVirtual().start(task);

      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(task.get(10, TimeUnit.SECONDS))
          .as("a burst in spite of the interrupt")
          .isEmpty();
      assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
    }
  }

  @Test
  @Timeout(300)
  void oneBurstAfterAnotherWorks() throws Exception {
    try (Cpu cpu = open()) {
      List<String> texts = new ArrayList<>();

      texts.add(cpu.run(prompt("one"), piece -> {}).text());
      texts.add(cpu.run(prompt("two"), piece -> {}).text());

      assertThat(texts).hasSize(2).doesNotContainNull();
    }
  }

  @Test
  void theWindowHoldsSomethingAndCountsDoNotGoDown() throws Exception {
    try (Cpu cpu = open()) {

      assertThat(cpu.window()).isGreaterThanOrEqualTo(256);
      int little = cpu.count("word");
      assertThat(little).isGreaterThanOrEqualTo(-1);
      assertThat(cpu.count("word ".repeat(200))).isGreaterThanOrEqualTo(little);
    }
  }
}
