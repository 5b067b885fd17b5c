package llmos.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import llmos.kernel.Console;
import llmos.kernel.Kernel;
import llmos.kernel.Question;
import llmos.shell.lang.Budget;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Jobs;
import llmos.shell.lang.Surroundings;

/**
 * What a job may reach: the machine with a conversation of its own. What it would ask is denied, what it notices is told beside
 * what the user does.
 *
 * @param front what the program reaches that started it
 * @param kernel the machine
 */
record Background(Surroundings front, Kernel kernel) implements Surroundings {

  @Override
  public Console console(Echo echo) {
    return new Console() {
      @Override
      public void text(String piece) {
        echo.text(piece);
      }

      @Override
      public void notice(String line) {
        front.announce(line);
      }

      @Override
      public Optional<Question.Choice> ask(Question question) {
        return Optional.empty();
      }
    };
  }

  @Override
  public Echo answers() {
    return Echo.NONE;
  }

  @Override
  public Gauge progress() {
    return new Gauge() {
      @Override
      public void at(String what, long done, long total) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public Jobs jobs() {
    return front.jobs();
  }

  @Override
  public Surroundings beside() {
    return new Background(front, kernel.beside());
  }

  @Override
  public void announce(String line) {
    front.announce(line);
  }

  @Override
  public boolean stays() {
    return false;
  }

  @Override
  public Flow stdin() {
    return Flow.empty();
  }

  @Override
  public Path workspace() {
    return front.workspace();
  }

  @Override
  public Budget budget() {
    return front.budget();
  }

  @Override
  public Optional<Duration> timeout() {
    return front.timeout();
  }
}
