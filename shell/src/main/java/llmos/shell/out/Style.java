package llmos.shell.out;

/** Colours and weights of a stream; on a plain one each style is the text itself. */
public enum Style {
  PLAIN(""),
  BOLD("\u001b[1m"),
  DIM("\u001b[2m"),
  ITALIC("\u001b[3m"),
  UNDERLINE("\u001b[4m"),
  RED("\u001b[31m"),
  GREEN("\u001b[32m"),
  YELLOW("\u001b[33m"),
  BLUE("\u001b[34m"),
  MAGENTA("\u001b[35m"),
  CYAN("\u001b[36m");

  /** Ends all styles. */
  static final String RESET = "\u001b[0m";

  private final String on;

  Style(String on) {
    this.on = on;
  }

  String on() {
    return on;
  }

  /** Safe text in this style. */
  String of(String text, Sink out) {
    return out.colour() && this != PLAIN ? on + text + RESET : text;
  }
}
