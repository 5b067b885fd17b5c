package llmos.plugin.clock;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Arg;
import llmos.api.CallContext;
import llmos.api.Device;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Op;

/** The time, and sums with dates. */
@Device(value = "clock", help = "The time; sums with dates.")
public final class ClockDevice {
  private static final Pattern SPAN =
      Pattern.compile("([+-]?\\d{1,9})\\s*(second|minute|hour|day|week|month|year)s?\\b[,\\s]*");

  /** Its public constructor is called by the plugin. */
  public ClockDevice() {}

  /** The time now. */
  @Op(help = "The time in a zone.", returns = "zone millis text", example = "clock now Asia/Tokyo")
  public Map<String, Object> now(
      @Arg(name = "zone", help = "IANA zone", def = "UTC") String zone, CallContext context) {
    ZonedDateTime now;
    try {
      now = context.clock().instant().atZone(ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw usage("no zone '%s'; one is Europe/Berlin".formatted(zone), "clock now Europe/Berlin");
    }
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("text", now + ", " + day(now.toLocalDate()));
    record.put("zone", zone);
    record.put("millis", now.toInstant().toEpochMilli());
    return record;
  }

  /** How far apart two dates are. */
  @Op(
      help = "The days, or the time, from one date to another.",
      returns = "days seconds text",
      example = "clock between 2026-01-31 2026-03-01")
  public Map<String, Object> between(
      @Arg(name = "from", help = "date or date and time, ISO 8601") String from,
      @Arg(name = "to", help = "date or date and time, ISO 8601") String to) {
    LocalDateTime start = moment(from);
    LocalDateTime end = moment(to);
    long days = ChronoUnit.DAYS.between(start.toLocalDate(), end.toLocalDate());
    Map<String, Object> record = new LinkedHashMap<>();
    boolean dates = from.length() == 10 && to.length() == 10;
    Period calendar = Period.between(start.toLocalDate(), end.toLocalDate());
    record.put(
        "text",
        dates
            ? "%d days (%d years, %d months, %d days)"
                .formatted(days, calendar.getYears(), calendar.getMonths(), calendar.getDays())
            : Duration.between(start, end).toString());
    record.put("days", days);
    record.put("seconds", ChronoUnit.SECONDS.between(start, end));
    return record;
  }

  /** A date and a span later, or earlier. */
  @Op(
      help = "The date a span later.",
      returns = "date text",
      example = "clock add 2026-01-31 1 month")
  public Map<String, Object> add(
      @Arg(name = "date", help = "date or date and time, ISO 8601") String date,
      @Arg(name = "span", help = "such as 3 weeks, -1 month 2 days, or ISO 8601", rest = true)
          String span) {
    LocalDateTime sum;
    try {
      sum = plus(moment(date), span.strip());
    } catch (DateTimeException | ArithmeticException e) {
      throw usage("%s plus %s is no date: %s".formatted(date, span, e.getMessage()), "");
    }
    boolean whole = date.length() == 10 && sum.toLocalTime().equals(LocalTime.MIDNIGHT);
    Map<String, Object> record = new LinkedHashMap<>();
    String text = whole ? sum.toLocalDate().toString() : sum.toString();
    record.put("text", text + ", " + day(sum.toLocalDate()));
    record.put("date", text);
    return record;
  }

  private static LocalDateTime plus(LocalDateTime start, String span) {
    int t = span.indexOf('T');
    if (span.startsWith("P") || span.startsWith("-P")) {
      return t >= 0 ? start.plus(Duration.parse(span)) : start.plus(Period.parse(span));
    }
    Matcher parts = SPAN.matcher(span);
    LocalDateTime sum = start;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      ChronoUnit unit = ChronoUnit.valueOf(parts.group(2).toUpperCase(Locale.ROOT) + "S");
      sum = sum.plus(Long.parseLong(parts.group(1)), unit);
      end = parts.end();
    }
    if (end == 0 || end < span.length()) {
      throw usage("'%s' is no span of time".formatted(span), "clock add 2026-01-31 3 weeks");
    }
    return sum;
  }

  private static LocalDateTime moment(String text) {
    try {
      if (text.length() == 10) {
        return LocalDate.parse(text).atStartOfDay();
      }
      boolean zoned =
          text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10;
      return zoned
          ? OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
          : LocalDateTime.parse(text);
    } catch (DateTimeException e) {
      throw usage(
          "'%s' is no date; one is 2026-01-31 or 2026-01-31T08:00".formatted(text),
          "clock between 2026-01-31 2026-03-01");
    }
  }

  private static String day(LocalDate date) {
    return date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ROOT);
  }

  private static FaultException usage(String message, String hint) {
    return new FaultException(Errno.BAD_USAGE, message, hint);
  }
}
