package llmos.kernel.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import llmos.api.CpuSettings;
import llmos.api.Words;

/** The CPUs that were added, and which one was chosen. Settings are kept as words {@code name=value}. */
public final class CpuRows {
  private static final String CURRENT = "cpu";

  private final Store store;

  /** The rows of this state file. */
  public CpuRows(Store store) {
    this.store = store;
  }

  /** All CPUs by name. */
  public List<CpuSettings> list() {
    return store.read(c -> Sql.rows(
        c,
        "SELECT name, driver, settings FROM cpu ORDER BY name",
        r -> new CpuSettings(r.getString(1), r.getString(2), values(r.getString(3)))));
  }

  /** Keeps a CPU, in place of one of the same name. */
  public void put(CpuSettings cpu) {
    String words = new TreeMap<>(cpu.values())
        .entrySet().stream()
            .map(e -> Words.quote(e.getKey() + "=" + e.getValue()))
            .collect(Collectors.joining(" "));
    update(
        "INSERT OR REPLACE INTO cpu(name, driver, settings) VALUES(?, ?, ?)",
        cpu.name(),
        cpu.driver(),
        words);
  }

  /** Forgets a CPU. */
  public void remove(String name) {
    update("DELETE FROM cpu WHERE name = ?", name);
  }

  /** The CPU that was chosen. */
  public Optional<String> current() {
    return new SettingRows(store).get(CURRENT);
  }

  /** Chooses a CPU. */
  public void use(String name) {
    new SettingRows(store).put(CURRENT, name);
  }

  private void update(String sql, Object... values) {
    store.write(c -> Sql.update(c, sql, values));
  }

  private static Map<String, String> values(String words) {
    Map<String, String> values = new HashMap<>();
    for (String word : Words.split(words)) {
      int equals = word.indexOf('=');
      values.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return values;
  }
}
