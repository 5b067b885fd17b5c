package llmos.shell.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final long SECOND = 1_000_000_000L;

  private final StringBuilder out = new StringBuilder();
  private long now;

  @Test
  void showsOneLineWithinTheScreenAndTakesItAway() {
    try (ProgressLine line = line(true, true, 40)) {
      line.at("reading 合同/a-rather-long-name-of-a-file.pdf", 1, 3);
      now += SECOND;
      line.at("reading b.pdf", 2, 3);
    }

    List<String> shown =
        List.of(out.toString().replaceAll("\u001b\\[[0-9]m", "").split("\r\u001b\\[K", -1));
    assertThat(shown)
        .containsExactly("reading 合同/a-rather-long-name-of… 33%", "reading b.pdf 66%", "");
    assertThat(shown).allSatisfy(text -> assertThat(Width.of(text)).isLessThan(40));
  }

  @Test
  void hasABarWhereThereIsRoom() {
    try (ProgressLine line = line(true, true, 80)) {
      line.at("smollm2", 1, 4);
      now += SECOND;
      line.at("indexing", 7, 0);
    }

    assertThat(out.toString()).contains("smollm2  ━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 25%").contains("indexing 7");
  }

  @Test
  void drawsNoMoreOftenThanAPersonSees() {
    try (ProgressLine line = line(true, false, 80)) {
      for (int i = 1; i <= 1_000; i++) {
        line.at("reading", i, 1_000);
        now += SECOND / 1_000;
      }
    }

    assertThat(out.toString().split("\r", -1).length).isBetween(15, 25);
  }

  @Test
  void showsNothingWhereNoLineCanBeTakenAway() {
    for (Sink sink :
        List.of(sink(false, false, 80), new Sink(out::append, true, false, () -> 80, false))) {
      try (ProgressLine line = new ProgressLine(sink, () -> now)) {
        line.at("reading", 1, 2);
      }
    }

    assertThat(out).isEmpty();
  }

  @Test
  void takesItsLineAwayWithoutColoursToo() {
    try (ProgressLine line =
        new ProgressLine(new Sink(out::append, true, false, () -> 40, true), () -> now)) {
      line.at("reading", 1, 2);
    }

    assertThat(out).hasToString("reading 50%\r\u001b[K");
  }

  private ProgressLine line(boolean terminal, boolean colour, int columns) {
    return new ProgressLine(
        new Sink(out::append, terminal, colour, () -> columns, terminal), () -> now);
  }

  private Sink sink(boolean terminal, boolean colour, int columns) {
    return new Sink(out::append, terminal, colour, () -> columns);
  }

  @Test
  void letsALineBeShownAboveIt() {
    try (ProgressLine line =
        new ProgressLine(new Sink(out::append, true, false, () -> 80, true), () -> now)) {
      line.aside(() -> out.append("before\n"));
      line.at("waiting for a: 1 s", 0, 0);
      line.aside(() -> out.append("[-2] b: done\n"));
    }

    assertThat(out)
        .hasToString(
            "before\nwaiting for a: 1 s\r\u001b[K[-2] b: done\nwaiting for a: 1 s\r\u001b[K");
  }
}
