package llmos.kernel.disk;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;

/**
 * The sketches of an index's segments side by side in memory, as long as a reader of the segment is open: to fetch each from the index
 * takes longer than to compare it. Any thread may ask.
 */
final class Sketches {
  /** Bytes of a segment's sketches; those of a larger one are fetched. */
  private static final int MOST = 32 << 20;

  private final Map<Key, Segment> open = new ConcurrentHashMap<>();

  private record Key(IndexReader.CacheKey segment, String field) {}

  /**
   * Those of one.
   *
   * @param docs the documents that have one, in ascending order
   * @param sketches theirs, each of so many words
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Segment(int[] docs, long[] sketches, int words) {
    /** Where that of a document begins; negative if it has none. */
    int at(int doc) {
      int found = Arrays.binarySearch(docs, doc);
      return found < 0 ? -1 : found * words;
    }
  }

  /** The sketches of a field in a segment; empty if there are none, or too many. */
  Optional<Segment> of(LeafReader reader, String field, int words) throws IOException {
    IndexReader.CacheHelper helper = reader.getReaderCacheHelper();
    BinaryDocValues values = reader.getBinaryDocValues(field);
    if (helper == null || values == null || values.cost() > MOST / (words * Long.BYTES)) {
      return Optional.empty();
    }
    Key key = new Key(helper.getKey(), field);
    Segment known = open.get(key);
    if (known == null) {
      known = read(values, words);
      if (open.put(key, known) == null) {
        helper.addClosedListener(closed -> open.remove(key));
      }
    }
    return Optional.of(known);
  }

  private static Segment read(BinaryDocValues values, int words) throws IOException {
    int[] docs = new int[(int) values.cost()];
    long[] sketches = new long[docs.length * words];
    int n = 0;
    for (int doc = values.nextDoc();
        doc != BinaryDocValues.NO_MORE_DOCS && n < docs.length;
        doc = values.nextDoc()) {
      if (Sketch.read(values.binaryValue(), words, sketches, n * words)) {
        docs[n++] = doc;
      }
    }
    return new Segment(Arrays.copyOf(docs, n), sketches, words);
  }
}
