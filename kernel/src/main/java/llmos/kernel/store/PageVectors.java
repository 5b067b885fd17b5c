package llmos.kernel.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The vectors of pages, by the SHA-256 of what was embedded. */
public final class PageVectors {
  private final Store store;

  /** The vectors in this state file. */
  public PageVectors(Store store) {
    this.store = store;
  }

  /** The name of a content. */
  public static String key(String text) {
    return Sha.of(text);
  }

  /** The vectors of this model that are there, by content. */
  public Map<String, float[]> of(String model, Collection<String> keys) {
    String sql = "SELECT value FROM page_vector WHERE sha = ? AND model = ?";
    Map<String, float[]> found = new HashMap<>();
    return store.read(c -> {
      for (String key : keys) {
        Sql.row(c, sql, r -> BlockVectors.floats(r.getBytes(1)), key, model)
            .ifPresent(vector -> found.put(key, vector));
      }
      return found;
    });
  }

  /** Keeps vectors of a model by content. */
  public void put(String model, Map<String, float[]> byKey) {
    String sql = "INSERT OR REPLACE INTO page_vector(sha, model, value) VALUES(?, ?, ?)";
    store.write(c -> {
      for (Map.Entry<String, float[]> e : byKey.entrySet()) {
        Sql.update(c, sql, e.getKey(), model, BlockVectors.bytes(e.getValue()));
      }
      return byKey.size();
    });
  }
}
