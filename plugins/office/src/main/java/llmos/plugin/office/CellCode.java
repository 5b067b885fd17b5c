package llmos.plugin.office;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The code of a cell's format, taken apart once for all of its cells.
 *
 * @param tokens its pieces, in order
 * @param isDate whether it shows a day or a time
 * @param isPlain whether it shows the number as it is, or means something that is not known here
 * @param isPercent whether it shows hundredths
 */
record CellCode(List<Token> tokens, boolean isDate, boolean isPlain, boolean isPercent) {
  private static final Pattern ELAPSED = Pattern.compile("(?i)h+|m+|s+");

  /** No program takes longer ones. */
  private static final int LONGEST = 255;

  /** A piece of a code. */
  record Token(Kind kind, String text) {}

  /** What a piece stands for. */
  enum Kind {
    /** Places for digits, such as {@code #,##0.00}. */
    DIGITS,
    /** A field of a date, such as {@code yyyy}. */
    DATE,
    /** Hours, minutes or seconds that are counted beyond a day. */
    ELAPSED,
    PERCENT,
    GENERAL,
    /** Itself. */
    WORDS
  }

  /** Those for positive numbers, negative ones, zero and text, as many as there are; at least one. */
  static List<CellCode> all(String code) {
    return sections(code.length() > LONGEST ? "General" : code).stream()
        .map(section -> of(tokens(section)))
        .toList();
  }

  private static CellCode of(List<Token> tokens) {
    List<Token> digits = tokens.stream().filter(t -> t.kind() == Kind.DIGITS).toList();
    boolean plain = has(tokens, Kind.GENERAL)
        || digits.size() > 1
        || digits.stream().anyMatch(t -> t.text().matches(".*[E/?].*"))
        || (digits.isEmpty() && tokens.stream().allMatch(t -> t.text().isEmpty()));
    boolean date = has(tokens, Kind.DATE) || has(tokens, Kind.ELAPSED);
    return new CellCode(tokens, date, plain, has(tokens, Kind.PERCENT));
  }

  private static boolean has(List<Token> tokens, Kind kind) {
    return tokens.stream().anyMatch(t -> t.kind() == kind);
  }

  /** For positive numbers, negative ones, zero and text, with {@code ;} between them. */
  private static List<String> sections(String code) {
    List<String> sections = new ArrayList<>();
    int from = 0;
    boolean quoted = false;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ';' && !quoted) {
        sections.add(code.substring(from, i));
        from = i + 1;
      }
    }
    sections.add(code.substring(from));
    return sections;
  }

  private static List<Token> tokens(String code) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < code.length()) {
      int end = end(code, i);
      String text = code.substring(i, end);
      switch (code.charAt(i)) {
        case '"' -> tokens.add(new Token(Kind.WORDS, text.replace("\"", "")));
        case '\\' -> tokens.add(new Token(Kind.WORDS, text.substring(1)));
        case '_', '*', '@' -> tokens.add(new Token(Kind.WORDS, ""));
        case '[' -> bracket(text.substring(1).replaceFirst("]$", ""), tokens);
        case '%' -> tokens.add(new Token(Kind.PERCENT, text));
        case 'G', 'g' -> tokens.add(new Token(Kind.GENERAL, text));
        case '#', '0', '?' -> tokens.add(new Token(Kind.DIGITS, text));
        default -> {
          boolean date = "ymdhs".indexOf(Character.toLowerCase(code.charAt(i))) >= 0;
          tokens.add(new Token(date || text.contains("/P") ? Kind.DATE : Kind.WORDS, text));
        }
      }
      i = end;
    }
    return tokens;
  }

  /** {@code [h]} is elapsed time, {@code [$€-407]} a currency; colours and conditions are left out. */
  private static void bracket(String inside, List<Token> tokens) {
    if (ELAPSED.matcher(inside).matches()) {
      tokens.add(new Token(Kind.ELAPSED, inside));
    } else if (inside.startsWith("$")) {
      tokens.add(new Token(Kind.WORDS, inside.substring(1).replaceFirst("-.*$", "")));
    }
  }

  private static int end(String code, int i) {
    char c = code.charAt(i);
    if (c == '"' || c == '[') {
      int close = code.indexOf(c == '"' ? '"' : ']', i + 1);
      return close < 0 ? code.length() : close + 1;
    }
    if (c == '\\' || c == '_' || c == '*') {
      return Math.min(code.length(), i + 2);
    }
    for (String word : List.of("General", "AM/PM", "A/P")) {
      if (code.regionMatches(true, i, word, 0, word.length())) {
        return i + word.length();
      }
    }
    if ("#0?".indexOf(c) >= 0) {
      int end = i;
      while (end < code.length() && "#0?.,E/+".indexOf(code.charAt(end)) >= 0) {
        end++;
      }
      return end;
    }
    int end = i + 1;
    while (Character.isLetter(c)
        && end < code.length()
        && Character.toLowerCase(code.charAt(end)) == Character.toLowerCase(c)) {
      end++;
    }
    return end;
  }
}
