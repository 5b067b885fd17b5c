package llmos.kernel;

import java.util.LinkedHashMap;
import java.util.Map;

/** A record that is being put together, key by key. */
final class Row {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  private Row() {}

  static Row of(String key, Object value) {
    return new Row().and(key, value);
  }

  /** This record with one more field, after the others; or with another value for a field that it has. */
  Row and(String key, Object value) {
    fields.put(key, value);
    return this;
  }

  Map<String, Object> map() {
    return fields;
  }
}
