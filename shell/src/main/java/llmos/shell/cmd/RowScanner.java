package llmos.shell.cmd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Finds the innermost JSON objects of a text while it comes, whatever stands around them. Used by one thread. */
final class RowScanner {
  private final StringBuilder text = new StringBuilder();
  private final Deque<Integer> open = new ArrayDeque<>(); // where the objects start that are open
  private boolean inner; // nothing opened since the last object did
  private boolean quoted;
  private boolean escaped;

  /** Takes the next piece; returns the objects that it completes. */
  List<String> take(String piece) {
    List<String> objects = new ArrayList<>();
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      text.append(c);
      if (quoted) {
        quoted = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else if (c == '"') {
        quoted = !open.isEmpty(); // outside of objects it is prose
      } else if (c == '{') {
        open.push(text.length() - 1);
        inner = true;
      } else if (c == '}' && !open.isEmpty()) {
        int start = open.pop();
        if (inner) {
          objects.add(text.substring(start));
        }
        inner = false;
        if (open.isEmpty()) {
          text.setLength(0);
        }
      }
    }
    return objects;
  }
}
