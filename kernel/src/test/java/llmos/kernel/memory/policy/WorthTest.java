package llmos.kernel.memory.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import llmos.api.EvictionPolicy;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.testkit.EvictionPolicyContract;
import org.junit.jupiter.api.Test;

final class WorthTest extends EvictionPolicyContract {
  private static final List<String> CHAT = List.of(
      "Ann: Hey! How are you doing?",
      "Bob: I adopted a greyhound called Winston in Galway last Friday.",
      "Ann: Wow, that's great! You must be so happy!",
      "Bob: Thanks! What do you think?",
      "Ann: That is so nice of you!",
      "Bob: You're right, thanks!");

  @Override
  protected EvictionPolicy.Maker maker() {
    return Worth.MAKER;
  }

  private static Page said(int number, String text) {
    Provenance from = Provenance.of("test", 0);
    return new Page(new PageId(number), PageKind.USER, text, 20, Label.TYPED, from);
  }

  private static EvictionPolicy after(int pages) {
    EvictionPolicy policy = Worth.MAKER.make(100);
    for (int i = 0; i < pages; i++) {
      Page page = said(i + 1, CHAT.get(i % CHAT.size()));
      policy.arrived(page);
      policy.admitted(page);
    }
    return policy;
  }

  @Test
  void keepsWhatSaysMostLongest() {
    EvictionPolicy policy = after(CHAT.size());
    for (int i = 0; i < CHAT.size() - 2; i++) { // the newest page is kept besides
      assertThat(policy.victim()).isNotEqualTo(new PageId(2));
      policy.removed(policy.victim());
    }

    assertThat(policy.victim()).isEqualTo(new PageId(2));
  }

  @Test
  void takesTheNewestTenthOfTheWindowOnlyWhenNothingElseIsLeft() {
    EvictionPolicy policy = after(CHAT.size());
    Page newest = said(7, "Ann: ok");
    policy.arrived(newest);
    policy.admitted(newest);
    for (int i = 0; i < CHAT.size(); i++) {
      assertThat(policy.victim()).isNotEqualTo(newest.id());
      policy.removed(policy.victim());
    }

    assertThat(policy.victim()).isEqualTo(newest.id());
  }

  @Test
  void ofTwoPagesOfTheSameWordsTheOlderLeaves() {
    EvictionPolicy policy = Worth.MAKER.make(100);
    for (int i = 1; i <= 40; i++) {
      policy.arrived(said(i, CHAT.get(1)));
    }
    policy.admitted(said(20, CHAT.get(1)));
    policy.admitted(said(30, CHAT.get(1)));

    assertThat(policy.victim()).isEqualTo(new PageId(20));
  }

  @Test
  void choosesTheSameWhetherItHeardAllPagesOrOnlyTheLastTwoThousand() {
    EvictionPolicy all = Worth.MAKER.make(100);
    EvictionPolicy recent = Worth.MAKER.make(100);
    List<Page> pages = IntStream.rangeClosed(1, 2_600)
        .mapToObj(i -> said(i, CHAT.get(i % 6) + " No. " + i / 3 + " word" + i % 97))
        .toList();
    pages.forEach(all::arrived);
    pages.subList(600, 2_600).forEach(recent::arrived);
    pages.stream().filter(page -> page.id().number() % 5 == 0).forEach(page -> {
      all.admitted(page);
      recent.admitted(page);
    });

    for (int i = 0; i < 520; i++) {
      assertThat(recent.victim()).isEqualTo(all.victim());
      all.removed(all.victim());
      recent.removed(recent.victim());
    }
  }
}
