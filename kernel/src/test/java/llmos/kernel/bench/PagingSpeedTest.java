package llmos.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.memory.Memory;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.Test;

final class PagingSpeedTest {
  @Test
  void measuresEachStepOnAProcessOfThatManyPages() throws InterruptedException {
    PagingSpeed.Result result =
        PagingSpeed.run(500, (kind, text) -> text.length() / 4 + 1, new FakeClock());

    assertThat(result.steps())
        .extracting(Timing::name)
        .containsExactly("fill", "open", "admit", "evict", "commit", "render", "fault");
    assertThat(result.steps().getFirst().calls()).isEqualTo(500);
    assertThat(result.steps())
        .allMatch(step -> step.p50() <= step.p95() && step.p95() <= step.p99());
    assertThat(result.steps().get(3).calls()).as("turns that made others leave").isPositive();
    assertThat(result.heap()).isPositive();
  }

  @Test
  void stopsWhereTheUserHasWaitedEnough() {
    Memory.Meter impatient = (kind, text) -> {
      Thread.currentThread().interrupt();
      return 1;
    };

    assertThatThrownBy(() -> PagingSpeed.run(500, impatient, new FakeClock()))
        .isInstanceOf(InterruptedException.class);
  }

  private static Page page(long id, PageKind kind, int tokens) {
    return new Page(
        new PageId(id), kind, "page " + id, tokens, Label.TYPED, Provenance.of("test", 0));
  }

  @Test
  void readsWhatAnEarlierPromptBeganWithAndNeverItsTail() {
    PrefixCache cache = new PrefixCache();
    Page first = page(1, PageKind.USER, 100);
    Page second = page(2, PageKind.USER, 10);
    Page tail = page(3, PageKind.BLOCK, 40);

    assertThat(cache.send(List.of(first, tail, second))).isCloseTo(125 + 40 + 10, within(1e-9));
    assertThat(cache.send(List.of(first, tail, second))).isCloseTo(10 + 40 + 10, within(1e-9));
    assertThat(cache.send(List.of(first, second))).isCloseTo(10 + 12.5, within(1e-9));
    assertThat(cache.send(List.of(second, first)))
        .as("another start")
        .isCloseTo(137.5, within(1e-9));
  }
}
