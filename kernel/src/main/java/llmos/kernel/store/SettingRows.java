package llmos.kernel.store;

import java.util.Optional;

/** What was chosen for this home, by name. */
public final class SettingRows {
  private final Store store;

  /** The settings in this state file. */
  public SettingRows(Store store) {
    this.store = store;
  }

  /** What was chosen; empty if nothing was. */
  public Optional<String> get(String key) {
    String sql = "SELECT value FROM setting WHERE key = ?";
    return store.read(c -> Sql.row(c, sql, r -> r.getString(1), key));
  }

  /** Keeps a choice. */
  public void put(String key, String value) {
    String sql = "INSERT OR REPLACE INTO setting(key, value) VALUES(?, ?)";
    store.write(c -> Sql.update(c, sql, key, value));
  }
}
