package llmos.kernel;

import java.util.List;
import llmos.api.Label;

/**
 * What the engines that hold volumes are asked before a command reads the disk. Where no such volume is among the places this
 * does nothing. What is not asked or does not answer is a notice, and what is here is read all the same.
 */
public interface Engines {

  /**
   * Brings the best documents for a query.
   *
   * @param in volumes and documents; everywhere if empty
   * @param control the join of the labels of the words
   */
  void find(String query, List<String> in, Label control, Console console)
      throws InterruptedException;

  /** Brings a document, named as for {@link Kernel#cat}, that is not here. */
  void cat(String path, Label control, Console console) throws InterruptedException;

  /** {@link Kernel#ls}, and of one engine's volume also what is not here: the first documents, with their number as a notice. */
  Records ls(String path, Console console) throws InterruptedException;

  /** Starts to make the vectors of what engines brought since this was called last, if anything came. */
  void embed();

  /** Tells which of these places are only searched as far as they are here. */
  void partly(List<String> places, Console console);
}
