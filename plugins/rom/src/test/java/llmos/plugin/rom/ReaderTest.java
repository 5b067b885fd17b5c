package llmos.plugin.rom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import llmos.api.Page;
import org.junit.jupiter.api.Test;

class ReaderTest {
  private static Reader.Answer ask(String question, String... blocks) {
    Prompts prompts = new Prompts();
    for (String block : blocks) {
      prompts.block("doc", block);
    }
    List<Page> pages = prompts.make().blocks();
    return Reader.answer(Question.of(question), pages);
  }

  @Test
  void prefersTheSentenceWithTheKindOfThingAskedFor() {
    Reader.Answer answer = ask(
        "When was the library founded?",
        "The library was founded by monks. The library was founded in 1520 and burned later.");

    assertThat(answer.quotes().getFirst().text())
        .isEqualTo("The library was founded in 1520 and burned later.");
  }

  @Test
  void quotesOneFactOnceThoughSeveralBlocksRepeatIt() {
    String fact = "The default port is 8077.";

    assertThat(ask("What is the default port?", fact, fact, fact).quotes()).hasSize(1);
  }

  @Test
  void quotesAtMostThreeTimes() {
    Reader.Answer answer = ask(
        "Which ports are open?",
        "Open ports: 80 for web.",
        "Open ports: 22 for login.",
        "Open ports: 25 for mail.",
        "Open ports: 53 for names.");

    assertThat(answer.quotes()).hasSizeBetween(1, 3);
  }

  @Test
  void everyQuoteIsAnExactPartOfItsBlock() {
    String block = "The *mount* command\nreads a folder. It takes `--as NAME`  to name the volume.";

    Reader.Answer answer = ask("How do I name the volume that mount reads?", block);

    assertThat(answer.quotes()).isNotEmpty().allSatisfy(q -> assertThat(block).contains(q.text()));
  }

  @Test
  void addsTheSentenceThatSaysWhoHeIs() {
    Reader.Answer answer = ask(
        "Who was the oldest quarterback in a Super Bowl?",
        "Peyton Manning won twice. He was the oldest quarterback in a Super Bowl at 39.");

    assertThat(answer.quotes())
        .extracting(Reader.Quote::text)
        .containsExactly(
            "He was the oldest quarterback in a Super Bowl at 39.", "Peyton Manning won twice.");
  }

  @Test
  void readsChinese() {
    Reader.Answer answer = ask("乍都节公园的面积有多大？", "乍都节公园位于曼谷。公园的面积约为0.304平方公里。那里有市场。");

    assertThat(answer.quotes().getFirst().text()).isEqualTo("公园的面积约为0.304平方公里。");
  }

  @Test
  void findsNothingInBlocksWithoutText() {
    assertThat(ask("Where is it?", "", "\n\n", "---").quotes()).isEmpty();
    assertThat(ask("Where is the tower?", "```\n```").closest()).isEmpty();
  }
}
