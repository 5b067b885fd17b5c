package llmos.plugin.rom;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Cuts a block of prose, Markdown or code into pieces that can be quoted; each piece is an exact part of the block. */
final class Sentences {

  /** What a piece is. */
  enum Kind {
    PROSE,
    HEADING,
    CODE,
    ROW
  }

  /** A piece of a block, from {@code start} on. */
  record Piece(String text, Kind kind, int start) {}

  private static final int MOST_CHARS = 480;
  private static final Pattern RULE = Pattern.compile("[|:\\-+=*_ \\t]+");
  private static final Pattern MARKER = Pattern.compile("^(?:[-*+•>]|\\d{1,3}[.)])\\s+");
  private static final Pattern SHORT = Pattern.compile(
      "(?:^|[\\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|Lt|Sgt|Rev|Jr|Sr|vs|etc|e\\.g|i\\.e|cf|al|No|Fig|approx|ca|c|Inc|Ltd|Co"
          + "|U\\.S|U\\.K|a\\.m|p\\.m|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\\.$");

  private final String text;
  private final List<Piece> pieces = new ArrayList<>();
  private int paragraph = -1;

  private Sentences(String text) {
    this.text = text;
  }

  /** The pieces of a block, in order. */
  static List<Piece> of(String text) {
    Sentences cutter = new Sentences(text);
    cutter.cut();
    return cutter.pieces;
  }

  private void cut() {
    boolean fenced = false;
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      String line = text.substring(at, end).strip();
      if (line.startsWith("```") || line.startsWith("~~~")) {
        flush(at);
        fenced = !fenced;
      } else if (fenced) {
        add(at, end, Kind.CODE);
      } else {
        line(line, at, end);
      }
      at = end + 1;
    }
    flush(text.length());
  }

  private void line(String line, int at, int end) {
    if (line.isEmpty() || RULE.matcher(line).matches()) {
      flush(at);
    } else if (line.startsWith("#")) {
      flush(at);
      add(at, end, Kind.HEADING);
    } else if (line.startsWith("|")) {
      flush(at);
      add(at, end, Kind.ROW);
    } else if (MARKER.matcher(line).find()) {
      flush(at);
      paragraph = at;
    } else if (paragraph < 0) {
      paragraph = at;
    }
  }

  private void flush(int end) {
    if (paragraph >= 0) {
      prose(paragraph, end);
    }
    paragraph = -1;
  }

  private void prose(int from, int end) {
    int start = from;
    for (int i = from; i < end; i++) {
      if (ends(i, start, end)) {
        int stop = i + 1;
        while (stop < end && "\"')]*_”’".indexOf(text.charAt(stop)) >= 0) {
          stop++;
        }
        add(start, stop, Kind.PROSE);
        start = stop;
        i = stop - 1;
      }
    }
    add(start, end, Kind.PROSE);
  }

  private boolean ends(int i, int start, int end) {
    char c = text.charAt(i);
    if ("。！？".indexOf(c) >= 0) {
      return true;
    }
    if (".!?".indexOf(c) < 0) {
      return false;
    }
    int next = i + 1;
    while (next < end && "\"')]*_”’".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
    // "[3]" after the full stop is a footnote of the sentence, as encyclopedias have it.
    if (next >= end || (!Character.isWhitespace(text.charAt(next)) && text.charAt(next) != '[')) {
      return next >= end;
    }
    while (next < end && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    if (next >= end || Character.isLowerCase(text.charAt(next))) {
      return next >= end;
    }
    return c != '.' || !SHORT.matcher(text.substring(start, i + 1)).find();
  }

  private void add(int from, int end, Kind kind) {
    int start = from;
    int stop = end;
    while (start < stop && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    if (kind == Kind.HEADING || kind == Kind.PROSE) {
      start = pastMarker(start, stop, kind);
    }
    stop = Math.min(stop, start + MOST_CHARS);
    if (stop < end && stop == start + MOST_CHARS) {
      int space = text.lastIndexOf(' ', stop);
      stop = space > start ? space : stop;
    }
    while (stop > start && Character.isWhitespace(text.charAt(stop - 1))) {
      stop--;
    }
    if (stop > start) {
      pieces.add(new Piece(text.substring(start, stop), kind, start));
    }
  }

  private int pastMarker(int from, int stop, Kind kind) {
    int start = from;
    if (kind == Kind.HEADING) {
      while (start < stop && (text.charAt(start) == '#' || text.charAt(start) == ' ')) {
        start++;
      }
      return start;
    }
    var marker = MARKER.matcher(text.substring(start, stop));
    return marker.find() ? start + marker.end() : start;
  }
}
