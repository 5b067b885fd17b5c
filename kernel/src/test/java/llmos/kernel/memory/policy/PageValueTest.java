package llmos.kernel.memory.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import org.junit.jupiter.api.Test;

final class PageValueTest {
  private final PageValue value = new PageValue();

  private static Page page(long number, PageKind kind, String text, long at) {
    return new Page(new PageId(number), kind, text, 20, Label.TYPED, Provenance.of("test", at));
  }

  private double z(long number, String text) {
    Page page = page(number, PageKind.USER, text, 0);
    value.arrived(page);
    return value.z(page);
  }

  @Test
  void aFactIsWorthMoreThanSmallTalk() {
    double talk = z(1, "Wow, thanks! You're so kind!");
    double fact = z(2, "I moved to Lisbon with my sister Eva in March 2021.");

    assertThat(fact).isGreaterThan(talk + 2);
  }

  @Test
  void whatWasSaidBeforeIsWorthLessTheSecondTime() {
    double first = z(1, "the greyhound likes porridge");
    double again = z(2, "the greyhound likes porridge");

    assertThat(again).isLessThan(first - 1);
  }

  @Test
  void aReplyToAQuestionIsWorthMore() {
    z(1, "Where did the boat sink?");
    double reply = z(2, "near the harbour");
    z(3, "The boat sank.");
    double remark = z(4, "by the lighthouse");

    assertThat(reply).isGreaterThan(remark);
  }

  @Test
  void thePageAfterALongSilenceOpensASession() {
    value.arrived(page(1, PageKind.USER, "alpha", 0));
    Page soon = page(2, PageKind.USER, "bravo", 60_000);
    Page later = page(3, PageKind.USER, "gamma", 86_400_000);
    value.arrived(soon);
    value.arrived(later);

    assertThat(value.z(later)).isGreaterThan(value.z(soon) + .3);
  }

  @Test
  void whatTheUserSaysCountsMoreBesideACpu() {
    Page user = page(1, PageKind.USER, "the invoice is late", 0);
    value.arrived(user);
    double alone = value.z(user);
    value.arrived(page(2, PageKind.ASSISTANT, "noted", 0));

    assertThat(value.z(user)).isGreaterThan(alone + 1);
  }

  @Test
  void ageIsWhatArrivedSince() {
    List.of(1L, 2L, 5L).forEach(n -> value.arrived(page(n, PageKind.USER, "word", 0)));

    assertThat(value.age(new PageId(5))).isZero();
    assertThat(value.age(new PageId(2))).isEqualTo(20);
    assertThat(value.age(new PageId(1))).isEqualTo(40);
    assertThat(value.age(new PageId(3))).as("a page that nobody told of").isEqualTo(20);
  }

  @Test
  void textWithoutWordsHasAValueToo() {
    assertThat(z(1, "")).isFinite();
    assertThat(z(2, "??? !!! 🙂")).isFinite();
    assertThat(z(3, "你好，我昨天去了北京。")).isFinite();
  }
}
