package llmos.shell.out;

import java.time.Duration;

/** The keyboard of a terminal while a picture is shown on it. */
public interface Keys {
  /** Waits so long for a key; true if one came that ends the picture, or if no key can come any more. */
  boolean ended(Duration wait) throws InterruptedException;

  /** Columns of the terminal now. */
  int columns();

  /** Rows of the terminal now. */
  int rows();

  /** Gives the terminal back as it was. */
  void release();
}
