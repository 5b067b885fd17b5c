package llmos.shell.out;

import java.util.function.IntSupplier;

/**
 * A stream that text is printed on, already safe.
 *
 * @param printer takes the text; it goes out at once
 * @param terminal whether a person looks at it
 * @param colour whether it may be styled
 * @param columns its width
 */
public record Sink(Printer printer, boolean terminal, boolean colour, IntSupplier columns) {

  /** Takes text. */
  @FunctionalInterface
  public interface Printer {
    /** Prints it. */
    void print(String text);
  }

  /** Prints text. */
  public void print(String text) {
    printer.print(text);
  }

  /** Prints text and ends the line. */
  public void line(String text) {
    printer.print(text + "\n");
  }
}
