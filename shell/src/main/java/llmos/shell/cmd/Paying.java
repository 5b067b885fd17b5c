package llmos.shell.cmd;

import java.util.Optional;
import llmos.api.Label;
import llmos.kernel.Console;
import llmos.kernel.Question;
import llmos.shell.lang.Budget;

/**
 * A console that takes what a turn costs out of its share.
 *
 * @param front where all else goes
 */
record Paying(Console front, Budget.Share share) implements Console {
  @Override
  public void paid(double dollars) {
    share.spend(dollars);
  }

  @Override
  public void text(String piece) {
    front.text(piece);
  }

  @Override
  public void label(Label label) {
    front.label(label);
  }

  @Override
  public void notice(String line) {
    front.notice(line);
  }

  @Override
  public Optional<Question.Choice> ask(Question question) {
    return front.ask(question);
  }
}
