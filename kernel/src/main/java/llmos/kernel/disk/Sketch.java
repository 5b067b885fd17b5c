package llmos.kernel.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import llmos.kernel.store.BlockVectors;
import llmos.kernel.store.ByteVector;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BitUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.quantization.OptimizedScalarQuantizer;
import org.apache.lucene.util.quantization.OptimizedScalarQuantizer.QuantizationResult;

/**
 * A vector in a few words: one bit for each number of what it is beside the centre of all, four numbers that correct what is estimated
 * from the bits, and the vector's number in the library. One is read after the other into the same object.
 *
 * <p>The method is RaBitQ's (Gao and Long, 2024) in the form of Lucene's quantizer; the question has four bits a number.
 */
final class Sketch {
  private static final byte BITS = 1;
  private static final byte QUESTION_BITS = 4;

  /** Bytes after the bits: the value of a zero, that of a one, a correction, how many ones there are, the vector's number. */
  private static final int TAIL = 3 * Float.BYTES + Integer.BYTES + Long.BYTES;

  final long[] bits;
  float low;
  float step; // from the value of a zero to that of a one
  float correction;
  int ones;
  long vector;

  /** For sketches of vectors of so many numbers. */
  Sketch(int dimensions) {
    this.bits = new long[words(dimensions)];
  }

  /** The words that a vector's bits take. */
  static int words(int dimensions) {
    return OptimizedScalarQuantizer.discretize(dimensions, Long.SIZE) / Long.SIZE;
  }

  /** The bytes of a vector's sketch. */
  static long bytes(int dimensions) {
    return (long) words(dimensions) * Long.BYTES + TAIL;
  }

  private static OptimizedScalarQuantizer quantizer() {
    return new OptimizedScalarQuantizer(VectorSimilarityFunction.DOT_PRODUCT);
  }

  /** A vector's, in bytes, little-endian. */
  static byte[] of(BlockVectors.Numbered vector, float[] centre) {
    float[] floats = ByteVector.floats(vector.kept());
    byte[] numbers = new byte[words(floats.length) * Long.SIZE];
    QuantizationResult corrections = quantizer().scalarQuantize(floats, numbers, BITS, centre);
    byte[] bits = new byte[numbers.length / Byte.SIZE];
    OptimizedScalarQuantizer.packAsBinary(numbers, bits);
    return ByteBuffer.allocate(bits.length + TAIL)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(bits)
        .putFloat(corrections.lowerInterval())
        .putFloat(corrections.upperInterval())
        .putFloat(corrections.additionalCorrection())
        .putInt(corrections.quantizedComponentSum())
        .putLong(vector.id())
        .array();
  }

  /** Reads what {@link #of} made; false if that is of another kind of vector. */
  boolean read(BytesRef kept) {
    int tail = kept.offset + bits.length * Long.BYTES;
    if (kept.length != bits.length * Long.BYTES + TAIL) {
      return false;
    }
    words(kept.bytes, kept.offset, bits);
    low = (float) BitUtil.VH_LE_FLOAT.get(kept.bytes, tail);
    step = (float) BitUtil.VH_LE_FLOAT.get(kept.bytes, tail + 4) - low;
    correction = (float) BitUtil.VH_LE_FLOAT.get(kept.bytes, tail + 8);
    ones = (int) BitUtil.VH_LE_INT.get(kept.bytes, tail + 12);
    vector = (long) BitUtil.VH_LE_LONG.get(kept.bytes, tail + 16);
    return true;
  }

  private static void words(byte[] bytes, int offset, long[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = (long) BitUtil.VH_LE_LONG.get(bytes, offset + i * Long.BYTES);
    }
  }

  /** A question's sketch. */
  static final class Question {
    private final long[][] planes =
        new long[QUESTION_BITS][]; // the lowest bits of its numbers first

    // What counts how often: the value of a zero, the step for each one, the step for each unit of
    // the question's numbers where there are ones; and what is always added.
    private final float ofLow;
    private final float ofOnes;
    private final float ofCommon;
    private final float rest;

    Question(float[] vector, float[] centre) {
      int words = words(vector.length);
      byte[] numbers = new byte[words * Long.SIZE];
      QuantizationResult corrections =
          quantizer().scalarQuantize(vector.clone(), numbers, QUESTION_BITS, centre);
      byte[] packed = new byte[words * Long.BYTES * QUESTION_BITS];
      OptimizedScalarQuantizer.transposeHalfByte(numbers, packed);
      for (int i = 0; i < planes.length; i++) {
        planes[i] = new long[words];
        words(packed, i * words * Long.BYTES, planes[i]);
      }
      float from = corrections.lowerInterval();
      float unit = (corrections.upperInterval() - from) / ((1 << QUESTION_BITS) - 1);
      ofLow = from * vector.length + unit * corrections.quantizedComponentSum();
      ofOnes = from;
      ofCommon = unit;
      rest = corrections.additionalCorrection() - VectorUtil.dotProduct(centre, centre);
    }

    /** What a sketch tells of the dot product. */
    float estimate(Sketch sketch) {
      int common = 0;
      for (int i = 0; i < sketch.bits.length; i++) {
        common += common(i, sketch.bits[i]);
      }
      return sketch.low * ofLow
          + sketch.step * (ofOnes * sketch.ones + ofCommon * common)
          + sketch.correction
          + rest;
    }

    /** The sum of the question's numbers where a word of a sketch has a one. */
    private int common(int place, long word) {
      return common(planes[0][place], planes[1][place], planes[2][place], planes[3][place], word);
    }

    private static int common(long ones, long twos, long fours, long eights, long word) {
      return Long.bitCount(ones & word)
          + 2 * Long.bitCount(twos & word)
          + 4 * Long.bitCount(fours & word)
          + 8 * Long.bitCount(eights & word);
    }

    /** The same for all of a group. The loops have the form that the compiler makes instructions for many numbers of. */
    void estimate(Sketches.Segment all, int group, float[] into) {
      int size = Sketches.Segment.GROUP;
      int[] common = new int[size];
      for (int i = 0; i < planes[0].length; i++) {
        int from = (group * planes[0].length + i) * size;
        add(i, all.bits, from, common);
      }
      int from = group * size;
      for (int k = 0; k < into.length; k++) {
        into[k] = all.low[from + k] * ofLow
            + all.step[from + k] * (ofOnes * all.ones[from + k] + ofCommon * common[k])
            + all.correction[from + k]
            + rest;
      }
    }

    private void add(int place, long[] bits, int from, int[] common) {
      long ones = planes[0][place];
      long twos = planes[1][place];
      long fours = planes[2][place];
      long eights = planes[3][place];
      for (int k = 0; k < common.length; k++) {
        common[k] += common(ones, twos, fours, eights, bits[from + k]);
      }
    }
  }
}
