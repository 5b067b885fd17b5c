package llmos.openai;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the header {@code Retry-After}: seconds or a date. */
final class RetryAfter {
  /** Nobody waits longer at a prompt. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private RetryAfter() {}

  /** How long to wait; empty if the header is not there or makes no sense. */
  static Optional<Duration> read(String header, Clock clock) {
    String value = header.strip();
    if (value.matches("\\d{1,9}(\\.\\d*)?")) {
      return Optional.of(Duration.ofMillis((long) (Double.parseDouble(value) * 1000)));
    }
    try {
      Duration until = Duration.between(
          clock.instant(),
          ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(until.isNegative() ? Duration.ZERO : until);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
