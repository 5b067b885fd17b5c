package llmos.api;

/**
 * The handle of a page within its process, shown as {@code p42}.
 *
 * @param number from 1, in order of arrival, never used again
 */
public record PageId(long number) implements Comparable<PageId> {

  /** Reads {@code p42} or {@code 42}. */
  public static PageId parse(String text) {
    if (!text.matches("p?[0-9]{1,18}")) {
      throw new FaultException(
          Errno.BAD_USAGE, "'%s' is not a page; a page looks like p42".formatted(text), "mem ls");
    }
    return new PageId(Long.parseLong(text.replace("p", "")));
  }

  @Override
  public int compareTo(PageId other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return "p" + number;
  }
}
