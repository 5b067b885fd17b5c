package llmos.kernel.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What joins the library to its index: the changes that the index may not hold yet, and the vectors.
 *
 * <p>A row of the outbox says that a block came, went or changed; op {@code words} matters to every search, {@code
 * vector} only says that a vector has come, {@code anew} that all of a block is to be written again when there is time. Rows
 * are numbered without end. Once an index that is on the disk holds row n, rows up to n are dropped and n is kept as {@link
 * #applied}.
 */
public final class Outbox {
  private static final String ID = "disk.id";
  private static final String APPLIED = "disk.applied";

  /** Notes all blocks of a document. */
  static final String NOTE =
      "INSERT INTO outbox(block, op) SELECT id, 'words' FROM block WHERE document = ?";

  /** Vectors of a model that tell what all of them have in common. */
  private static final int CENTRE = 512;

  private final Store store;

  /** A change of a block; of no more than its vectors if not {@code whole}. */
  public record Change(long seq, long block, boolean whole) {}

  Outbox(Store store) {
    this.store = store;
  }

  /** Names this state file, so that an index made from another one is known as such. Made at first use. */
  public String id() {
    String sql = "SELECT value FROM setting WHERE key = ?";
    Optional<String> id = store.read(c -> Sql.row(c, sql, r -> r.getString(1), ID));
    return id.orElseGet(() -> store.write(c -> {
      Sql.update(
          c, "INSERT OR IGNORE INTO setting(key, value) VALUES(?, lower(hex(randomblob(16))))", ID);
      return Sql.row(c, sql, r -> r.getString(1), ID).orElseThrow();
    }));
  }

  /** The number of the newest row there ever was. */
  public long last() {
    return number("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)");
  }

  /** The number up to which rows are dropped. */
  public long applied() {
    return number(
        "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?), 0)", APPLIED);
  }

  /** Whether a row waits that every search needs. */
  public boolean anyWords() {
    return number("SELECT EXISTS (SELECT 1 FROM outbox WHERE op = 'words')") > 0;
  }

  /** How many rows wait that every search needs. */
  public int words() {
    return (int) number("SELECT count(*) FROM outbox WHERE op = 'words'");
  }

  /** How many rows wait in all. */
  public int waiting() {
    return (int) number("SELECT count(*) FROM outbox");
  }

  /** The blocks that rows wait for. */
  public BitSet pending() {
    return store.read(c -> Sql.ids(c, "SELECT DISTINCT block FROM outbox"));
  }

  /** The rows after {@code seq}, in order, at most {@code most}. */
  public List<Change> after(long seq, int most) {
    return store.read(c -> Sql.rows(
        c,
        "SELECT seq, block, op <> 'vector' FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?",
        r -> new Change(r.getLong(1), r.getLong(2), r.getBoolean(3)),
        seq,
        most));
  }

  /** The index on the disk holds all rows up to {@code seq}. */
  public void applied(long seq) {
    store.write(c -> {
      Sql.update(c, "DELETE FROM outbox WHERE seq <= ?", seq);
      return Sql.update(
          c,
          "INSERT INTO setting(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
          APPLIED,
          Long.toString(seq));
    });
  }

  /** The greatest id of a block. */
  public long newestBlock() {
    return number("SELECT coalesce(max(id), 0) FROM block");
  }

  /** Blocks with ids greater than {@code after}, by id, at most {@code most}. */
  public List<Library.Block> blocksAfter(long after, int most) {
    String sql = DocumentRow.BLOCK
        + " WHERE b.id IN (SELECT n.id FROM block n WHERE n.id > ? ORDER BY n.id LIMIT ?)"
        + " ORDER BY b.id";
    return store.read(c -> Sql.rows(c, sql, DocumentRow::block, after, most));
  }

  /** The ids of all blocks. */
  public BitSet blockIds() {
    return store.read(c -> Sql.ids(c, "SELECT id FROM block"));
  }

  /** Blocks without a vector of this model, with ids greater than {@code after}, by id, at most {@code most}. */
  public List<Library.Block> unembedded(String model, long after, int most) {
    // By ids of their own first: joined with the volumes before, all blocks would be sorted each
    // time.
    String sql = DocumentRow.BLOCK + " WHERE b.id IN (SELECT n.id FROM block n WHERE n.id > ?"
        + " AND NOT EXISTS (SELECT 1 FROM vector x WHERE x.sha = n.sha AND x.model = ?)"
        + " ORDER BY n.id LIMIT ?) ORDER BY b.id";
    return store.read(c -> Sql.rows(c, sql, DocumentRow::block, after, model, most));
  }

  /** {@code {with a vector of this model, all}}, in blocks. */
  public long[] progress(String model) {
    return new long[] {
      number(
          "SELECT count(*) FROM block b WHERE EXISTS (SELECT 1 FROM vector x WHERE x.sha = b.sha AND x.model = ?)",
          model),
      number("SELECT count(*) FROM block")
    };
  }

  /** Whether there is any vector of any model. */
  public boolean anyVector() {
    return number("SELECT EXISTS (SELECT 1 FROM vector)") > 0;
  }

  /** The vectors of these contents (see {@link ByteVector}), by content and then by model. */
  public Map<String, Map<String, byte[]>> vectors(Collection<String> shas) {
    Map<String, Map<String, byte[]>> found = new HashMap<>();
    if (!anyVector()) {
      return found;
    }
    String sql = "SELECT model, kept FROM vector WHERE sha = ?";
    return store.read(c -> {
      for (String sha : shas) {
        for (Map.Entry<String, byte[]> e :
            Sql.rows(c, sql, r -> Map.entry(r.getString(1), r.getBytes(2)), sha)) {
          found.computeIfAbsent(sha, s -> new HashMap<>()).put(e.getKey(), e.getValue());
        }
      }
      return found;
    });
  }

  /** The vectors of these blocks by a model (see {@link ByteVector}), by block; of those that have one. */
  public Map<Long, byte[]> vectors(String model, Collection<Long> blocks) {
    String sql = "SELECT b.id, x.kept FROM json_each(?) j JOIN block b ON b.id = j.value"
        + " JOIN vector x ON x.sha = b.sha AND x.model = ?";
    Map<Long, byte[]> found = HashMap.newHashMap(blocks.size());
    store.read(c ->
        Sql.rows(c, sql, r -> found.put(r.getLong(1), r.getBytes(2)), blocks.toString(), model));
    return found;
  }

  /** Keeps vectors of a model by content (see {@link ByteVector}), and notes the blocks that have this content. */
  public void putVectors(String model, Map<String, byte[]> bySha) {
    store.write(c -> {
      for (Map.Entry<String, byte[]> e : bySha.entrySet()) {
        Sql.update(
            c,
            "INSERT OR REPLACE INTO vector(sha, model, kept) VALUES(?, ?, ?)",
            e.getKey(),
            model,
            e.getValue());
        Sql.update(
            c,
            "INSERT INTO outbox(block, op) SELECT id, 'vector' FROM block WHERE sha = ?",
            e.getKey());
      }
      return bySha.size();
    });
  }

  /** The centres of the vectors, by model: of those that have one. */
  public Map<String, float[]> centres() {
    Map<String, float[]> centres = new HashMap<>();
    store
        .read(c -> Sql.rows(
            c,
            "SELECT model, value FROM centre",
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
    String none = "SELECT NOT EXISTS (SELECT 1 FROM centre WHERE model = ?)";
    String some = "SELECT kept FROM vector WHERE model = ? AND length(kept) = ? LIMIT ?";
    String enough = "SELECT EXISTS (SELECT 1 FROM vector WHERE model = ? LIMIT 1 OFFSET ?)";
    if (number(none, model) == 0 || number(enough, model, CENTRE - 1) == 0) {
      return;
    }
    store.write(c -> {
      List<float[]> vectors =
          Sql.rows(c, some, r -> ByteVector.floats(r.getBytes(1)), model, bytes, CENTRE);
      if (vectors.size() < CENTRE || Sql.number(c, none, model) == 0) {
        return 0;
      }
      Sql.update(c, "INSERT INTO centre(model, value) VALUES(?, ?)", model, bytes(mean(vectors)));
      return Sql.update(
          c,
          "INSERT INTO outbox(block, op) SELECT id, 'vector' FROM block"
              + " WHERE sha IN (SELECT sha FROM vector WHERE model = ?)",
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
    if (number("SELECT EXISTS (SELECT 1 FROM vector WHERE model <> ?)", model) == 0) {
      return 0;
    }
    return store.write(c -> {
      Sql.update(
          c,
          "INSERT INTO outbox(block, op) SELECT id, 'anew' FROM block"
              + " WHERE sha IN (SELECT sha FROM vector WHERE model <> ?)",
          model);
      Sql.update(c, "DELETE FROM centre WHERE model <> ?", model);
      return Sql.update(c, "DELETE FROM vector WHERE model <> ?", model);
    });
  }

  /** Notes all blocks of a document; returns how many. */
  static int note(Connection c, long document) throws SQLException {
    return Sql.update(c, NOTE, document);
  }

  /** Forgets the vectors of a content that no block has; to look at all of them takes long where there are many. */
  static void dropUnused(Connection c, String sha) throws SQLException {
    Sql.update(
        c,
        "DELETE FROM vector WHERE sha = ?1 AND NOT EXISTS (SELECT 1 FROM block WHERE sha = ?1)",
        sha);
  }

  /** Forgets the vectors of all contents that no block has. */
  static void dropUnused(Connection c) throws SQLException {
    Sql.update(
        c, "DELETE FROM vector WHERE NOT EXISTS (SELECT 1 FROM block b WHERE b.sha = vector.sha)");
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
