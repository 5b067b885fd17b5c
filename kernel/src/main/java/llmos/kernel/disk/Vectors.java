package llmos.kernel.disk;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.util.VectorUtil;

/** What the index keeps for single documents of it: vectors and numbers. */
final class Vectors {
  private Vectors() {}

  /** A question's vector and the field to compare it with. */
  @SuppressWarnings(
      "ArrayRecordComponent") // a carrier, never compared; a copy of each vector would be waste
  record Meaning(String field, float[] vector) {}

  /** How near these documents, in ascending order, are in meaning, in full precision; those without a vector are left out. */
  static Map<Integer, Double> cosines(IndexReader reader, int[] docs, Meaning wanted)
      throws IOException {
    Map<Integer, Double> cosines = HashMap.newHashMap(docs.length);
    Leaves.each(reader, docs, (leaf, some) -> {
      FloatVectorValues values = leaf.reader().getFloatVectorValues(wanted.field());
      if (values == null || values.dimension() != wanted.vector().length) {
        return;
      }
      DocIndexIterator at = values.iterator();
      for (int doc : some) {
        int local = doc - leaf.docBase;
        if ((at.docID() < local ? at.advance(local) : at.docID()) == local) {
          float[] vector = values.vectorValue(at.index());
          cosines.put(doc, (double) VectorUtil.dotProduct(vector, wanted.vector()));
        }
      }
    });
    return cosines;
  }

  /** A number of each of these documents, which are in ascending order; 0 where one has none. */
  static long[] numbers(IndexReader reader, int[] docs, String field) throws IOException {
    long[] found = new long[docs.length];
    List<LeafReaderContext> leaves = reader.leaves();
    NumericDocValues numbers = null;
    int open = -1;
    for (int i = 0; i < docs.length; i++) {
      int leaf = ReaderUtil.subIndex(docs[i], leaves);
      if (leaf != open) {
        numbers = leaves.get(leaf).reader().getNumericDocValues(field);
        open = leaf;
      }
      if (numbers != null && numbers.advanceExact(docs[i] - leaves.get(leaf).docBase)) {
        found[i] = numbers.longValue();
      }
    }
    return found;
  }
}
