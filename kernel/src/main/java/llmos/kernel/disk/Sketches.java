package llmos.kernel.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;

/**
 * The sketches of an index's segments in memory, as long as a reader of the segment is open: to fetch each from the index takes longer
 * than to compare it. Any thread may ask.
 */
final class Sketches {
  /** Bytes of a segment's sketches; those of one that has more are fetched. */
  private static final long MOST = 40 << 20;

  private final Map<Key, Segment> open = new ConcurrentHashMap<>();

  private record Key(IndexReader.CacheKey segment, String field) {}

  /** Those of one, so laid out that many are compared at once: of a group of them the first words, then the second, and so on. */
  static final class Segment {
    /** Sketches of a group. */
    static final int GROUP = 256;

    final long[] bits;
    final float[] low;
    final float[] step;
    final float[] correction;
    final float[] ones;
    private final int[] docs; // that have a sketch, in ascending order
    private final long[] vectors;
    private final int words;
    private int size;

    private Segment(int most, int words) {
      int room = (most + GROUP - 1) / GROUP * GROUP;
      this.words = words;
      this.bits = new long[room * words];
      this.low = new float[room];
      this.step = new float[room];
      this.correction = new float[room];
      this.ones = new float[room];
      this.docs = new int[most];
      this.vectors = new long[most];
    }

    private int word(int at, int word) {
      return at / GROUP * GROUP * words + word * GROUP + at % GROUP;
    }

    private void add(int doc, Sketch sketch) {
      for (int i = 0; i < words; i++) {
        bits[word(size, i)] = sketch.bits[i];
      }
      low[size] = sketch.low;
      step[size] = sketch.step;
      correction[size] = sketch.correction;
      ones[size] = sketch.ones;
      vectors[size] = sketch.vector;
      docs[size++] = doc;
    }

    /** How many there are. */
    int size() {
      return size;
    }

    /** The document of one. */
    int doc(int at) {
      return docs[at];
    }

    /** Which one is that of a document; negative, as {@link Arrays#binarySearch} has it, if it has none. */
    int at(int doc) {
      boolean all = doc < size && docs[doc] == doc; // as are all before it
      return all ? doc : Arrays.binarySearch(docs, 0, size, doc);
    }

    /** Takes one out. */
    void get(int at, Sketch into) {
      for (int i = 0; i < words; i++) {
        into.bits[i] = bits[word(at, i)];
      }
      into.low = low[at];
      into.step = step[at];
      into.correction = correction[at];
      into.ones = (int) ones[at];
      into.vector = vectors[at];
    }
  }

  /** The sketches of a field in a segment, for vectors of so many numbers; empty if there are none, or too many. */
  Optional<Segment> of(LeafReader reader, String field, int dimensions) throws IOException {
    IndexReader.CacheHelper helper = reader.getReaderCacheHelper();
    BinaryDocValues values = reader.getBinaryDocValues(field);
    if (helper == null || values == null || values.cost() * Sketch.bytes(dimensions) > MOST) {
      return Optional.empty();
    }
    Key key = new Key(helper.getKey(), field);
    try {
      return Optional.of(open.computeIfAbsent(key, made -> {
        Segment read = read(values, new Sketch(dimensions)); // once, however many ask
        helper.addClosedListener(closed -> open.remove(key));
        return read;
      }));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Segment read(BinaryDocValues values, Sketch sketch) {
    int most = (int) values.cost();
    Segment segment = new Segment(most, sketch.bits.length);
    try {
      for (int doc = values.nextDoc();
          doc != BinaryDocValues.NO_MORE_DOCS && segment.size() < most;
          doc = values.nextDoc()) {
        if (sketch.read(values.binaryValue())) {
          segment.add(doc, sketch);
        }
      }
      return segment;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
