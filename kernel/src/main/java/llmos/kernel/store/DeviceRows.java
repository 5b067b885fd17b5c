package llmos.kernel.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
    return store.read(connection -> {
      Map<String, Row> rows = new HashMap<>();
      try (PreparedStatement query =
              connection.prepareStatement("SELECT origin, fingerprint, sha, catalog FROM device");
          ResultSet found = query.executeQuery()) {
        while (found.next()) {
          Row row = new Row(
              found.getString(1), found.getString(2), found.getString(3), found.getString(4));
          rows.put(row.origin(), row);
        }
      }
      return rows;
    });
  }

  /** Keeps these rows, in one transaction, in place of those of the same origins. */
  public void put(List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    store.write(connection -> {
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT OR REPLACE INTO device(origin, fingerprint, sha, catalog) VALUES(?, ?, ?, ?)")) {
        for (Row row : rows) {
          insert.setString(1, row.origin());
          insert.setString(2, row.fingerprint());
          insert.setString(3, row.sha());
          insert.setString(4, row.catalog());
          insert.executeUpdate();
        }
      }
      return rows.size();
    });
  }
}
