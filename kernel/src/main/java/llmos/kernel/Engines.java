package llmos.kernel;

import java.util.List;
import llmos.api.Label;

/**
 * What of the disk is read for the user, after the engines that hold volumes were asked. Where no such volume is among the
 * places it is what {@link Kernel} does. What is not asked or does not answer is a notice, and what is here is read all the same.
 */
public interface Engines {

  /**
   * {@link Kernel#find} among what is here and the best documents of engines.
   *
   * @param control the join of the labels of the words
   */
  Records find(String query, List<String> in, int most, Label control, Console console)
      throws InterruptedException;

  /** {@link Kernel#cat} of a document that is here or an engine has. */
  Records cat(String path, Label control, Console console) throws InterruptedException;

  /** {@link Kernel#ls}, and of one engine's volume also what is not here: the first documents, with their number as a notice. */
  Records ls(String path, Console console) throws InterruptedException;

  /** Starts to make the vectors of what engines brought since this was called last, if anything came. */
  void embed();

  /** Tells which of these places are only searched as far as they are here. */
  void partly(List<String> places, Console console);
}
