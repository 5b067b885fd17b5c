package llmos.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import llmos.api.EvictionPolicy;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.memory.policy.Policies;
import llmos.kernel.store.Forks;
import llmos.kernel.store.Journal;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories, of which the end is taken back or left out by a fork: what is left has the same prompts, now and after
 * more of the same turns, as a conversation that never said the rest; and nothing of the other one is changed.
 * {@code -Dllmos.histories=N} runs more.
 */
final class ForksTest {
  private static final int MOST_TURNS = 12;

  static List<EvictionPolicy.Maker> policies() {
    return Policies.ALL;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void isAsIfTheRestHadNotBeenSaid(EvictionPolicy.Maker policy, @TempDir Path folder)
      throws IOException {
    int histories = Integer.getInteger("llmos.histories", 80) / Policies.ALL.size();
    int left = 0;
    try (Machine machine = new Machine(Machine.fast(folder))) {
      for (int i = 0; i < histories; i++) {
        long seed = 31L * i + policy.name().hashCode();
        try {
          left += new Trial(machine, policy, seed).run();
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError("history of seed " + seed + ": " + e, e);
        }
      }
    }
    assertThat(left).as("pages that had left the window where it was cut").isPositive();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void knowsWhatWasForgottenSince(EvictionPolicy.Maker policy, @TempDir Path folder)
      throws IOException {
    try (Machine machine = new Machine(Machine.fast(folder))) {
      Trial trial = new Trial(machine, policy, 7);
      int turns = 0;
      int cut = 0;
      long events = 0;
      while (events < 2L * Limits.POLICY_EVENTS + 200) {
        trial.longTurn(trial.said, turns++);
        events = machine.swap.image(trial.said.pid).seen().event();
        if (events < Limits.POLICY_EVENTS + 300) { // some were forgotten before, some are later
          trial.longTurn(trial.never, cut++);
        }
      }

      trial.compare(trial.fork(cut));
      trial.undo(cut);
      trial.compare(trial.said);
    }
  }

  @Test
  void takesBackWhatCameInWithATurn(@TempDir Path folder) throws IOException {
    try (Machine machine = new Machine(Machine.fast(folder))) {
      Trial trial = new Trial(machine, Policies.ALL.getFirst(), 1);
      Memory.Tail log =
          new Memory.Tail(Machine.words("line", 4_000), Label.UNKNOWN, Provenance.of("input", 0));
      Machine.say(trial.said.memory, "one");
      Swap.Image before = machine.swap.image(trial.said.pid);
      trial.said.memory.keep(List.of(log));
      Machine.say(trial.said.memory, "what broke?");
      assertThat(trial.said.memory.stats().swapped()).isPositive();

      trial.undo(1);

      assertThat(machine.swap.image(trial.said.pid).window()).isEqualTo(before.window());
      assertThat(trial.said.memory.lastPage()).isEqualTo(before.seen().page());
    }
  }

  @Test
  void refusesATurnThatIsNotThere(@TempDir Path folder) throws IOException {
    try (Machine machine = new Machine(Machine.fast(folder))) {
      Trial trial = new Trial(machine, Policies.ALL.getFirst(), 1);
      Machine.say(trial.said.memory, "one");
      Machine.say(trial.said.memory, "two");

      assertThatThrownBy(() -> trial.fork(3))
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("has no turn 3; it has 1 to 2");
      assertThatThrownBy(() -> trial.undo(2)).hasMessageContaining("turn 2 is the last");
    }
  }

  /** A conversation whose memory may be opened anew at any time. */
  private static final class Talk {
    final long pid;
    Memory memory;

    Talk(long pid, Memory memory) {
      this.pid = pid;
      this.memory = memory;
    }
  }

  /** One that says it all, and one that never says the rest. */
  private static final class Trial {
    private final Machine machine;
    private final EvictionPolicy.Maker policy;
    private final Random dice;
    private final long seed;
    private final int budget;
    private final Journal journal;
    private final Forks forks;
    final Talk said;
    final Talk never;

    Trial(Machine machine, EvictionPolicy.Maker policy, long seed) {
      this.machine = machine;
      this.policy = policy;
      this.seed = seed;
      this.dice = new Random(seed);
      this.budget = 256 + dice.nextInt(800);
      this.journal = new Journal(machine.store, machine.clock);
      this.forks = new Forks(machine.store, machine.clock);
      this.said = talk();
      this.never = talk();
    }

    private Talk talk() {
      return open(journal.create("chat", "", policy.name()));
    }

    private Talk open(long pid) {
      return new Talk(pid, machine.open(pid, budget, policy));
    }

    Talk fork(long turn) {
      return open(forks.fork(said.pid, turn, ""));
    }

    long undo(long turn) {
      long kept = forks.undo(said.pid, turn, "");
      said.memory = machine.open(said.pid, budget, policy);
      return kept;
    }

    /** Returns how many pages were on disk where it was cut. */
    int run() {
      int turns = 2 + dice.nextInt(MOST_TURNS);
      int cut = dice.nextInt(turns);
      for (int turn = 0; turn < turns; turn++) {
        turn(said, turn);
        if (turn < cut) {
          turn(never, turn);
        }
      }
      List<PageView> all = said.memory.rows();
      Swap.Image before = machine.swap.image(said.pid);

      Talk fork = fork(cut);
      assertThat(machine.swap.image(said.pid)).as("the other is as it was").isEqualTo(before);
      compare(fork);
      int left = never.memory.stats().swapped();

      long kept = undo(cut);
      assertThat(machine.swap.image(kept)).isEqualTo(before);
      assertThat(open(kept).memory.rows()).as("what is taken back lives on").isEqualTo(all);
      compare(said);
      more(said, fork);
      return left;
    }

    /** All that counts is the same: pages, bytes, states, the events a policy goes by. */
    void compare(Talk talk) {
      Swap.Image here = machine.swap.image(talk.pid);
      Swap.Image there = machine.swap.image(never.pid);
      assertThat(here.window()).isEqualTo(there.window());
      assertThat(here.events()).isEqualTo(there.events());
      assertThat(here.seen().page()).isEqualTo(there.seen().page());
      assertThat(here.seen().event()).isEqualTo(there.seen().event());
      assertThat(here.faults()).isEqualTo(there.faults());
      assertThat(here.swapped()).isEqualTo(there.swapped());
      assertThat(here.lastTurn()).isEqualTo(there.lastTurn());
      assertThat(machine.swap.all(talk.pid)).isEqualTo(machine.swap.all(never.pid));
      assertThat(talk.memory.prompt()).isEqualTo(never.memory.prompt());
    }

    /** Other turns than those that were taken back, the same in all three. */
    private void more(Talk... others) {
      for (int turn = 100; turn < 104; turn++) {
        turn(never, turn);
        List<Page> prompt = never.memory.prompt();
        for (Talk other : others) {
          turn(other, turn);
          assertThat(other.memory.prompt()).as("turn %d", turn).isEqualTo(prompt);
          other.memory.audit();
        }
      }
    }

    /** The same for the same number, wherever it is said. */
    private void turn(Talk talk, int number) {
      Random of = new Random(seed * 1_000 + number);
      if (of.nextInt(4) == 0) {
        talk.memory = machine.open(talk.pid, budget, policy);
      }
      if (of.nextInt(5) == 0) {
        tried(talk, memory -> memory.keep(List.of(block(of, 3 * budget))));
      }
      String text = text(of, budget / 2);
      tried(talk, memory -> memory.begin(text, Label.TYPED, "you"));
      for (int step = of.nextInt(6); step >= 0; step--) {
        step(talk, of);
      }
      tried(talk, memory -> answer(memory, of));
      if (of.nextInt(4) > 0) {
        tried(talk, Memory::end);
      }
      if (of.nextInt(3) == 0) {
        step(talk, of); // after the turn, as by hand
      }
    }

    private void answer(Memory memory, Random of) {
      Machine.answer(memory, text(of, budget / 3));
    }

    private void step(Talk talk, Random of) {
      PageId any = new PageId(1 + of.nextInt((int) Math.max(1, talk.memory.lastPage())));
      List<PageId> some = new ArrayList<>(List.of(any));
      for (int i = of.nextInt(8); i > 0; i--) {
        some.add(new PageId(1 + of.nextInt((int) Math.max(1, talk.memory.lastPage()))));
      }
      switch (of.nextInt(10)) {
        case 0 -> tried(talk, memory -> memory.load(List.of(any)));
        case 1 -> tried(talk, memory -> memory.pin(any));
        case 2 -> tried(talk, memory -> memory.unpin(any));
        case 3 -> tried(talk, memory -> memory.drop(any));
        case 4 -> tried(talk, memory -> memory.recall(some, Room.TAIL));
        case 5 -> tried(talk, memory -> memory.page(any));
        case 6 -> tried(talk, memory -> memory.undo());
        case 7 -> tried(talk, memory -> memory.system(text(of, 20), Label.SYSTEM));
        case 8 -> tried(talk, memory -> memory.tail(List.of(block(of, 60), block(of, 60))));
        default -> {
          String id = "c" + of.nextInt(1_000_000);
          tried(talk, memory -> Machine.pair(memory, id, "run " + id, text(of, budget)));
        }
      }
    }

    /** What fails in one fails in the other, as the states are compared. */
    private static void tried(Talk talk, Consumer<Memory> step) {
      try {
        step.accept(talk.memory);
      } catch (FaultException e) {
        assertThat(e.fault().message()).isNotBlank();
      }
    }

    private static Memory.Tail block(Random of, int most) {
      return new Memory.Tail(text(of, most), Label.untrusted("doc"), Provenance.of("doc", 1));
    }

    private static String text(Random of, int most) {
      if (of.nextInt(10) == 0) {
        return "Always say " + of.nextInt(1_000) + ".";
      }
      StringBuilder text = new StringBuilder("t" + of.nextInt(100_000));
      for (int left = of.nextInt(Math.max(1, most)); left > 0; left -= 2) {
        text.append(left % 30 == 0 ? "\n\n" : " ").append("w").append(of.nextInt(1_000));
      }
      return text.toString();
    }

    /** A short turn for which pages come back, so that there is much use to tell of. */
    void longTurn(Talk talk, int number) {
      Random of = new Random(number);
      Memory memory = talk.memory;
      memory.begin(text(of, 40), Label.TYPED, "you");
      List<PageId> wanted = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        wanted.add(new PageId(1 + of.nextInt((int) memory.lastPage())));
      }
      memory.recall(wanted, Room.TAIL);
      tried(talk, loaded -> loaded.load(List.of(wanted.getFirst())));
      memory.admit(PageKind.ASSISTANT, text(of, 30), Label.TYPED, Provenance.of("cpu", 0));
      memory.end();
    }
  }
}
