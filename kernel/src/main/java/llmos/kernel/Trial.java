package llmos.kernel;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Recorded conversations that go through the window, to measure it. Paths that are not absolute start in the workspace.
 *
 * @param trace the file with turns and questions
 * @param gold the file with the evidence of each question
 * @param out where a line for each question goes
 * @param window tokens of the window
 * @param policy what leaves first; {@code belady} knows the gold
 * @param words tokens are 1.3 times the words, so that results compare; else as the current CPU counts
 * @param fresh each question starts from the state before any question
 * @param ahead how pages are chosen that are brought in for a question
 */
public record Trial(
    Path trace,
    Optional<Path> gold,
    Optional<Path> out,
    int window,
    String policy,
    boolean words,
    boolean fresh,
    Ahead ahead) {

  /** By what pages are chosen. */
  public enum Ahead {
    /** None are brought in. */
    NONE,
    /** By words. */
    WORDS,
    /** By words and by meaning, if there is an embedder. */
    MEANING
  }
}
