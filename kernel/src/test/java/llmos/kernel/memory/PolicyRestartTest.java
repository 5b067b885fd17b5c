package llmos.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.kernel.memory.policy.Worth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy knows of a conversation is in the store: a restart changes no prompt. */
final class PolicyRestartTest {
  private static final int BUDGET = 800;

  @Test
  void aConversationThatIsOpenedAnewGoesOnWithTheSamePrompts(@TempDir Path folder)
      throws IOException {
    try (Machine machine = new Machine(Machine.fast(folder))) {
      Random dice = new Random(7);
      long whole = machine.newPid();
      long restarted = machine.newPid();
      Memory one = machine.open(whole, BUDGET, Worth.MAKER);
      Memory other = machine.open(restarted, BUDGET, Worth.MAKER);
      for (int turn = 0; turn < 2_300; turn++) {
        String text = text(dice);
        Machine.say(one, text);
        Machine.say(other, text);
        if (turn % 101 == 100) {
          PageId dropped = new PageId(1 + dice.nextInt(turn));
          one.drop(dropped);
          other.drop(dropped);
        }
        if (turn % 37 == 0) {
          other = machine.open(restarted, BUDGET, Worth.MAKER);
        }

        assertThat(other.prompt())
            .extracting(Page::text)
            .as("turn %d", turn)
            .isEqualTo(one.prompt().stream().map(Page::text).toList());
      }
      assertThat(one.stats().swapped()).isGreaterThan(2_000);
    }
  }

  private static String text(Random dice) {
    StringBuilder text = new StringBuilder(dice.nextBoolean() ? "I met " : "Did you see ");
    for (int words = 1 + dice.nextInt(12); words > 0; words--) {
      text.append("word").append((int) Math.exp(dice.nextDouble() * 8)).append(' ');
    }
    return text.append(dice.nextInt(3) == 0 ? "?" : "in May.").toString();
  }
}
