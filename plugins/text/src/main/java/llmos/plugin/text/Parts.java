package llmos.plugin.text;

import java.util.ArrayList;
import java.util.List;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;

/** Makes parts of runs of lines. Whatever is not blank ends in a part, so that no text is lost. */
final class Parts {
  private final Lines lines;
  private final List<Part> parts = new ArrayList<>();

  Parts(Lines lines) {
    this.lines = lines;
  }

  /** Adds the lines {@code from} to {@code to} (exclusive) as one part, without the white space around it. */
  void add(PartKind kind, int level, int from, int to) {
    int first = from;
    int last = to - 1;
    while (first <= last && lines.blank(first)) {
      first++;
    }
    while (last >= first && lines.blank(last)) {
      last--;
    }
    if (first <= last) {
      parts.add(new Part(kind, lines.first(first), lines.last(last), level, 0));
    }
  }

  List<Part> list() {
    return parts;
  }
}
