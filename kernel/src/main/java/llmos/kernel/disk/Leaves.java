package llmos.kernel.disk;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;

/** Documents of an index, segment by segment. */
final class Leaves {
  private Leaves() {}

  /** Takes some documents of a segment, by their numbers in the whole index. */
  @FunctionalInterface
  interface Each {
    void take(LeafReaderContext leaf, int[] docs) throws IOException;
  }

  /** Gives each segment that holds some of these documents, which are in ascending order, those of them. */
  static void each(IndexReader reader, int[] docs, Each each) throws IOException {
    int next = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      int end = leaf.docBase + leaf.reader().maxDoc();
      int from = next;
      while (next < docs.length && docs[next] < end) {
        next++;
      }
      if (from < next) {
        each.take(leaf, Arrays.copyOfRange(docs, from, next));
      }
    }
  }
}
