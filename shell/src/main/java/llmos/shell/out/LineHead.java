package llmos.shell.out;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the beginning of a line of Markdown: what it stands in (quotes, items of lists) and what it is. It may be asked again with
 * each character that comes, and tells as soon as no character that follows could change the answer.
 */
final class LineHead {
  /** What a line is. */
  enum Kind {
    BLANK,
    TEXT,
    HEADING,
    RULE,
    /** Opens a fence; what follows its marks is the language. */
    FENCE,
    /** The fence ends here. */
    FENCE_END,
    /** A line of code, in a fence or far indented. */
    CODE,
    /** Begins with a bar: perhaps a row of a table. */
    ROW
  }

  /**
   * Something that lines stand in.
   *
   * @param mark what its first line begins with, as it was typed, and a blank; {@code "> "} for a quote
   * @param start blanks before it
   * @param indent columns that a further line of an item begins with; 0 for a quote
   */
  record Level(String mark, int start, int indent) {
    boolean quote() {
      return indent == 0;
    }
  }

  /**
   * The fence that is open.
   *
   * @param mark its backquotes or tildes
   * @param indent blanks before them
   * @param depth how many levels it stands in
   */
  record Fence(String mark, int indent, int depth) {}

  /**
   * What was found.
   *
   * @param kept how many of the levels go on
   * @param levels those, and the new ones
   * @param mark of a heading or fence, as it was typed
   * @param rest of the line, as far as it was read
   */
  record Found(Kind kind, int kept, List<Level> levels, String mark, String rest) {}

  private final String line;
  private final boolean complete;
  private final List<Level> open;
  private final List<Level> levels = new ArrayList<>();
  private int at;

  private LineHead(String line, boolean complete, List<Level> open) {
    this.line = line;
    this.complete = complete;
    this.open = open;
  }

  /**
   * What a line begins with; empty if that takes more of it.
   *
   * @param complete whether this is all of the line
   * @param open what the line before stands in
   * @param fence the fence that is open
   * @param text whether the line before was text, so that this one may go on with it
   */
  static Optional<Found> read(
      String line, boolean complete, List<Level> open, Optional<Fence> fence, boolean text) {
    LineHead head = new LineHead(line, complete, open);
    boolean known = head.enter(fence.isPresent());
    if (!known) {
      return Optional.empty();
    }
    if (fence.isPresent() && head.levels.size() >= fence.get().depth()) {
      return head.inFence(fence.get());
    }
    return head.block(head.levels.size(), text);
  }

  /** Goes through the levels that are open, as far as the line stands in them; false if that is not known yet. */
  private boolean enter(boolean fenced) {
    for (Level level : open) {
      int blanks = blanks();
      boolean end = at + blanks == line.length();
      if (end && !complete) {
        return false;
      }
      if (level.quote()) {
        if (end || blanks > 3 || line.charAt(at + blanks) != '>') {
          return true;
        }
        at += blanks + 1;
        if (at == line.length() && !complete) {
          return false;
        }
        at += at < line.length() && line.charAt(at) == ' ' ? 1 : 0;
      } else if (blanks >= level.indent()) {
        at += level.indent();
      } else if (end
          || fenced
          || (blanks > level.start() + 1 && startsItem(line.charAt(at + blanks)))) {
        at += blanks; // models indent by two where the mark takes three
      } else {
        return true;
      }
      levels.add(level);
    }
    return true;
  }

  private static boolean startsItem(char c) {
    return c == '-' || c == '*' || c == '+' || Character.isDigit(c);
  }

  private Optional<Found> inFence(Fence fence) {
    int blanks = Math.min(blanks(), 3);
    char mark = fence.mark().charAt(0);
    int run = run(at + blanks, mark);
    int after = at + blanks + run;
    boolean only = line.substring(after).isBlank();
    if (only && run >= fence.mark().length() && complete) {
      return found(Kind.FENCE_END, line.substring(at + blanks, after), "");
    }
    if (only && !complete && (run >= fence.mark().length() || after == line.length())) {
      return Optional.empty();
    }
    at += Math.min(blanks(), fence.indent());
    return found(Kind.CODE, "", line.substring(at));
  }

  /** Enters what the line opens, then tells what it is. */
  private Optional<Found> block(int kept, boolean text) {
    while (true) {
      int blanks = blanks();
      int start = at + blanks;
      if (start == line.length()) {
        return complete ? found(Kind.BLANK, kept, "", "") : Optional.empty();
      }
      char c = line.charAt(start);
      if (c == '>') {
        if (start + 1 == line.length() && !complete) {
          return Optional.empty();
        }
        at = start + 1 + (start + 1 < line.length() && line.charAt(start + 1) == ' ' ? 1 : 0);
        levels.add(new Level("> ", blanks, 0));
        continue;
      }
      ListMark item = ListMark.at(line, start, complete, text && open.isEmpty());
      switch (item.is()) {
        case MAYBE -> {
          return Optional.empty();
        }
        case YES -> {
          levels.add(new Level(item.mark(), blanks, blanks + item.indent()));
          at = Math.min(line.length(), start + item.length());
        }
        case NO -> {
          return leaf(kept, blanks, text);
        }
      }
    }
  }

  private Optional<Found> leaf(int kept, int blanks, boolean text) {
    int start = at + blanks;
    char c = line.charAt(start);
    if (blanks > 3 && !text && levels.isEmpty()) {
      at += 4;
      return found(Kind.CODE, kept, "", line.substring(at));
    }
    String from = line.substring(start);
    return switch (c) {
      case '#' -> heading(kept, from);
      case '`', '~' -> fence(kept, start, c);
      case '-', '*', '_' -> rule(kept, from, c, text);
      case '|' -> found(Kind.ROW, kept, "", from);
      default -> text(kept, from, text);
    };
  }

  private Optional<Found> heading(int kept, String from) {
    int run = run(line.length() - from.length(), '#');
    if (run > 6) {
      return found(Kind.TEXT, kept, "", from);
    }
    if (run == from.length()) {
      return complete ? found(Kind.HEADING, kept, from, "") : Optional.empty();
    }
    return from.charAt(run) == ' '
        ? found(Kind.HEADING, kept, from.substring(0, run), from.substring(run + 1))
        : found(Kind.TEXT, kept, "", from);
  }

  private Optional<Found> fence(int kept, int start, char c) {
    int run = run(start, c);
    String from = line.substring(start);
    String info = from.substring(run);
    if (run < 3 ? !info.isEmpty() || complete : c == '`' && info.indexOf('`') >= 0) {
      return found(Kind.TEXT, kept, "", from);
    }
    return complete ? found(Kind.FENCE, kept, from.substring(0, run), info) : Optional.empty();
  }

  private Optional<Found> rule(int kept, String from, char c, boolean text) {
    boolean only = from.chars().allMatch(each -> each == c || each == ' ');
    if (only && !complete) {
      return Optional.empty();
    }
    boolean rule = only && from.chars().filter(each -> each == c).count() > 2;
    return rule ? found(Kind.RULE, kept, from, "") : text(kept, from, text);
  }

  /** Text goes on with the text of the line before, even where it is less indented. */
  private Optional<Found> text(int kept, String from, boolean text) {
    if (text && levels.size() == kept && kept < open.size()) {
      return Optional.of(new Found(Kind.TEXT, open.size(), open, "", from));
    }
    return found(Kind.TEXT, kept, "", from);
  }

  private Optional<Found> found(Kind kind, String mark, String rest) {
    return found(kind, levels.size(), mark, rest);
  }

  private Optional<Found> found(Kind kind, int kept, String mark, String rest) {
    return Optional.of(new Found(kind, kept, List.copyOf(levels), mark, rest));
  }

  private int blanks() {
    return run(at, ' ');
  }

  private int run(int from, char c) {
    int end = from;
    while (end < line.length() && line.charAt(end) == c) {
      end++;
    }
    return end - from;
  }
}
