package llmos.kernel.grounding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a text into sentences, list items and headings, in linear time. Citations after the full stop belong to the
 * sentence before it; a full stop inside of a quote ends nothing.
 */
final class Sentences {
  /** {@code [1]}, {@code [1, 2]}, {@code [1-3]}. */
  static final Pattern CITATION =
      Pattern.compile("\\[(\\d{1,6}(?:\\s?[,;–-]\\s?\\d{1,6}){0,20}+)\\]");

  private static final Pattern MARKER =
      Pattern.compile("[ \\t]{0,40}+(?:\\R|$|#|>|\\||```|[-*+•] |\\d{1,3}[.)](?: |$))");
  private static final Pattern LAST_ITEM = Pattern.compile("\\s*(\\d{1,3})[.)]\\s*");
  private static final Set<String> SHORT = Set.of(
      "dr mr mrs ms st prof no fig vol pp ca vs approx eg ie e.g i.e cf al sr jr gen col sen rep inc ltd co"
          .split(" "));

  private final String text;
  private final List<int[]> kept;
  private final List<int[]> sentences = new ArrayList<>();
  private int start;
  private int line;
  private int next;

  private Sentences(String text, List<int[]> kept) {
    this.text = text;
    this.kept = kept;
  }

  /**
   * The sentences as {@code {start, end}}, covering the text.
   *
   * @param kept ranges, in order and apart, that are not split
   */
  static List<int[]> split(String text, List<int[]> kept) {
    Sentences splitter = new Sentences(text, kept);
    int i = 0;
    while (i < text.length()) {
      i = splitter.step(i);
    }
    splitter.end(text.length());
    return splitter.sentences;
  }

  /** Whether a sentence is no more than the number of a list's next item, as where a reply ended at its length. */
  static boolean isBrokenOff(String before, CharSequence sentence) {
    Matcher item = LAST_ITEM.matcher(sentence);
    return item.matches()
        && Pattern.compile("(?m)^[ \\t]*%d[.)] ".formatted(Integer.parseInt(item.group(1)) - 1))
            .matcher(before)
            .find();
  }

  private int step(int i) {
    while (next < kept.size() && kept.get(next)[1] <= i) {
      next++;
    }
    boolean inside = next < kept.size() && kept.get(next)[0] <= i;
    if (inside && i < kept.get(next)[1] - 1) {
      return kept.get(next)[1] - 1;
    }
    char c = text.charAt(i);
    if (c == '\n') {
      boolean heading = line < text.length() && text.charAt(line) == '#';
      line = i + 1;
      return heading || MARKER.matcher(text).region(i + 1, text.length()).lookingAt()
          ? end(i + 1)
          : i + 1;
    }
    int stop = inside && i > 0 ? i - 1 : i;
    return isStop(stop) ? endAfter(i + 1, text.charAt(stop)) : i + 1;
  }

  private boolean isStop(int i) {
    return ".!?…。！？".indexOf(text.charAt(i)) >= 0;
  }

  /** Ends the sentence after what closes it and its citations, or goes on if it does not end here. */
  private int endAfter(int from, char stop) {
    int i = from;
    while (i < text.length() && ".!?…。！？\"”’»'）)*_」』".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    int after = afterCitations(i);
    if (after > i || after == text.length()) {
      return end(after);
    }
    if ("。！？".indexOf(stop) >= 0) {
      return end(i);
    }
    if (!Character.isWhitespace(text.charAt(i)) || (stop == '.' && abbreviation(from - 1))) {
      return i;
    }
    int following = i;
    while (following < text.length()
        && following < i + 100
        && Character.isWhitespace(text.charAt(following))) {
      following++;
    }
    boolean lower = following < text.length() && Character.isLowerCase(text.charAt(following));
    return lower ? i : end(i);
  }

  private int afterCitations(int from) {
    int i = from;
    while (true) {
      int at = i;
      while (at < text.length()
          && at < i + 4
          && Character.isWhitespace(text.charAt(at))
          && !blankLine(at)) {
        at++;
      }
      Matcher citation = CITATION.matcher(text).region(at, text.length());
      if (!citation.lookingAt()) {
        return i > from && i < text.length() && text.charAt(i) == '.' ? i + 1 : i;
      }
      i = citation.end();
    }
  }

  private boolean blankLine(int i) {
    return text.charAt(i) == '\n' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
  }

  /** An initial, a known short form, or the number of a list item. */
  private boolean abbreviation(int stop) {
    int i = stop;
    while (i > start
        && i > stop - 12
        && (Character.isLetterOrDigit(text.charAt(i - 1)) || text.charAt(i - 1) == '.')) {
      i--;
    }
    String word = text.substring(i, stop);
    boolean item = word.length() <= 3
        && i - line < 40
        && word.chars().allMatch(Character::isDigit)
        && text.substring(Math.min(line, i), i).isBlank();
    boolean initial = word.length() == 1 && Character.isUpperCase(word.charAt(0));
    return item || initial || SHORT.contains(word.toLowerCase(Locale.ROOT));
  }

  private int end(int end) {
    if (end > start) {
      sentences.add(new int[] {start, end});
      start = end;
    }
    return end;
  }
}
