package llmos.shell.cmd;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import llmos.api.Errno;
import llmos.api.FaultException;

/** Characters whose lines are not longer than a bound: one that never ends would take all memory. Used by one thread. */
final class LineBound extends FilterReader {
  private final String name;
  private final int most;
  private int length;

  /**
   * Bounds the lines of a stream; a longer one is a fault of the read that meets it.
   *
   * @param name what writes them
   * @param most the most characters of a line
   */
  LineBound(Reader in, String name, int most) {
    super(in);
    this.name = name;
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    int c = super.read();
    if (c >= 0) {
      meet((char) c);
    }
    return c;
  }

  @Override
  public int read(char[] to, int from, int wanted) throws IOException {
    int read = super.read(to, from, wanted);
    for (int i = from; i < from + read; i++) {
      meet(to[i]);
    }
    return read;
  }

  private void meet(char c) {
    length = c == '\n' || c == '\r' ? 0 : length + 1;
    if (length > most) {
      throw new FaultException(
          Errno.LIMIT,
          "a line of %s is longer than %,d characters".formatted(name, most),
          "sh '… | fold' cuts lines");
    }
  }
}
