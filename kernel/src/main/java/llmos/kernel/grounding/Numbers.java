package llmos.kernel.grounding;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers in a text, in one spelling: 1,200 and 1200 and 1.2 thousand are {@code n:1200}. A percentage and an amount of
 * money also have keys with their unit, and as facts only those.
 */
final class Numbers {
  private static final Pattern WORD = Pattern.compile(
      "\\b(?:(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](one|two|three|four|five|six|seven|eight|nine))?"
          + "|(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
          + "|eighteen|nineteen|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth))\\b",
      Pattern.CASE_INSENSITIVE);
  private static final List<String> UNITS = List.of(
      ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
              + " eighteen nineteen")
          .split(" "));
  private static final List<String> TENS =
      List.of("- - twenty thirty forty fifty sixty seventy eighty ninety".split(" "));
  private static final List<String> ORDINALS =
      List.of("- first second third fourth fifth sixth seventh eighth ninth tenth".split(" "));

  /** Words that mean something else as often as a number; they are evidence, but no fact. */
  private static final Set<String> VAGUE = Set.of("zero", "one", "first", "second");

  private static final Pattern SCALE = Pattern.compile(
      "[ \u00A0-]?(thousand|million|billion|trillion|万|亿|億)(?![a-z])", Pattern.CASE_INSENSITIVE);
  private static final Map<String, Integer> ZEROS =
      Map.of("thousand", 3, "million", 6, "billion", 9, "trillion", 12, "万", 4, "亿", 8, "億", 8);
  private static final Pattern UNIT = Pattern.compile(
      "[ \u00A0\u202F]?(?:(%|％|percent\\b|per cent\\b)|(\\$|dollars?\\b|usd\\b)|(€|euros?\\b|eur\\b)|(£|pounds?\\b|gbp\\b)|(¥|yen\\b))",
      Pattern.CASE_INSENSITIVE);
  private static final String SYMBOLS = "%$€£¥";
  private static final int LONGEST = 30;

  private Numbers() {}

  /** A number as it stands, its value, its value times the scale word after it, and its unit's symbol. */
  private record Figure(int start, int end, String value, String scaled, String unit) {}

  /** The numbers as facts, but for those at places that are covered. */
  static List<Fact> facts(String text, BitSet covered) {
    List<Fact> facts = new ArrayList<>();
    for (Figure n : all(text)) {
      boolean vague = VAGUE.contains(text.substring(n.start, n.end).toLowerCase(Locale.ROOT));
      if (!vague && covered.get(n.start, n.end).isEmpty()) {
        facts.add(new Fact(n.start, n.end, List.of("n:" + n.scaled + n.unit)));
      }
    }
    return facts;
  }

  /** Adds the keys of a passage's numbers, with and without their units. */
  static void keys(String text, Set<String> out) {
    for (Figure n : all(text)) {
      for (String value : List.of(n.value, n.scaled)) {
        out.add("n:" + value);
        out.add("n:" + value + n.unit);
        if (value.startsWith("-")) {
          out.add("n:" + value.substring(1));
          out.add("n:" + value.substring(1) + n.unit);
        }
      }
    }
  }

  private static List<Figure> all(String text) {
    List<Figure> numbers = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (inWord(c) && !Character.isDigit(c)) {
        i = afterWord(text, i);
        continue;
      }
      if (!Character.isDigit(c)) {
        i++;
        continue;
      }
      int end = end(text, i);
      numbers.add(figure(text, i, end, canonical(text.substring(i, end))));
      i = end;
    }
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      numbers.add(figure(text, words.start(), words.end(), String.valueOf(value(words))));
    }
    return numbers;
  }

  private static int afterWord(String text, int i) {
    int end = i;
    while (end < text.length() && inWord(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Scripts written without spaces have no words that swallow digits. */
  private static boolean inWord(char c) {
    return c == '_' || (c < 0x2E80 && Character.isLetterOrDigit(c));
  }

  private static int value(Matcher word) {
    if (word.group(1) != null) {
      int ones = word.group(2) == null ? 0 : UNITS.indexOf(word.group(2).toLowerCase(Locale.ROOT));
      return 10 * TENS.indexOf(word.group(1).toLowerCase(Locale.ROOT)) + ones;
    }
    String plain = word.group(3).toLowerCase(Locale.ROOT);
    return UNITS.contains(plain) ? UNITS.indexOf(plain) : ORDINALS.indexOf(plain);
  }

  /** Digits with the separators between them: 1,200 and 3.5 and 12:30, but not the comma of a list. */
  private static int end(String text, int start) {
    int i = start;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean digit = Character.isDigit(c);
      boolean point = (c == '.' || c == ':') && isDigit(text, i + 1);
      boolean group = ",\u00A0\u202F'’".indexOf(c) >= 0 && threeDigits(text, i + 1);
      if (!digit && !point && !group) {
        break;
      }
      i++;
    }
    return i;
  }

  private static boolean isDigit(String text, int i) {
    return i < text.length() && Character.isDigit(text.charAt(i));
  }

  private static boolean threeDigits(String text, int i) {
    return isDigit(text, i)
        && isDigit(text, i + 1)
        && isDigit(text, i + 2)
        && !isDigit(text, i + 3);
  }

  private static String canonical(String raw) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (Character.isDigit(c)) {
        plain.append(Character.digit(c, 10));
      } else if (c == '.' || c == ':') {
        plain.append(c);
      }
    }
    String value = plain.toString();
    int point = value.indexOf('.');
    if (value.indexOf(':') >= 0 || point != value.lastIndexOf('.')) {
      return value;
    }
    int from = 0;
    int last = point < 0 ? value.length() : point;
    while (from < last - 1 && value.charAt(from) == '0') {
      from++;
    }
    int to = value.length();
    while (point >= 0 && (value.charAt(to - 1) == '0' || to - 1 == point) && to > point) {
      to--;
    }
    return value.substring(from, to);
  }

  private static Figure figure(String text, int from, int to, String plain) {
    int start = from;
    int end = to;
    String value = plain;
    if (from > 0
        && "-−".indexOf(text.charAt(from - 1)) >= 0
        && (from == 1 || " (\n\t$€£¥".indexOf(text.charAt(from - 2)) >= 0)) {
      value = "-" + plain;
      start--;
    }
    String scaled = value;
    Matcher scale = SCALE.matcher(text).region(end, text.length());
    if (scale.lookingAt()) {
      scaled = scaled(value, ZEROS.getOrDefault(scale.group(1).toLowerCase(Locale.ROOT), 0));
      end = scale.end();
    }
    int symbol = start > 0 ? SYMBOLS.indexOf(text.charAt(start - 1), 1) : -1;
    if (symbol >= 0) {
      return new Figure(start - 1, end, value, scaled, SYMBOLS.substring(symbol, symbol + 1));
    }
    Matcher unit = UNIT.matcher(text).region(end, text.length());
    if (unit.lookingAt()) {
      int group = 1;
      while (unit.group(group) == null) {
        group++;
      }
      return new Figure(start, unit.end(), value, scaled, SYMBOLS.substring(group - 1, group));
    }
    return new Figure(start, afterOrdinal(text, end), value, scaled, "");
  }

  private static int afterOrdinal(String text, int end) {
    boolean ordinal = end + 2 <= text.length()
        && Set.of("st", "nd", "rd", "th").contains(text.substring(end, end + 2))
        && (end + 2 == text.length() || !Character.isLetterOrDigit(text.charAt(end + 2)));
    return ordinal ? end + 2 : end;
  }

  private static String scaled(String value, int zeros) {
    if (value.length() > LONGEST
        || value.indexOf(':') >= 0
        || value.indexOf('.') != value.lastIndexOf('.')) {
      return value + "e" + zeros;
    }
    return new BigDecimal(value).scaleByPowerOfTen(zeros).stripTrailingZeros().toPlainString();
  }
}
