package llmos.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.api.Embedder;
import llmos.api.Progress;
import llmos.kernel.disk.Readers;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.Test;

final class DiskSpeedTest {
  /** Each file as it is, a paragraph a part. */
  private static final class Paragraphs implements DocumentReader {
    @Override
    public String name() {
      return "paragraphs";
    }

    @Override
    public boolean reads(String name, byte[] head) {
      return true;
    }

    @Override
    public Document read(String name, byte[] bytes) {
      return new Document("", new String(bytes, StandardCharsets.UTF_8), List.of(), List.of());
    }
  }

  /** As many words as a text has. */
  private static final class Lengths implements Embedder {
    @Override
    public String id() {
      return "lengths";
    }

    @Override
    public int dimensions() {
      return 2;
    }

    @Override
    public float[] passage(String text) {
      return new float[] {1, text.split(" ", -1).length};
    }
  }

  private static DiskSpeed.Plan plan() {
    return new DiskSpeed.Plan(
        1,
        true,
        70,
        () -> Optional.of(new Lengths()),
        () -> new Readers(List.of(new Paragraphs()), () -> {}));
  }

  @Test
  void measuresEachStepBesideLuceneAlone() throws InterruptedException {
    DiskSpeed.Result result = DiskSpeed.run(plan(), new FakeClock(), Progress.NONE);

    assertThat(result.steps())
        .extracting(Timing::name)
        .containsExactly(
            "bare index",
            "mount",
            "words",
            "bare words",
            "search",
            "bare search",
            "vectors",
            "hybrid",
            "bare hybrid",
            "change",
            "remount",
            "open",
            "embedded",
            "bare embedder");
    assertThat(result.steps())
        .allSatisfy(step -> assertThat(step.perSecond()).isPositive())
        .filteredOn(step -> List.of("bare index", "mount", "vectors").contains(step.name()))
        .allSatisfy(step -> assertThat(step.calls()).isBetween(800L, 2_500L));
    assertThat(result.text()).isBetween(1L << 20, 2L << 20);
    assertThat(result.bytes()).isGreaterThan(result.text());
  }

  @Test
  void endsWhereTheUserHasWaitedEnough() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> DiskSpeed.run(plan(), new FakeClock(), Progress.NONE))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void makesTheSameTextForTheSameSeed() {
    assertThat(new Prose(7).paragraph()).isEqualTo(new Prose(7).paragraph());
    assertThat(new Prose(7).paragraph().split(" ", -1)).hasSize(150);
  }
}
