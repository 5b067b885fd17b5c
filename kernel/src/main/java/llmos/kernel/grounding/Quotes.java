package llmos.kernel.grounding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The quotes of an answer: three words or more between quotation marks, or lines that start with {@code >}. */
final class Quotes {
  private static final int LONGEST = 4000;
  private static final int LEAST_WORDS = 3;
  private static final Map<Character, String> CLOSERS =
      Map.of('“', "”", '„', "“”", '«', "»", '「', "」", '『', "』", '"', "\"");
  private static final Pattern BLOCK_QUOTE =
      Pattern.compile("(?m)^[ \\t]{0,3}>[^\\n]*+(?:\\n[ \\t]{0,3}>[^\\n]*+){0,500}+");
  private static final Pattern WORDS =
      Pattern.compile("[\\p{L}\\p{N}&&[^\\u2E80-\\uFFFF]]++|[\\u2E80-\\uFFFF&&\\p{L}]");

  private Quotes() {}

  /**
   * A quote.
   *
   * @param start of the place that is not split, marks included
   * @param end exclusive
   * @param text what is quoted, without its marks
   */
  record Quote(int start, int end, String text) {}

  /** All quotes, in order, none within another. */
  static List<Quote> of(String answer) {
    List<Quote> quotes = new ArrayList<>();
    Matcher lines = BLOCK_QUOTE.matcher(answer);
    while (lines.find()) {
      String text = lines.group().replaceAll("(?m)^[ \\t]{0,3}>", " ");
      add(quotes, lines.start(), lines.end(), Sentences.CITATION.matcher(text).replaceAll(" "));
    }
    int blocks = quotes.size();
    inMarks(answer, quotes);
    List<Quote> apart = new ArrayList<>(quotes.subList(0, blocks));
    int next = 0;
    for (Quote quote : quotes.subList(blocks, quotes.size())) {
      while (next < blocks && quotes.get(next).end <= quote.start) {
        next++;
      }
      if (next == blocks || quotes.get(next).start >= quote.end) {
        apart.add(quote);
      }
    }
    apart.sort(Comparator.comparingInt(Quote::start));
    return apart;
  }

  private static void inMarks(String answer, List<Quote> quotes) {
    int paragraph = 0;
    int i = 0;
    while (i < answer.length()) {
      if (paragraph <= i) {
        int blank = answer.indexOf("\n\n", i);
        paragraph = blank < 0 ? answer.length() : blank + 1;
      }
      int close = closing(answer, i, Math.min(paragraph, i + LONGEST));
      if (close < 0) {
        i++;
        continue;
      }
      add(quotes, i, close + 1, answer.substring(i + 1, close));
      i = close + 1;
    }
  }

  /** Where the quote that opens at {@code i} closes before {@code limit}; -1 if none opens or it never closes. */
  private static int closing(String answer, int i, int limit) {
    String closers = CLOSERS.get(answer.charAt(i));
    boolean straight = answer.charAt(i) == '"';
    if (closers == null || (straight && i > 0 && Character.isLetterOrDigit(answer.charAt(i - 1)))) {
      return -1;
    }
    for (int j = i + 1; j < limit; j++) {
      char c = answer.charAt(j);
      if (closers.indexOf(c) >= 0) {
        return j;
      }
      if (c == answer.charAt(i)) {
        return -1; // opened again: this one never closed, and looking on from each would cost the
        // square
      }
    }
    return -1;
  }

  private static void add(List<Quote> quotes, int start, int end, String text) {
    Matcher words = WORDS.matcher(text);
    int count = 0;
    while (count < LEAST_WORDS && words.find()) {
      count++;
    }
    if (count == LEAST_WORDS) {
      quotes.add(new Quote(start, end, text.strip()));
    }
  }
}
