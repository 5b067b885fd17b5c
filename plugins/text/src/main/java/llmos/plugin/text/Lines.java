package llmos.plugin.text;

import java.util.Arrays;

/** Where the lines of a text start and end. A line ends before CR LF, LF or CR. Forty million lines fit in 320 MB. */
final class Lines {
  private final String text;
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int count;

  Lines(String text) {
    this.text = text;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        add(start, i);
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    if (start < text.length()) {
      add(start, text.length());
    }
  }

  private void add(int start, int end) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    starts[count] = start;
    ends[count++] = end;
  }

  String text() {
    return text;
  }

  int count() {
    return count;
  }

  int start(int line) {
    return starts[line];
  }

  int end(int line) {
    return ends[line];
  }

  /** The first character of the line that is no white space, or the line's end. */
  int first(int line) {
    int i = starts[line];
    while (i < ends[line] && Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** After the last character of the line that is no white space. */
  int last(int line) {
    int i = ends[line];
    while (i > starts[line] && Character.isWhitespace(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  boolean blank(int line) {
    return first(line) == ends[line];
  }

  /** Columns of white space before the first character. */
  int indent(int line) {
    return first(line) - starts[line];
  }

  String line(int line) {
    return text.substring(starts[line], ends[line]);
  }
}
