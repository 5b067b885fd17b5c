package llmos.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import llmos.api.PageKind;
import llmos.api.Prompt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** What stands before the first page that changed is sent as it was sent before: a provider's cache knows it by its bytes. */
class PrefixTest {

  @Test
  void theNextRequestBeginsWithThisOneUpToItsSources() {
    Fixture log = new Fixture()
        .add(PageKind.SYSTEM, "You are the CPU.")
        .add(PageKind.USER, "Remember that I live in Kiel.")
        .add(PageKind.ASSISTANT, "I will.");
    Fixture next = new Fixture();
    log.prompt().pages().forEach(page -> next.add(page.kind(), page.text()));
    log.block("a.md", 0, "Kiel lies on a firth.").add(PageKind.USER, "Where is Kiel?");
    next.add(PageKind.USER, "Where is Kiel?")
        .add(PageKind.ASSISTANT, "On a firth [1].")
        .add(PageKind.USER, "Thanks.");

    String before = Messages.of(log.prompt()).toString();
    String now = Messages.of(next.prompt()).toString();

    assertThat(common(before, now)).isEqualTo(before.indexOf("Sources:"));
  }

  @Test
  void consecutivePromptsShareTheirTextUpToTheFirstPageThatChanged() {
    Random dice = new Random(7); // the same conversations in each run
    for (int run = 0; run < 2_000; run++) {
      List<Step> pages = history(dice);
      List<Step> grown = new ArrayList<>(pages);
      int changed = dice.nextInt(1, pages.size() + 1);
      if (dice.nextBoolean()) {
        grown.subList(changed, grown.size()).clear(); // evicted, with all that followed
      } else {
        changed = pages.size();
      }
      grown.addAll(history(dice));

      String same = content(prompt(pages.subList(0, changed)));

      assertThat(content(prompt(pages))).startsWith(same);
      assertThat(content(prompt(grown))).as("%s then %s", pages, grown).startsWith(same);
    }
  }

  private record Step(PageKind kind, String call, String text) {}

  private static List<Step> history(Random dice) {
    List<Step> steps = new ArrayList<>();
    int many = dice.nextInt(1, 6);
    for (int i = 0; i < many; i++) {
      String text = "text " + dice.nextInt(1_000_000);
      switch (dice.nextInt(4)) {
        case 0 -> steps.add(new Step(PageKind.SUMMARY, "", "[pages are on disk] " + text));
        case 1 -> steps.add(new Step(PageKind.USER, "", text));
        case 2 -> steps.add(new Step(PageKind.ASSISTANT, "", text));
        default -> {
          steps.add(new Step(PageKind.USER, "", text));
          steps.add(new Step(PageKind.CALL, text, "clock now"));
          steps.add(new Step(PageKind.RESULT, text, "noon"));
        }
      }
    }
    // A page that changes is never the call of a result that stays: they move together.
    return steps.getLast().kind() == PageKind.RESULT || dice.nextBoolean()
        ? plus(steps, new Step(PageKind.ASSISTANT, "", "said"))
        : steps;
  }

  private static List<Step> plus(List<Step> steps, Step last) {
    steps.add(last);
    return steps;
  }

  private static Prompt prompt(List<Step> steps) {
    Fixture fixture = new Fixture();
    for (Step step : steps) {
      fixture.call(step.kind(), step.call(), step.text());
    }
    return fixture.prompt();
  }

  /** Roles and texts in order; where a message ends is left out, since text that follows may continue it. */
  private static String content(Prompt prompt) {
    ArrayNode messages = Messages.of(prompt);
    StringBuilder all = new StringBuilder();
    String role = "";
    for (JsonNode message : messages) {
      if (!message.path("role").asString().equals(role) || message.has("tool_calls")) {
        role = message.path("role").asString();
        all.append('<').append(role).append('>');
      }
      all.append(message.path("content").asString("")).append("\n\n");
      message.path("tool_calls").forEach(call -> all.append(call));
    }
    return all.toString().strip();
  }

  private static int common(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same;
  }
}
