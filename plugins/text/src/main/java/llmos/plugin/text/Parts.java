package llmos.plugin.text;

import java.util.ArrayList;
import java.util.List;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;

/** Makes parts of runs of lines or characters. Whatever is not blank ends in a part, so that no text is lost. */
final class Parts {
  /** A file of that many parts has tiny ones: from here on neighbours of one kind are joined, so that memory is bounded. */
  private static final int MOST = 1 << 20;

  private static final int JOINED = 8_192;

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
      put(new Part(kind, lines.first(first), lines.last(last), level, 0));
    }
  }

  /** Adds the characters {@code from} to {@code to} (exclusive) as one part, without the white space around it. */
  void span(PartKind kind, int from, int to) {
    int first = from;
    int last = to;
    while (first < last && Character.isWhitespace(lines.text().charAt(first))) {
      first++;
    }
    while (last > first && Character.isWhitespace(lines.text().charAt(last - 1))) {
      last--;
    }
    if (first < last) {
      put(new Part(kind, first, last, 0, 0));
    }
  }

  private void put(Part part) {
    if (parts.size() >= MOST) {
      Part before = parts.getLast();
      if (before.kind() == part.kind()
          && before.level() == part.level()
          && part.end() - before.start() <= JOINED) {
        parts.set(
            parts.size() - 1,
            new Part(part.kind(), before.start(), part.end(), part.level(), part.page()));
        return;
      }
    }
    parts.add(part);
  }

  List<Part> list() {
    return parts;
  }
}
