package llmos.kernel.disk;

import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.IntroSelector;
import org.apache.lucene.util.NumericUtils;

/**
 * Keeps the documents of the greatest scores, of equal ones the first. It gathers several times as many as are wanted before it parts
 * them, which takes a fraction of the time of a queue.
 */
final class Nearest {
  private static final int ROOM = 4;

  private final int most;
  private final long[] kept; // scores in the upper half
  private final Parting parting = new Parting();
  private int size;
  private float bound = Float.NEGATIVE_INFINITY; // there are enough that are no less

  private final class Parting extends IntroSelector {
    private long pivot;

    @Override
    protected void swap(int i, int j) {
      long other = kept[i];
      kept[i] = kept[j];
      kept[j] = other;
    }

    @Override
    protected void setPivot(int i) {
      pivot = kept[i];
    }

    @Override
    protected int comparePivot(int j) {
      return Long.compare(kept[j], pivot); // the greatest first
    }
  }

  /** Of so many documents. */
  Nearest(int most) {
    this.most = most;
    this.kept = new long[ROOM * most];
  }

  /** Whether a document of this score may be kept; never one of NaN. */
  boolean takes(float score) {
    return score > bound;
  }

  /** Keeps a document that {@link #takes} is true of; they come in ascending order, or once each. */
  void add(int doc, float score) {
    add((long) NumericUtils.floatToSortableInt(score) << Integer.SIZE | (~doc & 0xffffffffL));
  }

  private void add(long one) {
    kept[size++] = one;
    if (size == kept.length) {
      part();
    }
  }

  private void part() {
    if (size > most) {
      parting.select(0, size, most - 1);
      size = most;
      bound = score(kept[most - 1]);
    }
  }

  private static float score(long one) {
    return NumericUtils.sortableIntToFloat((int) (one >> Integer.SIZE));
  }

  /** Takes what another one has kept. */
  void addAll(Nearest other) {
    for (int i = 0; i < other.size; i++) {
      add(other.kept[i]);
    }
  }

  /** What was kept, in no order. */
  ScoreDoc[] hits() {
    part();
    ScoreDoc[] hits = new ScoreDoc[size];
    for (int i = 0; i < size; i++) {
      hits[i] = new ScoreDoc(~(int) kept[i], score(kept[i]));
    }
    return hits;
  }
}
