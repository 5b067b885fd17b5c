package llmos.kernel;

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

  /** Records of these rows. */
  static Records of(List<Row> rows, Label label) {
    return new Records(rows.stream().map(Row::map).toList(), label);
  }

  /** Records of the machine itself. */
  static Records system(List<Row> rows) {
    return of(rows, Label.SYSTEM);
  }

  /** One record of the machine itself. */
  static Records system(Row row) {
    return system(List.of(row));
  }
}
