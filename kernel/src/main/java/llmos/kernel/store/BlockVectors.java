package llmos.kernel.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The vectors of blocks: one for each content and model, so that what moved or stands in several places is embedded once. A
 * vector's number is never given again. What comes or goes here is noted in the {@link Outbox} in the same transaction.
 */
public final class BlockVectors {
  /** Vectors of a model that tell what all of them have in common. */
  private static final int CENTRE = 512;

  private static final String MODEL = "(SELECT id FROM model WHERE name = ?)";

  private final Store store;

  /** A vector (see {@link ByteVector}) and its number, by which it is read again. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Numbered(long id, byte[] kept) {}

  BlockVectors(Store store) {
    this.store = store;
  }

  /** Blocks without a vector of this model, with ids greater than {@code after}, by id, at most {@code most}. */
  public List<Library.Block> unembedded(String model, long after, int most) {
    // By ids of their own first: joined with the volumes before, all blocks would be sorted each
    // time.
    String sql = DocumentRow.BLOCK + " WHERE b.id IN (SELECT n.id FROM block n WHERE n.id > ?"
        + " AND NOT EXISTS (SELECT 1 FROM vector x WHERE x.content = n.content AND x.model = "
        + MODEL + ")"
        + " ORDER BY n.id LIMIT ?) ORDER BY b.id";
    return store.read(c -> Sql.rows(c, sql, DocumentRow::block, after, model, most));
  }

  /** {@code {with a vector of this model, all}}, in blocks. */
  public long[] progress(String model) {
    return new long[] {
      number(
          "SELECT count(*) FROM block b WHERE EXISTS (SELECT 1 FROM vector x WHERE x.content = b.content AND x.model = "
              + MODEL + ")",
          model),
      number("SELECT count(*) FROM block")
    };
  }

  /** Whether there is any vector of any model. */
  public boolean any() {
    return number("SELECT EXISTS (SELECT 1 FROM vector)") > 0;
  }

  /** The vectors of these contents, by content and then by model. */
  public Map<String, Map<String, Numbered>> of(Collection<String> contents) {
    Map<String, Map<String, Numbered>> found = new HashMap<>();
    if (!any()) {
      return found;
    }
    String sql =
        "SELECT m.name, x.id, x.kept FROM vector x JOIN model m ON m.id = x.model WHERE x.content = ?";
    return store.read(c -> {
      for (String content : contents) {
        Map<String, Numbered> byModel = new HashMap<>();
        Sql.rows(
            c,
            sql,
            r -> byModel.put(r.getString(1), new Numbered(r.getLong(2), r.getBytes(3))),
            Sha.bytes(content));
        if (!byModel.isEmpty()) {
          found.put(content, byModel);
        }
      }
      return found;
    });
  }

  /** The vectors of a model with these numbers (see {@link ByteVector}), by number; of those that are there. */
  public Map<Long, byte[]> numbered(String model, Collection<Long> ids) {
    String sql = "SELECT x.id, x.kept FROM json_each(?) j JOIN vector x ON x.id = j.value"
        + " WHERE x.model = " + MODEL;
    Map<Long, byte[]> found = HashMap.newHashMap(ids.size());
    store.read(
        c -> Sql.rows(c, sql, r -> found.put(r.getLong(1), r.getBytes(2)), ids.toString(), model));
    return found;
  }

  /** Keeps vectors of a model by content (see {@link ByteVector}), and notes the blocks that have this content. */
  public void put(String model, Map<String, byte[]> byContent) {
    store.write(c -> {
      Sql.update(c, "INSERT OR IGNORE INTO model(name) VALUES(?)", model);
      for (Map.Entry<String, byte[]> e : byContent.entrySet()) {
        byte[] content = Sha.bytes(e.getKey());
        Sql.update(
            c,
            "INSERT INTO vector(content, model, kept) VALUES(?, " + MODEL
                + ", ?) ON CONFLICT(content, model) DO UPDATE SET kept = excluded.kept",
            content,
            model,
            e.getValue());
        Sql.update(
            c,
            "INSERT INTO outbox(block, op) SELECT id, 'vector' FROM block WHERE content = ?",
            content);
      }
      return byContent.size();
    });
  }

  /** The centres of the vectors, by model: of those that have one. */
  public Map<String, float[]> centres() {
    Map<String, float[]> centres = new HashMap<>();
    store
        .read(c -> Sql.rows(
            c,
            "SELECT name, centre FROM model WHERE centre IS NOT NULL",
            r -> Map.entry(r.getString(1), floats(r.getBytes(2)))))
        .forEach(e -> centres.put(e.getKey(), e.getValue()));
    return centres;
  }

  /**
   * Makes the centre of a model's vectors, if it has none yet and there are {@value #CENTRE} vectors to tell it from, and
   * notes the blocks that have a vector.
   *
   * @param bytes of a vector as it is kept; others are passed over
   */
  public void putCentre(String model, int bytes) {
    String none = "SELECT EXISTS (SELECT 1 FROM model WHERE name = ? AND centre IS NULL)";
    String some =
        "SELECT kept FROM vector WHERE model = " + MODEL + " AND length(kept) = ? LIMIT ?";
    String enough =
        "SELECT EXISTS (SELECT 1 FROM vector WHERE model = " + MODEL + " LIMIT 1 OFFSET ?)";
    if (number(none, model) == 0 || number(enough, model, CENTRE - 1) == 0) {
      return;
    }
    store.write(c -> {
      List<float[]> vectors =
          Sql.rows(c, some, r -> ByteVector.floats(r.getBytes(1)), model, bytes, CENTRE);
      if (vectors.size() < CENTRE || Sql.number(c, none, model) == 0) {
        return 0;
      }
      Sql.update(c, "UPDATE model SET centre = ? WHERE name = ?", bytes(mean(vectors)), model);
      return Sql.update(
          c,
          "INSERT INTO outbox(block, op) SELECT id, 'vector' FROM block"
              + " WHERE content IN (SELECT content FROM vector WHERE model = " + MODEL + ")",
          model);
    });
  }

  private static float[] mean(List<float[]> vectors) {
    float[] mean = new float[vectors.getFirst().length];
    for (float[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / vectors.size();
      }
    }
    return mean;
  }

  /** Forgets the vectors of all other models, also in the index; returns how many. */
  public int keepOnly(String model) {
    String others = " FROM vector WHERE model IN (SELECT id FROM model WHERE name <> ?)";
    if (number("SELECT EXISTS (SELECT 1 FROM model WHERE name <> ?)", model) == 0) {
      return 0;
    }
    return store.write(c -> {
      Sql.update(
          c,
          "INSERT INTO outbox(block, op) SELECT id, 'anew' FROM block WHERE content IN (SELECT content"
              + others + ")",
          model);
      int gone = Sql.update(c, "DELETE" + others, model);
      Sql.update(c, "DELETE FROM model WHERE name <> ?", model);
      return gone;
    });
  }

  /** Forgets the vectors of a content that no block has; to look at all of them takes long where there are many. */
  static void dropUnused(Connection c, byte[] content) throws SQLException {
    Sql.update(
        c,
        "DELETE FROM vector WHERE content = ?1 AND NOT EXISTS (SELECT 1 FROM block WHERE content = ?1)",
        content);
  }

  /** Forgets the vectors of all contents that no block has. */
  static void dropUnused(Connection c) throws SQLException {
    Sql.update(
        c,
        "DELETE FROM vector WHERE NOT EXISTS (SELECT 1 FROM block b WHERE b.content = vector.content)");
  }

  private long number(String sql, Object... values) {
    return store.read(c -> Sql.number(c, sql, values));
  }

  static byte[] bytes(float[] vector) {
    ByteBuffer buffer = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(vector);
    return buffer.array();
  }

  static float[] floats(byte[] bytes) {
    float[] vector = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }
}
