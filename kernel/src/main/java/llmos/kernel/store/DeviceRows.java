package llmos.kernel.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known of plugins and device files without opening them. */
public final class DeviceRows {
  private final Store store;

  /**
   * What was found in one place.
   *
   * @param origin the folder or file
   * @param fingerprint names, sizes and times of its files: equal means not changed
   * @param sha SHA-256 of its bytes, which was approved; empty for what the distribution brings
   * @param catalog what it offers
   */
  public record Row(String origin, String fingerprint, String sha, String catalog) {}

  /** The rows of this state file. */
  public DeviceRows(Store store) {
    this.store = store;
  }

  /** All rows by origin. */
  public Map<String, Row> all() {
    String sql = "SELECT origin, fingerprint, sha, catalog FROM device";
    Map<String, Row> rows = new HashMap<>();
    List<Row> none = List.of();
    store
        .readAtStart(
            none,
            c -> Sql.rows(
                c,
                sql,
                r -> new Row(r.getString(1), r.getString(2), r.getString(3), r.getString(4))))
        .forEach(row -> rows.put(row.origin(), row));
    return rows;
  }

  /** Keeps these rows, in one transaction, in place of those of the same origins. */
  public void put(List<Row> rows) {
    if (rows.isEmpty() || store.damaged()) {
      return; // what a damaged file cannot remember is looked at again at the next start
    }
    String sql =
        "INSERT OR REPLACE INTO device(origin, fingerprint, sha, catalog) VALUES(?, ?, ?, ?)";
    store.write(c -> {
      for (Row row : rows) {
        Sql.update(c, sql, row.origin(), row.fingerprint(), row.sha(), row.catalog());
      }
      return rows.size();
    });
  }
}
