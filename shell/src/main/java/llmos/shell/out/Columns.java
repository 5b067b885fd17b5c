package llmos.shell.out;

import java.util.stream.IntStream;

/** Shares the width of a screen among the columns of a table. */
final class Columns {
  /** What stands between two columns. */
  static final int GAP = 2;

  /** A column that is narrower tells nothing. */
  private static final int NARROWEST = 6;

  private Columns() {}

  /**
   * The widths that columns get: the widest give way first.
   *
   * @param wanted what each would take
   * @param room all that there is
   * @return none, where the columns would be too narrow to be read
   */
  static int[] share(int[] wanted, int room) {
    int free = room - GAP * (wanted.length - 1);
    int[] widths = wanted.clone();
    int least = IntStream.of(wanted).map(width -> Math.min(width, NARROWEST)).sum();
    if (least > free) {
      return new int[0];
    }
    while (IntStream.of(widths).sum() > free) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] >= widths[widest] ? i : widest;
      }
      widths[widest]--;
    }
    return widths;
  }
}
