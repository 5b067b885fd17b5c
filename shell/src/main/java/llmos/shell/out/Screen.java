package llmos.shell.out;

import llmos.api.Visible;

/** Untrusted text for one line of a screen; {@link Visible} is the filter. */
public final class Screen {
  private Screen() {}

  /** Text that may be printed on one line. */
  public static String line(String text) {
    return Visible.of(text).replace('\n', ' ').replace('\t', ' ');
  }
}
