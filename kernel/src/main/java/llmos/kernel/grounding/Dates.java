package llmos.kernel.grounding;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Days in a text. The keys of July 14, 1889 are {@code d:7-14} and {@code d:7-14y1889}, those of July 14 are {@code d:7-14}
 * and {@code d:7-14y}; each also gives {@code m:7}.
 */
final class Dates {
  private static final String MONTH =
      "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
          + "|nov(?:ember)?|dec(?:ember)?)\\b\\.?";
  private static final String DAY = "(\\d{1,2})(?:st|nd|rd|th)?(?:\\s?[-–—]\\s?(\\d{1,2}))?";
  private static final String YEAR = "(?:(?:,\\s{0,3}|\\s{1,3})(?:of\\s)?(\\d{4})(?!\\d))?";
  private static final int FLAGS = Pattern.CASE_INSENSITIVE;
  private static final Pattern MONTH_FIRST = Pattern.compile(
      "\\b" + MONTH + "\\s{1,3}(?:the\\s)?" + DAY + "(?![\\d:%]|\\.\\d)" + YEAR, FLAGS);
  private static final Pattern DAY_FIRST =
      Pattern.compile("(?<![\\d.,:])" + DAY + "\\s{1,3}(?:of\\s)?" + MONTH + YEAR, FLAGS);
  private static final Pattern ISO =
      Pattern.compile("(?<![\\d-])(\\d{4})-(\\d{1,2})-(\\d{1,2})(?!\\d)");
  private static final Pattern NUMERIC =
      Pattern.compile("(?<![\\d./])(\\d{1,2})[./](\\d{1,2})[./](\\d{4})(?!\\d)");
  private static final Pattern IDEOGRAPHIC =
      Pattern.compile("(?:(\\d{4})年)?(\\d{1,2})月(\\d{1,2})日");
  private static final Pattern ONE_MONTH = Pattern.compile("\\b" + MONTH, FLAGS);
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  private Dates() {}

  /** One way of reading the place {@code start..end}; month and day stand at {@code from..to} of it. */
  private record Day(int start, int end, int from, int to, String monthDay, String year) {}

  /** The dates as facts; what they cover is no number any more, save the year of a date in words. */
  static List<Fact> facts(String text, BitSet covered) {
    List<Fact> facts = new ArrayList<>();
    for (Day day : inWords(text)) {
      if (covered.get(day.from)) {
        continue;
      }
      covered.set(day.from, day.to);
      String key = "d:" + day.monthDay;
      facts.add(new Fact(day.from, day.to, List.of(key)));
      if (!day.year.isEmpty()) {
        facts.add(
            new Fact(day.start, day.end, List.of(key + "y" + day.year, key + "y", "!" + key)));
      }
    }
    int at = -1;
    List<String> keys = new ArrayList<>();
    for (Day day : inDigits(text)) {
      if (day.start != at) {
        keys = new ArrayList<>();
        facts.add(new Fact(day.start, day.end, keys));
        covered.set(day.start, day.end);
        at = day.start;
      }
      keys.add("d:" + day.monthDay + "y" + day.year);
      keys.add("d:" + day.monthDay + "y");
    }
    return facts;
  }

  /** Adds all keys of the dates of a passage. */
  static void keys(String text, Set<String> out) {
    List<Day> days = inWords(text);
    days.addAll(inDigits(text));
    for (Day day : days) {
      out.add("d:" + day.monthDay);
      out.add("d:" + day.monthDay + "y" + day.year);
      out.add("m:" + day.monthDay.substring(0, day.monthDay.indexOf('-')));
    }
    Matcher months = ONE_MONTH.matcher(text);
    while (months.find()) {
      out.add("m:" + month(months.group(1)));
    }
  }

  /** The key of a month's name, empty if it is none. */
  static String monthKey(String word) {
    return ONE_MONTH.matcher(word).matches() ? "m:" + month(word) : "";
  }

  private static List<Day> inWords(String text) {
    List<Day> days = new ArrayList<>();
    Matcher m = MONTH_FIRST.matcher(text);
    while (m.find()) {
      int to = m.end(3) >= 0 ? m.end(3) : endOfDay(text, m.end(2));
      add(days, m, new int[] {m.start(1), to}, month(m.group(1)), new int[] {2, 3, 4});
    }
    m = DAY_FIRST.matcher(text);
    while (m.find()) {
      add(days, m, new int[] {m.start(1), m.end(3)}, month(m.group(3)), new int[] {1, 2, 4});
    }
    m = IDEOGRAPHIC.matcher(text);
    while (m.find()) {
      add(days, m, new int[] {m.start(2), m.end()}, Integer.parseInt(m.group(2)), new int[] {3, 3, 1
      });
    }
    return days;
  }

  private static int endOfDay(String text, int end) {
    return end < text.length() && Character.isLetter(text.charAt(end))
        ? Math.min(text.length(), end + 2)
        : end;
  }

  /** Adds the day, and the last one of a range of days. */
  private static void add(List<Day> days, Matcher m, int[] place, int month, int[] groups) {
    String year = m.group(groups[2]) == null ? "" : m.group(groups[2]);
    for (int i = 0; i < (groups[0] == groups[1] ? 1 : 2); i++) {
      String day = m.group(groups[i]);
      if (day != null) {
        String monthDay = month + "-" + Integer.parseInt(day);
        days.add(new Day(m.start(), m.end(), place[0], place[1], monthDay, year));
      }
    }
  }

  /** Two readings of 3.4.2026 and 3/4/2026. */
  private static List<Day> inDigits(String text) {
    List<Day> days = new ArrayList<>();
    Matcher m = ISO.matcher(text);
    while (m.find()) {
      days.add(digits(m, m.group(2), m.group(3), m.group(1)));
    }
    m = NUMERIC.matcher(text);
    while (m.find()) {
      days.add(digits(m, m.group(1), m.group(2), m.group(3)));
      days.add(digits(m, m.group(2), m.group(1), m.group(3)));
    }
    return days;
  }

  private static Day digits(Matcher m, String month, String day, String year) {
    String monthDay = Integer.parseInt(month) + "-" + Integer.parseInt(day);
    return new Day(m.start(), m.end(), m.start(), m.end(), monthDay, year);
  }

  private static int month(String name) {
    return MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT)) / 3 + 1;
  }
}
