package llmos.kernel;

import java.util.Optional;

/**
 * What was said, of all sessions. An id is the number that {@code session ls} shows; empty for the session to look at.
 * Each throws a {@link llmos.api.FaultException} of NO_SUCH for a session or turn that is not there.
 */
public interface History {

  /** Gives the current session another title. */
  Records title(String title);

  /**
   * Makes a session with the past of another, page for page, and makes it the current one. The other stays as it is.
   *
   * @param at the last turn that it has, counted from 1 (or a page of that turn, {@code p17}); empty for all of them
   */
  Records fork(String id, Optional<String> at);

  /**
   * Takes the last turns of the current session back: it goes on as if they had not been said. They live on in another
   * session, whose number is in {@code kept}.
   *
   * @param turns how many, from 1 on
   */
  Records undo(int turns);

  /** What was said in a session, turn by turn. */
  Transcript transcript(String id);

  /** Every page that a session has, by number, in any state. */
  Records pages(String id);

  /**
   * Journal entries of all sessions in which all these words stand, the newest first: session turn at kind seq line text. A
   * word is found at the start of a word, whatever its case.
   */
  Records find(String words, int most);
}
