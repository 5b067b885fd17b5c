package llmos.plugin.office;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import llmos.plugin.office.CellCode.Kind;
import llmos.plugin.office.CellCode.Token;

/** Days since 1900 or 1904 by the codes of workbooks: {@code yyyy-mm-dd}, {@code d. mmmm yyyy}, {@code [h]:mm}. */
final class CellDate {
  /** The last day of 9999. */
  private static final double LAST_DAY = 2_958_466;

  /** Spreadsheets believe that 1900 was a leap year: before this day the count is one less. */
  private static final int AFTER_LEAP_DAY = 61;

  private static final int DAY_SECONDS = 86_400;
  private static final int FROM_1904 = 1_462;

  private CellDate() {}

  /** The date as the code shows it; nothing if no such day can be shown. */
  static Optional<String> show(double value, List<Token> tokens, boolean since1904) {
    double days = value + (since1904 ? FROM_1904 : 0);
    boolean elapsed = tokens.stream().anyMatch(t -> t.kind() == Kind.ELAPSED);
    if (days < 0 || days >= LAST_DAY) {
      return Optional.empty();
    }
    long seconds = Math.round((elapsed ? value : days) * DAY_SECONDS);
    long day = seconds / DAY_SECONDS;
    LocalDateTime time = LocalDateTime.of(
            1899, 12, day < AFTER_LEAP_DAY && !since1904 ? 31 : 30, 0, 0)
        .plusSeconds(seconds);
    boolean noon =
        tokens.stream().anyMatch(t -> t.kind() == Kind.DATE && t.text().contains("/"));
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      switch (token.kind()) {
        case DATE -> out.append(field(token.text(), time, isMinute(tokens, i), noon));
        case ELAPSED -> out.append(elapsed(token.text(), seconds));
        case DIGITS, GENERAL -> {
          // Fractions of a second, and eras: the year says which.
        }
        case PERCENT, WORDS -> out.append(token.text());
      }
    }
    return Optional.of(out.toString().replaceAll("\\.$", "").strip());
  }

  private static String elapsed(String field, long seconds) {
    int unit = switch (Character.toLowerCase(field.charAt(0))) {
      case 'h' -> 3_600;
      case 'm' -> 60;
      default -> 1;
    };
    return padded(seconds / unit, field.length());
  }

  private static String field(String field, LocalDateTime time, boolean isMinute, boolean noon) {
    if (field.contains("/")) {
      String half = time.getHour() < 12 ? "AM" : "PM";
      return field.length() > 3 ? half : half.substring(0, 1);
    }
    int length = field.length();
    return switch (Character.toLowerCase(field.charAt(0))) {
      case 'y' -> length > 2 ? padded(time.getYear(), 4) : padded(time.getYear() % 100, 2);
      case 'm' -> isMinute ? padded(time.getMinute(), length) : month(time, length);
      case 'd' ->
        length < 3
            ? padded(time.getDayOfMonth(), length)
            : time.getDayOfWeek().getDisplayName(style(length), Locale.ENGLISH);
      case 'h' -> padded(noon ? (time.getHour() + 11) % 12 + 1 : time.getHour(), length);
      default -> padded(time.getSecond(), length);
    };
  }

  private static String month(LocalDateTime time, int length) {
    return length < 3
        ? padded(time.getMonthValue(), length)
        : time.getMonth().getDisplayName(style(length), Locale.ENGLISH);
  }

  private static TextStyle style(int length) {
    return length == 3 ? TextStyle.SHORT : length == 4 ? TextStyle.FULL : TextStyle.NARROW;
  }

  /** {@code m} is a month, unless hours stand before it or seconds after it. */
  private static boolean isMinute(List<Token> tokens, int at) {
    return isField(tokens, at, -1, 'h') || isField(tokens, at, 1, 's');
  }

  private static boolean isField(List<Token> tokens, int at, int step, char field) {
    for (int i = at + step; i >= 0 && i < tokens.size(); i += step) {
      Token token = tokens.get(i);
      if (token.kind() == Kind.DATE || token.kind() == Kind.ELAPSED) {
        return Character.toLowerCase(token.text().charAt(0)) == field;
      }
    }
    return false;
  }

  private static String padded(long number, int length) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, Math.min(length, 4) - digits.length())) + digits;
  }
}
