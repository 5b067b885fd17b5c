package llmos.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes on only when told to. Starts at 2026-01-01T00:00:00Z. */
public final class FakeClock extends Clock {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  /** A clock that stands still. */
  public FakeClock() {}

  /** Goes on by this much. */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }
}
