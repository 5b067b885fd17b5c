package llmos.kernel.memory;

import java.util.ArrayList;
import java.util.List;
import llmos.kernel.store.Limits;

/** Lines for the user that wait to be taken. */
final class Notices {
  private final List<String> lines = new ArrayList<>();

  void add(String line) {
    if (lines.size() < Limits.NOTICES) {
      lines.add(line);
    }
  }

  void once(String line) {
    if (!lines.contains(line)) {
      add(line);
    }
  }

  int size() {
    return lines.size();
  }

  /** Forgets all but the first lines: what they told of was not done. */
  void keep(int first) {
    lines.subList(Math.min(first, lines.size()), lines.size()).clear();
  }

  List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }
}
