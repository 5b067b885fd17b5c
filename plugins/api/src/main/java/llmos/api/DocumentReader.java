package llmos.api;

import java.io.IOException;

/** Reads one family of document formats. Stateless; called from many threads. */
public interface DocumentReader {

  /** For messages, such as {@code pdf}. */
  String name();

  /**
   * Whether it needs little memory and time whatever the bytes are, so that it may run in the machine's own process. All
   * others run in one of their own, which is ended when they hang, crash or take too much.
   */
  default boolean light() {
    return false;
  }

  /**
   * Whether it reads this file.
   *
   * @param fileName the last part of the path
   * @param head the first bytes of the file, at most 4,096
   */
  boolean reads(String fileName, byte[] head);

  /**
   * Reads a document.
   *
   * @param fileName the last part of the path
   * @param bytes the whole file
   * @throws IOException if it is damaged, encrypted or not of this format; the message says which
   */
  Document read(String fileName, byte[] bytes) throws IOException, InterruptedException;
}
