package llmos.kernel.memory;

import static llmos.kernel.memory.Machine.say;
import static llmos.kernel.memory.Machine.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.EvictionPolicy;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.memory.policy.Lru;
import llmos.kernel.memory.policy.Policies;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All that decides what leaves the window is in the store: a restart changes no prompt, however long the conversation is. */
final class RestartTest {
  private static final int BUDGET = 1_600;
  private static final int TURNS = 140;

  /** Blocks are framed by more than other pages, as for a real CPU. */
  private static final Memory.Meter METER =
      (kind, text) -> Machine.METER.tokens(kind, text) + (kind == PageKind.BLOCK ? 24 : 0);

  static Stream<EvictionPolicy.Maker> policies() {
    return Policies.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aLongConversationThatIsOpenedAnewGoesOnWithTheSamePrompts(
      EvictionPolicy.Maker policy, @TempDir Path folder) throws IOException {
    try (Machine machine = new Machine(Machine.fast(folder))) {
      long whole = machine.newPid();
      long restarted = machine.newPid();
      Memory one = machine.open(whole, BUDGET, policy, METER);
      Memory other = machine.open(restarted, BUDGET, policy, METER);
      Random dice = new Random(7);

      for (int turn = 0; turn < TURNS; turn++) {
        long seed = dice.nextLong();
        ask(one, new Random(seed));
        ask(other, new Random(seed));
        if (turn % 6 == 0) {
          other = machine.open(restarted, BUDGET, policy, METER);
        }
        answer(one, new Random(-seed));
        answer(other, new Random(-seed));

        assertThat(other.prompt()).as("%s, turn %d", policy.name(), turn).isEqualTo(one.prompt());
      }
      one.audit();

      Swap.Image image = machine.swap.image(whole);
      assertThat(image.seen().page()).isGreaterThan(Limits.POLICY_PAGES);
      assertThat(image.seen().event()).isGreaterThan(2L * Limits.POLICY_EVENTS);
      assertThat(image.events()).hasSizeLessThan((int) image.seen().event());
      assertThat(machine.swap.image(restarted)).isEqualTo(image);
    }
  }

  /** A turn for which pages come back, and blocks beside them. */
  private static void ask(Memory memory, Random dice) {
    say(memory, text(dice));
    List<PageId> wanted = new ArrayList<>();
    List<Memory.Tail> blocks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      wanted.add(any(memory, dice));
      blocks.add(new Memory.Tail("line " + i, Label.TYPED, Provenance.of("doc", 0)));
    }
    memory.recall(wanted.subList(0, 4), dice.nextInt(9) == 0 ? Room.WINDOW : Room.TAIL);
    memory.tail(blocks);
  }

  /** The rest of it, in which pages are read, used, brought back, kept, let go and dropped. */
  private static void answer(Memory memory, Random dice) {
    memory.page(any(memory, dice));
    List<PageId> used = memory.prompt().stream()
        .filter(page -> page.kind() == PageKind.USER || page.kind() == PageKind.ASSISTANT)
        .filter(page -> dice.nextInt(4) > 0)
        .map(Page::id)
        .toList();
    quietly(() -> memory.load(used));
    for (int i = dice.nextInt(8); i >= 0; i--) {
      Machine.answer(memory, text(dice));
    }
    PageId id = any(memory, dice);
    switch (dice.nextInt(6)) {
      case 0 -> quietly(() -> memory.load(List.of(id)));
      case 1 -> quietly(() -> memory.pin(id));
      case 2 -> memory.unpin(id);
      case 3 -> quietly(() -> memory.drop(id));
      case 4 -> memory.end();
      default -> quietly(memory::undo);
    }
  }

  private static void quietly(Runnable step) {
    try {
      step.run();
    } catch (FaultException e) {
      assertThat(e.fault().errno()).isIn(Errno.LIMIT, Errno.NO_SUCH, Errno.BAD_USAGE);
    }
  }

  private static PageId any(Memory memory, Random dice) {
    long last = memory.lastPage();
    return new PageId(1 + dice.nextLong(dice.nextBoolean() ? last : Math.min(last, 60)));
  }

  private static String text(Random dice) {
    StringBuilder text = new StringBuilder(dice.nextBoolean() ? "I met " : "Did you see ");
    for (int words = 1 + dice.nextInt(12); words > 0; words--) {
      text.append("word").append((int) Math.exp(dice.nextDouble() * 8)).append(' ');
    }
    return text.append(dice.nextInt(3) == 0 ? "?" : "in May.").toString();
  }

  @Test
  void aPolicyHearsOfARecalledPageAsItWasNotAsTheBlockThatItIsForTheTurn(@TempDir Path folder)
      throws IOException {
    try (Machine machine = new Machine(Machine.fast(folder))) {
      long pid = machine.newPid();
      Memory memory = machine.open(pid, BUDGET, Lru.MAKER, METER);
      Page first = say(memory, words("first", 60));
      for (int i = 0; memory.prompt().contains(first); i++) {
        say(memory, words("more" + i, 60));
      }
      assertThat(memory.recall(List.of(first.id()), Room.TAIL)).hasSize(1);
      Map<PageId, Integer> heard = new HashMap<>();
      EvictionPolicy.Maker listening =
          EvictionPolicy.Maker.of("listening", "for tests", budget -> new Listening(heard));

      memory = machine.open(pid, BUDGET, listening, METER);
      for (int i = 0; i < 4; i++) {
        Machine.answer(memory, words("long" + i, BUDGET / 5));
      }

      assertThat(heard).containsEntry(first.id(), first.tokens());
    }
  }

  /** Takes down the tokens of what arrives, and names no page. */
  private record Listening(Map<PageId, Integer> heard) implements EvictionPolicy {
    @Override
    public void arrived(Page page) {
      heard.put(page.id(), page.tokens());
    }

    @Override
    public void admitted(Page page) {}

    @Override
    public void touched(PageId id) {}

    @Override
    public void removed(PageId id) {}

    @Override
    public PageId victim() {
      return new PageId(1);
    }
  }

  @Test
  void whatAnotherShellUsedIsKnownToBoth(@TempDir Path folder) throws IOException {
    try (Machine machine = new Machine(Machine.fast(folder))) {
      long pid = machine.newPid();
      Memory mine = machine.open(pid, BUDGET, Lru.MAKER);
      Page first = say(mine, words("first", 60));
      Page second = say(mine, words("second", 60));
      for (int i = 0; i < 11; i++) {
        say(mine, words("and so on" + i, 60));
      }
      Memory other = machine.open(pid, BUDGET, Lru.MAKER);

      mine.page(first.id());
      for (int i = 0; mine.prompt().contains(second); i++) {
        say(other, words("more" + i, 60));
        say(mine, words("still more" + i, 60));
      }

      assertThat(mine.prompt()).contains(first);
      assertThat(other.prompt()).contains(first);
    }
  }

  @Test
  void aFaultCountsAfterARestart(@TempDir Path folder) throws IOException {
    try (Machine machine = new Machine(Machine.fast(folder))) {
      long pid = machine.newPid();
      for (int i = 0; i < 30; i++) {
        say(machine.open(pid, BUDGET), i + words("w", 60));
      }
      List<String> notices = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Memory memory = machine.open(pid, BUDGET);
        memory.page(new PageId(1 + i % 2));
        notices.addAll(memory.takeNotices());
      }

      assertThat(notices).hasSize(1).first().asString().startsWith("thrashing: window 1,600");
    }
  }
}
