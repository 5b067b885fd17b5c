package llmos.kernel.store;

import java.time.Instant;

/** The process that some work belongs to, as text: its number, and when it started, since numbers are given again. */
final class Owner {
  /** This process. */
  static final String ME = name(ProcessHandle.current());

  private Owner() {}

  /** Whether the work is that of another process that still runs. */
  static boolean isAnother(String owner) {
    String number = owner.replaceFirst(":.*", "");
    return number.matches("[0-9]{1,18}")
        && ProcessHandle.of(Long.parseLong(number))
            .map(Owner::name)
            .filter(name -> name.equals(owner) && !name.equals(ME))
            .isPresent();
  }

  private static String name(ProcessHandle process) {
    long start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return process.pid() + ":" + start;
  }
}
