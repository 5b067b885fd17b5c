package llmos.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.memory.policy.Worth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document of 95,000 tokens as turn 91 of 100, in a window of 128,000. */
class LargeTurnTest {
  private static final int WINDOW = 128_000;
  private static final int LOW = WINDOW * 3 / 4 * 9 / 10;
  private static final int DOCUMENT = 95_000;
  private static final int TURNS = 100;
  private static final int LARGE = 91;
  private static final int STUB = 128; // tokens that are kept free for it

  @TempDir
  private Path folder;

  private Machine machine;
  private Memory memory;
  private final Set<PageId> small = new LinkedHashSet<>();

  @BeforeEach
  void boot() {
    machine = new Machine(folder);
    memory = machine.open(machine.newPid(), WINDOW, Worth.MAKER);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  /** Turns with answers of so many tokens each, up to the large one. */
  private void talk(int tokens) {
    for (int turn = 1; turn < LARGE; turn++) {
      turn(turn, tokens);
    }
  }

  private void turn(int turn, int tokens) {
    small.add(Machine.say(memory, "Turn %d: %s".formatted(turn, filler(turn, tokens)))
        .id());
    small.add(answer(turn, tokens));
    memory.end();
  }

  private PageId answer(int turn, int tokens) {
    return Machine.answer(memory, "Answer %d: %s".formatted(turn, filler(turn + 1, tokens)))
        .id();
  }

  private Set<PageId> here() {
    return memory.prompt().stream().map(Page::id).collect(Collectors.toSet());
  }

  private Set<PageId> missing() {
    Set<PageId> missing = new LinkedHashSet<>(small);
    missing.removeAll(here());
    return missing;
  }

  private void assertFilled(int turn) {
    memory.audit();
    assertThat(memory.stats().used())
        .as("after turn %d", turn)
        .isGreaterThanOrEqualTo(LOW * 6 / 10);
  }

  @Test
  void takesNoShortTurnWithItWhereAllFit() {
    talk(150);
    int before = memory.stats().used();

    Page document = Machine.say(memory, document());
    small.add(answer(LARGE, 150));
    memory.end();

    assertThat(before).isBetween(27_000, WINDOW - DOCUMENT - 1_000);
    assertThat(here()).contains(document.id());
    assertThat(memory.stats().swapped()).isZero();
    assertFilled(LARGE);
    for (int turn = LARGE + 1; turn <= TURNS || noneLeft(); turn++) {
      turn(turn, 150);
      assertThat(missing()).as("short turns that left by turn %d", turn).isEmpty();
      assertFilled(turn);
    }
    assertThat(memory.takeNotices()).anyMatch(line -> line.contains("left the window"));
  }

  private boolean noneLeft() {
    return memory.prompt().stream().noneMatch(page -> page.kind() == PageKind.SUMMARY);
  }

  @Test
  void takesOnlyAsManyWithItAsDoNotFit() {
    talk(184);

    Page document = Machine.say(memory, document());
    PageId answer = answer(LARGE, 184);
    memory.end();

    assertThat(here()).contains(document.id(), answer);
    assertThat(memory.stats().used()).isGreaterThan(WINDOW - STUB - 200);
    assertThat(missing()).as("short turns that left").hasSizeBetween(1, 2);
    Set<PageId> left = missing();
    small.add(answer);
    for (int turn = LARGE + 1; turn <= TURNS; turn++) {
      turn(turn, 184);
      assertThat(missing()).as("after turn %d", turn).isEqualTo(left);
      assertFilled(turn);
    }
  }

  @Test
  void takesNoShortTurnWithItAsTheResultOfACall() {
    talk(150);

    Machine.say(memory, "Read the report.");
    List<Page> pages =
        memory.admit(PageKind.CALL, "fs read report.txt", Label.TYPED, Machine.of("c1"));
    List<Page> result =
        memory.admit(PageKind.RESULT, document(), Label.untrusted("fs"), Machine.of("c1"));
    small.add(answer(LARGE, 150));
    memory.end();

    assertThat(missing()).isEmpty();
    assertThat(here()).contains(pages.getFirst().id(), result.getFirst().id());
    assertThat(memory.stats().swapped()).isEqualTo(result.size() - 1);
    assertFilled(LARGE);
    for (int turn = LARGE + 1; turn <= TURNS; turn++) {
      turn(turn, 150);
      assertThat(missing()).as("short turns that left by turn %d", turn).isEmpty();
      assertFilled(turn);
    }
  }

  @Test
  void takesNoShortTurnWithItAsWhatIsHandedOverWithATurn() {
    talk(150);
    List<Memory.Tail> handed =
        List.of(new Memory.Tail(document(), Label.UNKNOWN, Provenance.of("input", 0)));

    List<Memory.Tail> kept = memory.keep(handed);
    Machine.say(memory, "What does it say?");
    List<Page> head = memory.tail(kept);
    small.add(answer(LARGE, 150));

    assertThat(head).hasSize(1);
    assertThat(head.getFirst().text())
        .startsWith(document().substring(0, 1_000))
        .matches("(?s).*\\n\\[\\d+ more pages of this are on disk: p\\d+–p\\d+; recall p\\d+]");
    assertThat(missing()).isEmpty();
    assertThat(memory.takeNotices()).anyMatch(line -> line.contains("pages of it are on disk"));
    assertThat(disk(head.getFirst())).isEqualTo(document());
    memory.audit();
  }

  /** The head without its handle, and the parts on disk. */
  private String disk(Page head) {
    String first = head.text().substring(0, head.text().lastIndexOf("\n["));
    return first
        + memory.rows().stream()
            .filter(row -> row.why().equals("came in with a turn"))
            .map(row -> row.page().text())
            .collect(Collectors.joining());
  }

  private static String filler(int seed, int tokens) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < tokens * 3 - 24; i++) {
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
