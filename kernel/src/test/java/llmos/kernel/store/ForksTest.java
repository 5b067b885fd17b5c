package llmos.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.store.Swap.Stored;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random trees of forks, of which turns are taken back: each has the journal that it would have with a copy of its own. */
final class ForksTest {
  private static final int TREES = 60;
  private static final int STEPS = 40;

  @Test
  void keepsEachEntryOnceAndShowsItInEachThatHasIt(@TempDir Path folder) throws IOException {
    int reused = 0;
    for (int tree = 0; tree < TREES; tree++) {
      Path home = Files.createDirectories(folder.resolve("t" + tree));
      try (Store store = Store.open(home.resolve("state.db"))) {
        Model model = new Model(store, new Random(tree));
        for (int step = 0; step < STEPS; step++) {
          model.step();
          model.check();
        }
        reused += model.reused;
      }
    }
    assertThat(reused).as("undos of what was not said after one").isPositive();
  }

  /** What each conversation should say, turn by turn. */
  private static final class Model {
    private final Random dice;
    private final Journal journal;
    private final Forks forks;
    private final Swap swap;
    private final TreeMap<Long, List<String>> said = new TreeMap<>();
    private int entries;
    int reused;

    Model(Store store, Random dice) {
      FakeClock clock = new FakeClock();
      this.dice = dice;
      this.journal = new Journal(store, clock);
      this.forks = new Forks(store, clock);
      this.swap = new Swap(store);
      said.put(journal.create("chat", "", "fifo"), new ArrayList<>());
    }

    void step() {
      List<Long> all = List.copyOf(said.keySet());
      long pid = all.get(dice.nextInt(all.size()));
      List<String> turns = said.getOrDefault(pid, List.of());
      int at = dice.nextInt(turns.size() + 1);
      switch (dice.nextInt(5)) {
        case 0 -> said.put(forks.fork(pid, at, ""), new ArrayList<>(turns.subList(0, at)));
        case 1, 2 -> undo(pid, turns, at);
        default -> say(pid, turns);
      }
    }

    private void say(long pid, List<String> turns) {
      long id = turns.size() + 1L;
      String text = "said " + entries++;
      Page page =
          new Page(new PageId(id), PageKind.USER, text, 5, Label.TYPED, Provenance.of("user", 0));
      Stored stored = new Stored(page, Swap.RESIDENT, false, 0, "", id, 0, 0, 0);
      Seen seen = swap.image(pid).seen();
      assertThat(swap.commit(pid, new PageChange(seen, id, List.of(stored), List.of(), List.of())))
          .isTrue();
      journal.append(pid, id, "user", text);
      turns.add(text);
    }

    private void undo(long pid, List<String> turns, int at) {
      if (at == turns.size()) {
        return;
      }
      long kept = forks.undo(pid, at, "");
      List<String> there = said.computeIfAbsent(kept, k -> new ArrayList<>(turns));
      reused += there.size() > turns.size() ? 1 : 0;
      assertThat(there.subList(0, turns.size())).isEqualTo(turns);
      turns.subList(at, turns.size()).clear();
    }

    void check() {
      said.forEach((pid, turns) -> {
        List<Journal.Entry> shown = journal.entries(pid, Integer.MAX_VALUE);
        assertThat(shown).extracting(Journal.Entry::body).as("session %d", pid).isEqualTo(turns);
        assertThat(shown)
            .extracting(entry -> Math.toIntExact(entry.turn()))
            .isEqualTo(turns.stream().map(turn -> turns.indexOf(turn) + 1).toList());
        assertThat(swap.all(pid)).extracting(s -> s.page().text()).isEqualTo(turns);
        assertThat(forks.turns(pid)).isEqualTo(turns.size());
      });
      assertThat(journal.before(Long.MAX_VALUE, List.of("%"), Integer.MAX_VALUE))
          .as("nothing is lost, and nothing is there twice")
          .hasSize(entries);
    }
  }

  @Test
  void marksNothingThatAnOlderProgramSaid(@TempDir Path folder) {
    try (Store store = Store.open(folder.resolve("state.db"))) {
      Model model = new Model(store, new Random(1));
      List<String> turns = model.said.firstEntry().getValue();
      long pid = model.said.firstKey();
      model.say(pid, turns);
      model.say(pid, turns);
      store.write(c -> Sql.update(c, "DELETE FROM turn WHERE pid = ?", pid));
      model.say(pid, turns);

      Optional<String> refused = Optional.empty();
      try {
        model.forks.fork(pid, 1, "");
      } catch (FaultException e) {
        refused = Optional.of(e.fault().message());
      }

      assertThat(refused)
          .hasValueSatisfying(m -> assertThat(m)
              .contains(
                  "turn 1 of session 1 was said to an older llmos", "turns from 2 on are kept"));
      assertThat(model.forks.fork(pid, 2, "")).isEqualTo(2);
      assertThat(model.forks.fork(pid, 3, "")).isEqualTo(3);
    }
  }
}
