package llmos.kernel.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Span;
import llmos.kernel.store.Library;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Utf8;

/**
 * Finds the lines of documents that a regular expression of Java fits. A line on which it tries too long is given up and
 * told, so that no expression hangs the search; one that does so again and again ends it.
 */
public final class Grep {
  private static final int SHOWN = 300;
  private static final int MOST_GIVEN_UP = 20;

  private final Pattern pattern;
  private final int most;
  private final List<Line> lines = new ArrayList<>();
  private final List<String> givenUp = new ArrayList<>();
  private boolean more;

  /** What to look for, whether case counts, where (everywhere if empty), and how many lines at most. */
  public record Query(String pattern, boolean anyCase, List<String> in, int most) {}

  /** A line with what fits in it first; {@code text} is cut around it where it is long. */
  public record Line(Span span, int number, String text, String match, Label label) {}

  /** What was found; {@code more} if there are more lines than were asked for, and lines that were given up. */
  public record Found(List<Line> lines, boolean more, List<String> givenUp) {}

  /**
   * For this query.
   *
   * @throws FaultException if it is no regular expression, with the place where it stops being one
   */
  Grep(Query query) {
    this.pattern = pattern(query);
    this.most = query.most();
  }

  private static Pattern pattern(Query query) {
    try {
      int flags = query.anyCase() ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
      return Pattern.compile(query.pattern(), flags);
    } catch (PatternSyntaxException e) {
      int at = Math.clamp(e.getIndex(), 0, query.pattern().length());
      String message = "not a regular expression: %s at character %d: %s\u25B8%s"
          .formatted(
              e.getDescription().toLowerCase(Locale.ROOT),
              at + 1,
              query.pattern().substring(0, at),
              query.pattern().substring(at));
      String hint = "grep '%s' finds it letter by letter".formatted(literal(query.pattern()));
      throw new FaultException(new Fault(Errno.BAD_USAGE, message, hint), e);
    }
  }

  private static String literal(String text) {
    return text.replaceAll("[\\\\\\[\\](){}.*+?^$|]", "\\\\$0");
  }

  /** Looks through a document; false when there is enough. */
  boolean in(Library.Doc doc, String text) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("grep");
    }
    int number = 0;
    for (int at = 0; at <= text.length(); ) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      number++;
      if (!line(doc, text, at, end, number)) {
        return false;
      }
      at = end + 1;
    }
    return true;
  }

  private boolean line(Library.Doc doc, String text, int from, int to, int number)
      throws InterruptedException {
    String line = text.substring(from, to);
    try {
      Matcher matcher = pattern.matcher(new Watched(line));
      if (!matcher.find()) {
        return true;
      }
      if (lines.size() == most) {
        more = true;
        return false;
      }
      Span span = new Span(doc.name(), from + matcher.start(), from + matcher.end(), 0);
      String shown = shown(line, matcher.start(), matcher.end());
      lines.add(new Line(
          span, number, shown, line.substring(matcher.start(), matcher.end()), doc.label()));
    } catch (TooLong | StackOverflowError e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("grep");
      }
      givenUp("%s line %d".formatted(doc.name(), number));
    }
    return true;
  }

  private void givenUp(String where) {
    givenUp.add(where);
    if (givenUp.size() > MOST_GIVEN_UP) {
      throw new FaultException(
          Errno.LIMIT,
          "the expression tries too many ways on too many lines; given up after %d, the first was %s"
              .formatted(givenUp.size(), givenUp.getFirst()),
          "take repetitions out of repetitions: ((a+)+)+ finds what a+ finds");
    }
  }

  private static String shown(String line, int start, int end) {
    if (line.length() <= SHOWN) {
      return line.strip();
    }
    int from = Math.max(0, start - SHOWN / 3);
    int to = Math.min(line.length(), Math.max(from + SHOWN, Math.min(end, from + 2 * SHOWN)));
    String cut = Utf8.wellFormed(line.substring(from, to)).strip();
    return (from > 0 ? "…" : "") + cut + (to < line.length() ? "…" : "");
  }

  Found found() {
    return new Found(lines, more, givenUp);
  }

  /** Which documents a place names: a volume, a folder in it, a document. */
  static boolean isIn(Library.Doc doc, List<String> places) {
    return places.isEmpty()
        || places.stream()
            .map(place -> place.replaceAll("/+$", ""))
            .anyMatch(p -> doc.name().equals(p) || doc.name().startsWith(p + "/"));
  }

  /** The place that names nothing, if there is one. */
  static Optional<String> unknown(List<String> places, List<Library.Doc> all) {
    return places.stream()
        .filter(place -> all.stream().noneMatch(doc -> isIn(doc, List.of(place))))
        .findFirst();
  }

  /** The expression looks at its characters too often. */
  private static final class TooLong extends IllegalStateException {
    private static final long serialVersionUID = 1L;
  }

  /** A line that counts how often it is looked at: java.util.regex tells nobody how it gets on. */
  private static final class Watched implements CharSequence {
    private final String text;
    private long left;

    Watched(String text) {
      this.text = text;
      this.left = Limits.GREP_STEPS + (long) Limits.GREP_STEPS_EACH * text.length();
    }

    @Override
    public char charAt(int index) {
      if (left-- <= 0 || ((left & 0xFFFF) == 0 && Thread.currentThread().isInterrupted())) {
        throw new TooLong();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
