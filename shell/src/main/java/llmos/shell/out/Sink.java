package llmos.shell.out;

import java.util.function.IntSupplier;

/**
 * A stream that text is printed on, already safe.
 *
 * @param printer takes the text; it goes out at once
 * @param terminal whether a person looks at it
 * @param colour whether it may be styled
 * @param columns its width
 * @param moves whether it takes sequences that erase a line or move to one: a terminal that is not dumb
 */
public record Sink(
    Printer printer, boolean terminal, boolean colour, IntSupplier columns, boolean moves) {

  /** A stream that may move where it may be styled. */
  public Sink(Printer printer, boolean terminal, boolean colour, IntSupplier columns) {
    this(printer, terminal, colour, columns, colour);
  }

  /** This stream with another width. */
  public Sink sized(IntSupplier width) {
    return new Sink(printer, terminal, colour, width, moves);
  }

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
