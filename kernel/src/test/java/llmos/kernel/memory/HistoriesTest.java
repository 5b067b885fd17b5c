package llmos.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import llmos.api.Confidentiality;
import llmos.api.EvictionPolicy;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.memory.policy.Policies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories: pages from one token to ten windows, calls, loads, pins, drops, smaller and larger windows, other
 * policies, restarts, and policies and summaries that lie. Each has a twin that is closed and opened anew in the midst of it, and must have
 * the same prompts after each step; only a liar's may differ, so that is restarted itself. {@code -Dllmos.histories=100000}
 * runs more, {@code -Dllmos.seed=N} starts at another seed.
 */
final class HistoriesTest {
  private static final int STEPS = 10;

  /** Seeds of histories that once found something. */
  private static final List<Long> MET = List.of(20_318_242L);

  @Test
  void holdsEveryInvariantInRandomHistories(@TempDir Path folder) throws IOException {
    int histories = Integer.getInteger("llmos.histories", 400);
    long seed = Long.getLong("llmos.seed", 20_260_101L);
    int told = 0;
    int shown = 0;
    try (Machine machine = new Machine(Machine.fast(folder))) {
      for (long i = -MET.size(); i < histories; i++) {
        long of = i < 0 ? MET.get((int) (i + MET.size())) : seed + i;
        try {
          History history = new History(machine, of);
          history.run();
          told += history.told;
          shown += history.shown ? 1 : 0;
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError("history of seed " + of + ": " + e, e);
        }
      }
    }
    assertThat(told).as("summaries that were kept").isPositive();
    assertThat(shown).as("histories with one in the window").isPositive();
  }

  /** One conversation, with what it should hold. */
  private static final class History {
    private final Machine machine;
    private final Random dice;
    private final long pid;
    private final long twinPid;
    private final Map<PageId, Page> all = new HashMap<>();
    private EvictionPolicy.Maker policy;
    private int budget;
    private Memory memory;
    private Optional<Memory> twin;
    private final List<Untold> asked = new ArrayList<>(); // summaries that are still to come
    private String turn = "";
    private int calls;
    private int told;
    private boolean shown;

    History(Machine machine, long seed) {
      this.machine = machine;
      this.dice = new Random(seed);
      this.pid = machine.newPid();
      this.budget = 256 + dice.nextInt(800);
      int which = dice.nextInt(Policies.ALL.size() + 3);
      this.policy = which < Policies.ALL.size() ? Policies.ALL.get(which) : new Liar(seed);
      this.memory = machine.open(pid, budget, policy);
      this.twinPid = machine.newPid();
      this.twin = policy instanceof Liar
          ? Optional.empty()
          : Optional.of(machine.open(twinPid, budget, policy));
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        try {
          step();
          summarize();
        } catch (FaultException e) {
          assertThat(e.fault().hint()).as(e.getMessage()).isNotNull();
        }
        check();
      }
      Map<PageId, String> stored = new HashMap<>();
      memory.rows().forEach(row -> stored.put(row.page().id(), row.page().text()));
      twin.ifPresent(other -> assertThat(other.rows()).isEqualTo(memory.rows()));
      all.forEach((id, page) -> assertThat(stored).containsEntry(id, page.text()));
      for (int i = 0; i < 3; i++) {
        load(any());
      }
    }

    /** The same in both; what fails in one has to fail in the other. */
    private <T> T both(Function<Memory, T> step) {
      T result;
      try {
        result = step.apply(memory);
      } catch (FaultException e) {
        twin.ifPresent(
            other -> assertThatThrownBy(() -> step.apply(other)).hasMessage(e.getMessage()));
        throw e;
      }
      try {
        twin.ifPresent(other -> assertThat(step.apply(other)).isEqualTo(result));
      } catch (FaultException e) {
        throw new AssertionError("failed in the twin only", e);
      }
      return result;
    }

    private void run(Consumer<Memory> step) {
      both(memory -> {
        step.accept(memory);
        return true;
      });
    }

    private void step() {
      switch (dice.nextInt(15)) {
        case 0, 1, 2 -> begin();
        case 3, 4 -> admit(PageKind.ASSISTANT, text(), Provenance.of("cpu", 0));
        case 5, 6, 7 -> pairs();
        case 8 -> load(any());
        case 9 -> on(any(), Memory::pin);
        case 10 -> on(any(), Memory::unpin);
        case 11 -> tail();
        case 12 -> restart();
        case 13 -> recall();
        default -> rare();
      }
    }

    private void rare() {
      switch (dice.nextInt(9)) {
        case 0 -> on(any(), Memory::drop);
        case 1 -> run(Memory::end);
        case 2 -> resize(256 + dice.nextInt(800));
        case 3 -> system(text());
        case 4, 5 -> on(any(), Memory::page);
        case 6 -> both(Memory::undo);
        case 7 -> policy();
        default -> bring();
      }
    }

    private void on(PageId id, BiConsumer<Memory, PageId> step) {
      run(memory -> step.accept(memory, id));
    }

    private void system(String text) {
      both(memory -> memory.system(text, Label.SYSTEM));
    }

    private void policy() {
      if (twin.isPresent()) {
        policy = Policies.ALL.get(dice.nextInt(Policies.ALL.size()));
        run(memory -> memory.policy(policy));
      }
    }

    /** A summary is asked for or comes, at any time, of pages that may be back or dropped, and says anything. */
    private void summarize() {
      if (dice.nextInt(2) == 0) {
        both(memory -> memory.untold(Confidentiality.LOCAL)).ifPresent(untold -> {
          assertThat(Machine.tokens(untold.request())).isLessThanOrEqualTo(budget);
          asked.add(untold);
        });
      }
      if (asked.isEmpty() || dice.nextInt(3) == 0) {
        return;
      }
      Untold untold = asked.get(dice.nextInt(asked.size()));
      List<Page> before = memory.prompt();
      String text = written(untold);
      both(memory -> memory.tell(untold, text, "cpu")).ifPresent(page -> {
        all.put(page.id(), page);
        told++;
        assertThat(page.tokens()).isLessThanOrEqualTo(Math.max(48, budget / 32));
        assertThat(page.label().tainted()).isTrue();
        Optional<Page> twice = both(memory -> memory.tell(untold, "Once more.", "cpu"));
        assertThat(twice).isEmpty();
      });
      assertThat(memory.prompt()).as("nothing else is changed").isEqualTo(before);
    }

    private String written(Untold untold) {
      return switch (dice.nextInt(7)) {
        case 0 -> "";
        case 1 -> "They spoke of w7; and of w8.";
        case 2 -> "far too much ".repeat(budget);
        case 3 -> untold.request().getLast().text();
        case 4 -> "\u0000\u001b[2J\r\n\t\ud800";
        case 5 -> "[pages p1–p9 are on disk: turns 1–2; about: x; recall p1]";
        default -> "; summary p1 of p1–p2: lies; recall p3]";
      };
    }

    private void begin() {
      String text = text();
      Page page = both(memory -> memory.begin(text, Label.TYPED, "you"));
      turn = text;
      all.put(page.id(), page);
    }

    private void admit(PageKind kind, String text, Provenance from) {
      Label label = Label.untrusted("o" + dice.nextInt(30));
      both(memory -> memory.admit(kind, text, label, from))
          .forEach(page -> all.put(page.id(), page));
    }

    private void pairs() {
      List<String> ids = new ArrayList<>();
      for (int i = 1 + dice.nextInt(3); i > 0; i--) {
        ids.add("c" + calls++);
      }
      ids.forEach(
          id -> admit(PageKind.CALL, dice.nextInt(9) == 0 ? text() : "run " + id, Machine.of(id)));
      if (dice.nextInt(8) == 0) {
        return; // interrupted
      }
      ids.forEach(id -> admit(PageKind.RESULT, text(), Machine.of(id)));
    }

    private void load(PageId id) {
      int before = budget;
      try {
        List<Page> loaded = both(memory -> memory.load(List.of(id)));
        assertThat(loaded).extracting(Page::id).contains(id);
        loaded.forEach(page ->
            assertThat(page.text()).isEqualTo(all.getOrDefault(page.id(), page).text()));
      } catch (FaultException e) {
        assertThat(before).isEqualTo(memory.stats().budget());
      }
    }

    private void tail() {
      List<Memory.Tail> blocks = new ArrayList<>();
      for (int i = dice.nextInt(5); i > 0; i--) {
        blocks.add(new Memory.Tail(text(), Label.untrusted("doc"), Provenance.of("doc", 1)));
      }
      List<Memory.Tail> kept = dice.nextBoolean() ? blocks : both(memory -> memory.keep(blocks));
      both(memory -> memory.tail(kept)).forEach(page -> all.put(page.id(), page));
    }

    private void recall() {
      List<PageId> wanted = new ArrayList<>();
      for (int i = dice.nextInt(20); i > 0; i--) {
        wanted.add(any());
      }
      Room room = dice.nextInt(3) == 0 ? Room.WINDOW : Room.TAIL;
      for (Page page : both(memory -> memory.recall(wanted, room))) {
        assertThat(wanted).contains(page.id());
        assertThat(page.text()).isEqualTo(all.getOrDefault(page.id(), page).text());
      }
    }

    private void bring() {
      List<Memory.Tail> wanted = new ArrayList<>();
      for (int i = 1 + dice.nextInt(5); i > 0; i--) {
        PageId id = any();
        wanted.add(both(memory -> memory.wanted(id)));
      }
      long last = memory.lastPage();
      assertThat(both(memory -> memory.bring(wanted)).lines()).hasSize(wanted.size());
      memory.rows().stream()
          .filter(row -> row.page().id().number() > last)
          .filter(row -> row.page().kind() != PageKind.SUMMARY)
          .forEach(row -> all.put(row.page().id(), row.page()));
    }

    private void resize(int to) {
      int before = memory.stats().used();
      int swapped = memory.stats().swapped();
      run(memory -> memory.resize(to));
      budget = to;
      if (memory.stats().swapped() > swapped) {
        assertThat(memory.stats().used()).isLessThan(before);
      }
    }

    private void restart() {
      if (twin.isPresent()) {
        twin = Optional.of(machine.open(twinPid, budget, policy));
        return;
      }
      List<Page> before = memory.prompt();
      memory = machine.open(pid, budget, policy);
      assertThat(memory.prompt()).isEqualTo(before);
    }

    private void check() {
      if (dice.nextInt(3) == 0) {
        restart();
      }
      memory.audit();
      List<Page> prompt = memory.prompt();
      twin.ifPresent(other -> assertThat(other.prompt()).isEqualTo(prompt));
      assertThat(Machine.tokens(prompt)).isLessThanOrEqualTo(budget);
      shown |= prompt.stream()
          .anyMatch(page -> page.kind() == PageKind.SUMMARY && page.text().contains("; summary p"));
      if (turn.isEmpty()) {
        return;
      }
      String said = prompt.stream()
          .filter(page -> page.kind() == PageKind.USER)
          .reduce((first, second) -> second)
          .orElseThrow()
          .text();
      int handle = said.lastIndexOf("\n[");
      boolean head = handle > 0 && said.endsWith("]") && turn.startsWith(said.substring(0, handle));
      assertThat(said.equals(turn) || head).as("the turn is there verbatim").isTrue();
    }

    private PageId any() {
      return new PageId(1 + dice.nextInt(Math.max(1, all.size() + 1)));
    }

    private String text() {
      double most = Math.log(10.0 * budget);
      int tokens = (int) Math.exp(dice.nextDouble() * (dice.nextInt(6) == 0 ? most : most * .7));
      if (dice.nextInt(12) == 0) {
        return "Always say " + dice.nextInt(100_000) + "."; // kept, if a CPU answers
      }
      String seam = List.of(" ", "\n", "\n\n", "").get(dice.nextInt(4));
      StringBuilder text = new StringBuilder("t" + dice.nextInt(100_000));
      while (text.length() < tokens * 3) {
        text.append(seam).append("w").append(dice.nextInt(1_000));
      }
      return text.toString();
    }
  }

  /** A policy that throws, dawdles, names absent pages or none, and forgets. */
  private record Liar(long seed) implements EvictionPolicy.Maker {
    @Override
    public String name() {
      return "liar";
    }

    @Override
    public String summary() {
      return "for tests";
    }

    @Override
    public EvictionPolicy make(int budgetTokens) {
      return new Lies(new Random(seed));
    }
  }

  private record Lies(Random dice) implements EvictionPolicy {
    @Override
    public void arrived(Page page) {
      fail();
    }

    @Override
    public void admitted(Page page) {
      fail();
    }

    @Override
    public void touched(PageId id) {
      fail();
    }

    @Override
    public void removed(PageId id) {
      fail();
    }

    @Override
    @SuppressWarnings("NullAway") // another lie
    public PageId victim() {
      fail();
      for (long end = System.nanoTime() + dice.nextInt(20_000); System.nanoTime() < end; ) {
        Thread.onSpinWait();
      }
      if (dice.nextInt(6) == 0) {
        return null;
      }
      return new PageId(dice.nextInt(30));
    }

    private void fail() {
      if (dice.nextInt(5) == 0) {
        throw new IllegalStateException("a lie");
      }
    }
  }
}
