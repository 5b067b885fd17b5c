package llmos.kernel.disk;

import java.util.Arrays;
import org.apache.lucene.search.DocIdSetIterator;

/** Documents of a segment by their numbers, in ascending order. */
final class Listed extends DocIdSetIterator {
  private final int[] docs;
  private int at = -1;

  Listed(int[] docs) {
    this.docs = docs;
  }

  @Override
  public int docID() {
    return at < 0 ? -1 : at < docs.length ? docs[at] : NO_MORE_DOCS;
  }

  @Override
  public int nextDoc() {
    at++;
    return docID();
  }

  @Override
  public int advance(int target) {
    int found = Arrays.binarySearch(docs, Math.max(at, 0), docs.length, target);
    at = found < 0 ? -found - 1 : found;
    return docID();
  }

  @Override
  public long cost() {
    return docs.length;
  }
}
