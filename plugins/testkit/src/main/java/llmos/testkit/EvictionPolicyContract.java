package llmos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import llmos.api.EvictionPolicy;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import org.junit.jupiter.api.Test;

/** What every eviction policy must do. Extend it with a class that gives the maker. */
public abstract class EvictionPolicyContract {
  private static final int BUDGET = 4_000;
  private static final List<String> WORDS = List.of("I", "Went", "to", "?", "1999.", "", "猫", "\n");

  /** For the classes that extend it. */
  protected EvictionPolicyContract() {}

  /** The maker that is tested. */
  protected abstract EvictionPolicy.Maker maker();

  /** A page for tests: a hundred tokens of text that says its number. */
  protected static Page page(long number) {
    return new Page(
        new PageId(number),
        PageKind.USER,
        "page %d says something".formatted(number),
        100,
        Label.TYPED,
        Provenance.of("test", number));
  }

  private EvictionPolicy make() {
    return maker().make(BUDGET);
  }

  @Test
  void hasAOneWordNameAndASummary() {
    EvictionPolicy.Maker maker = maker();

    assertThat(maker.name()).matches("[a-z0-9][a-z0-9-]*");
    assertThat(maker.summary()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void namesThePageThatIsIn() {
    EvictionPolicy policy = make();

    policy.admitted(page(7));

    assertThat(policy.victim()).isEqualTo(new PageId(7));
  }

  @Test
  void namesTheSamePageUntilSomethingHappens() {
    EvictionPolicy policy = make();
    policy.admitted(page(1));
    policy.admitted(page(2));
    policy.admitted(page(3));

    PageId first = policy.victim();

    assertThat(policy.victim()).isEqualTo(first);
  }

  @Test
  void neverNamesAPageThatLeft() {
    EvictionPolicy policy = make();
    policy.admitted(page(1));
    policy.admitted(page(2));

    policy.removed(new PageId(1));

    assertThat(policy.victim()).isEqualTo(new PageId(2));
  }

  @Test
  void takesNoHarmFromPagesItDoesNotKnow() {
    EvictionPolicy policy = make();
    policy.admitted(page(1));

    policy.touched(new PageId(99));
    policy.removed(new PageId(98));

    assertThat(policy.victim()).isEqualTo(new PageId(1));
  }

  @Test
  void takesBackAPageThatWasLoadedAgain() {
    EvictionPolicy policy = make();
    policy.admitted(page(1));
    policy.removed(new PageId(1));

    policy.admitted(page(1));

    assertThat(policy.victim()).isEqualTo(new PageId(1));
  }

  @Test
  void givesEachProcessItsOwnPolicy() {
    EvictionPolicy one = make();
    EvictionPolicy other = make();
    one.admitted(page(1));
    other.admitted(page(2));

    assertThat(one.victim()).isEqualTo(new PageId(1));
    assertThat(other.victim()).isEqualTo(new PageId(2));
  }

  @Test
  void hearsOfPagesThatNeverBecomeEvictable() {
    EvictionPolicy policy = make();
    policy.arrived(page(1));
    policy.admitted(page(2)); // heard of later, as after a restart
    policy.arrived(page(2));
    policy.arrived(page(3));

    assertThat(policy.victim()).isEqualTo(new PageId(2));
  }

  @Test
  void isQuickWithManyPages() {
    EvictionPolicy policy = make();
    for (long number = 1; number <= 10_000; number++) {
      policy.arrived(page(number));
      policy.admitted(page(number));
    }

    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
      for (int i = 0; i < 10_000; i++) {
        policy.removed(policy.victim());
      }
    });
  }

  @Test
  void givesUpEveryPageOnceAndOnlyThoseThatAreIn() {
    for (long seed = 1; seed <= 100; seed++) {
      List<PageId> first = history(seed, 0);
      List<PageId> again = history(seed, 0);

      assertThat(again)
          .as("the same history gives the same victims, seed %d", seed)
          .isEqualTo(first);
    }
  }

  @Test
  void remembersNothingOfBeingAsked() {
    for (long seed = 1; seed <= 100; seed++) {
      List<PageId> once = history(seed, 0);
      List<PageId> often = history(seed, 2);

      assertThat(often).as("asked more often, seed %d", seed).isEqualTo(once);
    }
  }

  /** The victims of a random history in which the policy is asked so many times more than it has to be. */
  private List<PageId> history(long seed, int more) {
    Random dice = new Random(seed);
    EvictionPolicy policy = make();
    TreeSet<PageId> in = new TreeSet<>();
    List<PageId> victims = new ArrayList<>();
    for (long step = 1; step <= 200; step++) {
      for (int i = 0; i < more && !in.isEmpty(); i++) {
        policy.victim();
      }
      int chance = dice.nextInt(4);
      if (in.isEmpty() || chance <= 1) {
        Page next = random(dice, step);
        policy.arrived(next);
        policy.admitted(next);
        in.add(next.id());
      } else if (dice.nextInt(4) == 0) {
        PageId back = new PageId(1 + dice.nextInt((int) step)); // loaded or unpinned, or twice
        policy.admitted(random(new Random(back.number()), back.number()));
        in.add(back);
      } else if (chance == 2) {
        policy.touched(new PageId(1 + dice.nextInt((int) step)));
      } else {
        victims.add(evict(policy, in, seed));
      }
    }
    while (!in.isEmpty()) {
      victims.add(evict(policy, in, seed));
    }
    return victims;
  }

  private static Page random(Random dice, long number) {
    PageKind[] kinds = PageKind.values();
    StringBuilder text = new StringBuilder();
    for (int words = dice.nextInt(30); words > 0; words--) {
      text.append(WORDS.get(dice.nextInt(WORDS.size()))).append(' ');
    }
    return new Page(
        new PageId(number),
        kinds[dice.nextInt(kinds.length)],
        text.toString(),
        1 + dice.nextInt(10 * BUDGET),
        Label.TYPED,
        Provenance.of("test", dice.nextLong(Long.MAX_VALUE)));
  }

  private static PageId evict(EvictionPolicy policy, Set<PageId> in, long seed) {
    PageId victim = policy.victim();
    assertThat(in).as("seed %d", seed).contains(victim);
    policy.removed(victim);
    in.remove(victim);
    return victim;
  }
}
