package llmos.kernel;

import java.util.Optional;
import llmos.api.Label;

/** The user's side of a call. Called from the thread that makes the call. */
public interface Console {

  /** The next piece of an answer, as the CPU produced it: not yet safe for a terminal. */
  void text(String piece);

  /** What the pieces that come next are made from; told before they come. */
  default void label(Label label) {}

  /** What a request to the CPU cost, in dollars, as far as its price is known; also one that broke off. */
  default void paid(double dollars) {}

  /** A line about what goes on: a call that the model makes, a warning, what leaves the window. */
  void notice(String line);

  /** Asks the user; empty if nobody can be asked. */
  Optional<Question.Choice> ask(Question question);

  /** Shows nothing and can ask nobody. */
  static Console silent() {
    return new Console() {
      @Override
      public void text(String piece) {}

      @Override
      public void notice(String line) {}

      @Override
      public Optional<Question.Choice> ask(Question question) {
        return Optional.empty();
      }
    };
  }
}
