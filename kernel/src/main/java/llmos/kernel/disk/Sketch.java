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
 * A vector in a few words of 64 bits: one bit for each number of what it is beside the centre of all, as many words as that takes; four
 * numbers of 32 bits that correct what is estimated from the bits; the vector's number in the library. In bytes, little-endian.
 *
 * <p>The method is RaBitQ's (Gao and Long, 2024) in the form of Lucene's quantizer; the question has four bits a number.
 */
final class Sketch {
  private static final byte BITS = 1;
  private static final byte QUESTION_BITS = 4;
  private static final int TAIL = 3; // words after the bits

  private Sketch() {}

  /** The words that a vector's bits take. */
  private static int bits(int dimensions) {
    return OptimizedScalarQuantizer.discretize(dimensions, Long.SIZE) / Long.SIZE;
  }

  /** The words of a sketch. */
  static int words(int dimensions) {
    return bits(dimensions) + TAIL;
  }

  private static OptimizedScalarQuantizer quantizer() {
    return new OptimizedScalarQuantizer(VectorSimilarityFunction.DOT_PRODUCT);
  }

  /** The sketch of a vector. */
  static byte[] of(BlockVectors.Numbered vector, float[] centre) {
    float[] floats = ByteVector.floats(vector.kept());
    int words = bits(floats.length);
    byte[] numbers = new byte[words * Long.SIZE];
    QuantizationResult corrections = quantizer().scalarQuantize(floats, numbers, BITS, centre);
    byte[] bits = new byte[words * Long.BYTES];
    OptimizedScalarQuantizer.packAsBinary(numbers, bits);
    return ByteBuffer.allocate((words + TAIL) * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(bits)
        .putFloat(corrections.lowerInterval())
        .putFloat(corrections.upperInterval())
        .putFloat(corrections.additionalCorrection())
        .putInt(corrections.quantizedComponentSum())
        .putLong(vector.id())
        .array();
  }

  /** Reads the words of a sketch; false if it has not {@code words}, as it is of another kind of vector. */
  static boolean read(BytesRef sketch, int words, long[] into, int at) {
    if (sketch.length != words * Long.BYTES) {
      return false;
    }
    for (int i = 0; i < words; i++) {
      into[at + i] =
          (long) BitUtil.VH_LE_LONG.get(sketch.bytes, sketch.offset + i * Long.BYTES);
    }
    return true;
  }

  /** The number of the vector whose sketch of so many words begins here. */
  static long vector(long[] sketches, int at, int words) {
    return sketches[at + words - 1];
  }

  /** A question's sketch. */
  static final class Question {
    /** Of each word of bits: the first bit of the question's numbers, then the second, and so on. */
    private final long[] planes;

    private final int bits;

    // With low and step the two values of a block's numbers are low and low + step, of which the
    // latter stands where its sketch has a one.
    private final float ofLow; // how often low counts
    private final float ofOnes; // how often step counts for each one
    private final float ofCommon; // and for each unit of the numbers where there are ones
    private final float rest; // what is always added

    Question(float[] vector, float[] centre) {
      bits = bits(vector.length);
      byte[] numbers = new byte[bits * Long.SIZE];
      QuantizationResult corrections =
          quantizer().scalarQuantize(vector.clone(), numbers, QUESTION_BITS, centre);
      byte[] packed = new byte[bits * Long.BYTES * QUESTION_BITS];
      OptimizedScalarQuantizer.transposeHalfByte(numbers, packed);
      planes = new long[bits * QUESTION_BITS];
      for (int i = 0; i < planes.length; i++) {
        int to = i % bits * QUESTION_BITS + i / bits;
        planes[to] = (long) BitUtil.VH_LE_LONG.get(packed, i * Long.BYTES);
      }
      float from = corrections.lowerInterval();
      float unit = (corrections.upperInterval() - from) / ((1 << QUESTION_BITS) - 1);
      ofLow = from * vector.length + unit * corrections.quantizedComponentSum();
      ofOnes = from;
      ofCommon = unit;
      rest = corrections.additionalCorrection() - VectorUtil.dotProduct(centre, centre);
    }

    /** What the sketch that begins here tells of the dot product. */
    float estimate(long[] sketches, int at) {
      int common = 0; // the sum of the question's numbers where the sketch has a one
      for (int i = 0; i < bits; i++) {
        long word = sketches[at + i];
        common += Long.bitCount(planes[4 * i] & word)
            + 2 * Long.bitCount(planes[4 * i + 1] & word)
            + 4 * Long.bitCount(planes[4 * i + 2] & word)
            + 8 * Long.bitCount(planes[4 * i + 3] & word);
      }
      long range = sketches[at + bits];
      long rest = sketches[at + bits + 1];
      float low = Float.intBitsToFloat((int) range);
      float step = Float.intBitsToFloat((int) (range >>> Integer.SIZE)) - low;
      int ones = (int) (rest >>> Integer.SIZE);
      return low * ofLow
          + step * (ofOnes * ones + ofCommon * common)
          + Float.intBitsToFloat((int) rest)
          + this.rest;
    }
  }
}
