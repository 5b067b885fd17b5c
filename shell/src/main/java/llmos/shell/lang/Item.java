package llmos.shell.lang;

import java.util.Map;
import llmos.api.Label;

/**
 * A record on its way through a pipeline.
 *
 * @param row see {@link llmos.api.Reply} for what a record is
 * @param label what the guard knows of it
 * @param shown whether its text was printed already, while it was made
 */
public record Item(Map<String, Object> row, Label label, boolean shown) {

  /** A record that nobody has seen yet. */
  public static Item of(Map<String, Object> row, Label label) {
    return new Item(row, label, false);
  }

  /** What a person reads of it: its text, or its fields. */
  public String text() {
    return Value.show(row);
  }
}
