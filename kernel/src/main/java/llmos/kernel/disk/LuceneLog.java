package llmos.kernel.disk;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps Lucene's advice for the JVM's command line off the terminal, to which nothing but the kernel writes. */
final class LuceneLog {
  private static final Logger LOG =
      Logger.getLogger("org.apache.lucene"); // held, or its level is lost

  private LuceneLog() {}

  /** To be called before Lucene is used. */
  static void silence() {
    LOG.setLevel(Level.SEVERE);
  }
}
