package llmos.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Label;

/**
 * Records with the label that all of them share.
 *
 * @param rows see {@link llmos.api.Reply} for what a record is
 * @param label the join of the labels of all that went into them
 */
public record Records(List<Map<String, Object>> rows, Label label) {
  public Records {
    rows = List.copyOf(rows);
  }

  /** A record of these keys and values, in this order. */
  static Map<String, Object> row(Object... keysAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      row.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return row;
  }

  /** Records of the machine itself. */
  public static Records system(List<Map<String, Object>> rows) {
    return new Records(rows, Label.SYSTEM);
  }

  /** One record of the machine itself. */
  public static Records system(Map<String, Object> row) {
    return system(List.of(row));
  }
}
