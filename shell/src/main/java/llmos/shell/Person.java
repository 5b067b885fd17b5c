package llmos.shell;

import java.util.Optional;
import java.util.function.UnaryOperator;
import llmos.api.Visible;
import llmos.kernel.Console;
import llmos.kernel.Question;
import llmos.shell.lang.Surroundings;
import llmos.shell.out.Questions;
import llmos.shell.out.Sink;

/**
 * The console of a call: pieces go to the echo, notices and questions to standard error.
 *
 * @param echo where the pieces of an answer go
 * @param err where notices and questions go
 * @param reply reads one line of the person's answer; empty if nobody can be asked
 * @param typed a line with its command as it is typed here
 */
record Person(Surroundings.Echo echo, Sink err, Reply reply, UnaryOperator<String> typed)
    implements Console {

  /** Reads the answer of a person. */
  interface Reply {
    /** Nobody can be asked. */
    Reply NOBODY = new Reply() {
      @Override
      public Optional<String> to(String prompt) {
        return Optional.empty();
      }

      @Override
      public boolean possible() {
        return false;
      }
    };

    /** Shows the prompt and reads one line; what was typed before is thrown away. */
    Optional<String> to(String prompt);

    /** Whether there is anybody to ask. */
    default boolean possible() {
      return true;
    }
  }

  @Override
  public void text(String piece) {
    echo.text(piece);
  }

  @Override
  public void notice(String line) {
    echo.pause();
    Questions.notice(Visible.line(typed.apply(line)), err);
  }

  @Override
  public Optional<Question.Choice> ask(Question question) {
    if (!reply.possible()) {
      return Optional.empty();
    }
    echo.pause();
    question.lines().forEach(line -> Questions.line(Visible.of(line), err));
    return reply.to(Questions.prompt(question)).map(line -> Questions.choice(question, line));
  }
}
