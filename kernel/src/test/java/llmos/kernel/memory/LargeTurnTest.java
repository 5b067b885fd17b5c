package llmos.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.kernel.memory.policy.Worth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document that fills most of the window in the middle of a conversation. */
class LargeTurnTest {
  private static final int WINDOW = 128_000;
  private static final int LOW = WINDOW * 3 / 4 * 9 / 10;
  private static final int DOCUMENT = 95_000;
  private static final int TURNS = 100;
  private static final int LARGE = 91;

  @TempDir
  private Path folder;

  @Test
  void leavesTheWindowPieceByPieceAndTakesNoShortTurnWithIt() {
    try (Machine machine = new Machine(folder)) {
      Memory memory = machine.open(machine.newPid(), WINDOW, Worth.MAKER);
      Set<PageId> small = new HashSet<>();
      for (int turn = 1; turn <= TURNS; turn++) {
        String said = turn == LARGE ? document() : "Turn %d: %s".formatted(turn, filler(turn));
        Page page = memory.begin(said, Label.TYPED, "you");
        assertThat(memory.prompt()).as("the turn itself, whole").contains(page);
        Page answer = Machine.answer(memory, "Answer %d: %s".formatted(turn, filler(turn + 1)));
        memory.end();
        memory.audit();
        if (turn == LARGE) {
          assertThat(memory.stats().used()).isGreaterThan(LOW);
          memory.prompt().stream()
              .filter(other -> other.kind() != PageKind.SUMMARY)
              .map(Page::id)
              .filter(id -> !id.equals(page.id()))
              .forEach(small::add);
        } else if (turn > LARGE) {
          small.addAll(Set.of(page.id(), answer.id()));
          Set<PageId> here = new HashSet<>();
          memory.rows().stream()
              .filter(row -> row.state() == PageView.State.RESIDENT)
              .forEach(row -> here.add(row.page().id()));
          assertThat(here).as("after turn %d", turn).containsAll(small);
          assertThat(memory.stats().used()).as("after turn %d", turn).isGreaterThan(LOW * 6 / 10);
        }
      }
      assertThat(memory.stats().swapped()).as("pages of the document on disk").isPositive();
      assertThat(memory.prompt()).extracting(Page::kind).contains(PageKind.SUMMARY);
    }
  }

  /** About 150 tokens. */
  private static String filler(int seed) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append("word").append(seed * 61 + i).append(' ');
    }
    return text.toString();
  }

  private static String document() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < (DOCUMENT - 100) * 3; i++) {
      text.append("Line ").append(i).append(" of a long report about the harbour and its ships.");
      text.append(i % 8 == 7 ? "\n\n" : "\n");
    }
    return text.toString();
  }
}
