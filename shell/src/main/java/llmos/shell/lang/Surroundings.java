package llmos.shell.lang;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import llmos.api.Progress;
import llmos.kernel.Console;
import llmos.kernel.Kernel;
import llmos.kernel.Records;

/** What a command may reach beyond its arguments. */
public interface Surroundings {

  /** The machine; started by the first call. */
  Kernel kernel();

  /**
   * The user's side of a call.
   *
   * @param echo where the pieces of an answer go
   */
  Console console(Echo echo);

  /** Takes the pieces of one answer. */
  interface Echo {
    /** Keeps them to itself. */
    Echo NONE = new Echo() {
      @Override
      public void text(String piece) {}

      @Override
      public boolean shown() {
        return false;
      }
    };

    /** The next piece, not yet safe for a terminal. */
    void text(String piece);

    /** Something else is shown next: the line that has begun is ended. */
    default void pause() {}

    /** Whether anything of it was shown. */
    boolean shown();
  }

  /** Where the pieces of an answer go that is the last thing of a pipeline. */
  Echo answers();

  /** Shows how far one long task is, until it is closed. */
  interface Gauge extends Progress, AutoCloseable {
    /** The task is over: nothing of it stays on the screen. */
    @Override
    void close();
  }

  /** Is told how far a long task is. */
  Gauge progress();

  /** The programs that run in the background. */
  Jobs jobs();

  /** The same for a job: a conversation of its own, nobody to ask, no standard input. */
  Surroundings beside();

  /** Tells the user of something that happened in the background, as soon as it disturbs nothing. */
  void announce(String line);

  /** A picture on the terminal that is drawn again and again, until it is closed; then the last one stays. */
  interface Live extends AutoCloseable {
    /** Draws records in the place of those that it drew before. */
    void draw(Records records);

    /** Waits; true once the person wants it to end. */
    boolean ended(Duration wait) throws InterruptedException;

    @Override
    void close();
  }

  /** A picture for a person who looks at the output and has a keyboard; empty if there is none. */
  default Optional<Live> live() {
    return Optional.empty();
  }

  /** Whether the machine goes on after this program: at the prompt. */
  boolean stays();

  /** Standard input as text, a record a line. Only for a command that was told to read it. */
  Flow stdin();

  /** Where relative paths start. */
  Path workspace();

  /** What may still be spent. */
  Budget budget();

  /** The most time for a turn, if the user set one. */
  Optional<Duration> timeout();
}
