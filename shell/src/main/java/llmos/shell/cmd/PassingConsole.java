package llmos.shell.cmd;

import java.util.Optional;
import llmos.api.Label;
import llmos.kernel.Console;
import llmos.kernel.Question;

/** A console that passes all on to another one, but for what an implementation keeps. */
interface PassingConsole extends Console {

  /** The other one. */
  Console front();

  @Override
  default void text(String piece) {
    front().text(piece);
  }

  @Override
  default void label(Label label) {
    front().label(label);
  }

  @Override
  default void paid(double dollars) {
    front().paid(dollars);
  }

  @Override
  default void notice(String line) {
    front().notice(line);
  }

  @Override
  default Optional<Question.Choice> ask(Question question) {
    return front().ask(question);
  }
}
