package llmos.shell.out;

import llmos.api.Visible;

/** How text that may come from anywhere is shown: through {@link Visible}, without carriage returns. A stream may be cut anywhere. */
public final class Screen {
  private Screen() {}

  /** Text that may be printed. Line feeds and tabs stay. */
  public static String safe(String text) {
    return Visible.of(text.replace("\r", ""));
  }

  /** Text that may be printed on one line. */
  public static String line(String text) {
    return safe(text).replace('\n', ' ').replace('\t', ' ');
  }
}
