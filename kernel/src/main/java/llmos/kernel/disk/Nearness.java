package llmos.kernel.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.kernel.store.ByteVector;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BitUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.quantization.OptimizedScalarQuantizer;
import org.apache.lucene.util.quantization.OptimizedScalarQuantizer.QuantizationResult;

/**
 * How near blocks are to a question in meaning. The index keeps of each vector a sketch: one bit for each number of what it is beside
 * the centre of all, and four numbers that correct what is estimated from the bits. All sketches are compared, which takes a few
 * instructions each; what may be among the best is then judged by its bytes ({@link ByteVector}), which the library keeps. Where there
 * is no centre yet the index keeps the bytes.
 *
 * <p>The method is RaBitQ's (Gao and Long, 2024) in the form of Lucene's quantizer; the question has four bits a number.
 */
final class Nearness {
  private static final byte BITS = 1;
  private static final byte QUESTION_BITS = 4;
  private static final int TAIL = 4 * Float.BYTES;

  private final String model;
  private final float[] vector;
  private final Optional<Question> question;
  private final Kept library;
  private final Sketches open;

  /** Gives the bytes of the vectors of blocks, by block; of those that have one. */
  @FunctionalInterface
  interface Kept {
    Map<Long, byte[]> of(String model, Collection<Long> blocks);
  }

  /**
   * The question's sketch: with {@code low} and {@code step} the two values of a block's numbers are {@code low} and {@code low +
   * step}, of which the latter stands where its sketch has a one.
   *
   * @param planes the first bit of each number, then the second, and so on
   * @param ofLow how often {@code low} counts
   * @param ofOnes how often {@code step} counts for each one
   * @param ofCommon how often {@code step} counts for each unit of the numbers where there are ones
   * @param rest what is always added
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Question(long[] planes, float ofLow, float ofOnes, float ofCommon, float rest) {}

  /**
   * A question's.
   *
   * @param centre what the model's vectors have in common; empty if it is not known yet, as there are few
   * @param open the sketches of the index that will be asked
   */
  Nearness(String model, float[] vector, Optional<float[]> centre, Kept library, Sketches open) {
    this.library = library;
    this.open = open;
    this.model = model;
    this.vector = vector;
    this.question = centre.filter(c -> c.length == vector.length).map(c -> question(vector, c));
  }

  private static Question question(float[] vector, float[] centre) {
    byte[] numbers = new byte[bytes(vector.length) * Byte.SIZE];
    QuantizationResult corrections =
        quantizer().scalarQuantize(vector.clone(), numbers, QUESTION_BITS, centre);
    byte[] bits = new byte[bytes(vector.length) * QUESTION_BITS];
    OptimizedScalarQuantizer.transposeHalfByte(numbers, bits);
    long[] planes = new long[bits.length / Long.BYTES];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (long) BitUtil.VH_LE_LONG.get(bits, i * Long.BYTES);
    }
    float from = corrections.lowerInterval();
    float unit = (corrections.upperInterval() - from) / ((1 << QUESTION_BITS) - 1);
    return new Question(
        planes,
        from * vector.length + unit * corrections.quantizedComponentSum(),
        from,
        unit,
        corrections.additionalCorrection() - VectorUtil.dotProduct(centre, centre));
  }

  private static OptimizedScalarQuantizer quantizer() {
    return new OptimizedScalarQuantizer(VectorSimilarityFunction.DOT_PRODUCT);
  }

  /** Of the bits of a sketch. */
  private static int bytes(int dimensions) {
    return OptimizedScalarQuantizer.discretize(dimensions, Long.SIZE) / Byte.SIZE;
  }

  /** The index's field for the bytes of a model's vectors. */
  static String field(String model) {
    return "v:" + model;
  }

  private static String sketches(String model) {
    return "s:" + model;
  }

  /** The models whose vectors a field of the index is of; empty if it is of none. */
  static Optional<String> model(String field) {
    return field.startsWith(field("")) || field.startsWith(sketches(""))
        ? Optional.of(field.substring(field("").length()))
        : Optional.empty();
  }

  /** What the index keeps of a block's vectors, by model: a sketch, or the bytes where there is no centre. */
  static List<Field> fields(Map<String, byte[]> vectors, Map<String, float[]> centres) {
    List<Field> fields = new ArrayList<>();
    vectors.forEach((model, kept) -> {
      float[] centre = centres.get(model);
      if (centre != null && centre.length == ByteVector.dimensions(kept.length)) {
        byte[] sketch = sketch(ByteVector.floats(kept), centre);
        fields.add(new BinaryDocValuesField(sketches(model), new BytesRef(sketch)));
      } else {
        fields.add(new BinaryDocValuesField(field(model), new BytesRef(kept)));
      }
    });
    return fields;
  }

  private static byte[] sketch(float[] vector, float[] centre) {
    byte[] numbers = new byte[bytes(vector.length) * Byte.SIZE];
    QuantizationResult corrections = quantizer().scalarQuantize(vector, numbers, BITS, centre);
    byte[] bits = new byte[bytes(vector.length)];
    OptimizedScalarQuantizer.packAsBinary(numbers, bits);
    return ByteBuffer.allocate(bits.length + TAIL)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(bits)
        .putFloat(corrections.lowerInterval())
        .putFloat(corrections.upperInterval())
        .putFloat(corrections.additionalCorrection())
        .putInt(corrections.quantizedComponentSum())
        .array();
  }

  /** The field of the bytes; each block that has a vector and no sketch has it. */
  String kept() {
    return field(model);
  }

  /** The field of the sketches; empty if there is no centre to compare them with. */
  Optional<String> sketched() {
    return question.map(q -> sketches(model));
  }

  /** The sketches of a segment, side by side in memory; empty if there are none, or too many. */
  Optional<Sketches.Segment> known(LeafReader reader) throws IOException {
    return question.isPresent() ? open.of(reader, sketches(model), length()) : Optional.empty();
  }

  /** What a sketch tells of a dot product; NaN if it is of another kind of vector. */
  float estimate(BytesRef sketch) {
    return question.isPresent() && sketch.length == length()
        ? estimate(sketch.bytes, sketch.offset)
        : Float.NaN;
  }

  /** Of the sketch of such a vector. */
  int length() {
    return bytes(vector.length) + TAIL;
  }

  /** What the sketch of {@link #length} at this place tells. */
  float estimate(byte[] sketch, int offset) {
    Question asked = question.orElseThrow();
    int tail = offset + bytes(vector.length);
    float low = (float) BitUtil.VH_LE_FLOAT.get(sketch, tail);
    float step = (float) BitUtil.VH_LE_FLOAT.get(sketch, tail + 4) - low;
    float correction = (float) BitUtil.VH_LE_FLOAT.get(sketch, tail + 8);
    int ones = (int) BitUtil.VH_LE_INT.get(sketch, tail + 12);
    return low * asked.ofLow()
        + step * (asked.ofOnes() * ones + asked.ofCommon() * common(asked.planes(), sketch, offset))
        + correction
        + asked.rest();
  }

  /** The sum of the question's numbers where a sketch has a one. */
  private static long common(long[] planes, byte[] sketch, int offset) {
    int words = planes.length / QUESTION_BITS;
    long sum = 0;
    for (int i = 0; i < words; i++) {
      long bits = (long) BitUtil.VH_LE_LONG.get(sketch, offset + i * Long.BYTES);
      sum += Long.bitCount(planes[i] & bits)
          + 2L * Long.bitCount(planes[words + i] & bits)
          + 4L * Long.bitCount(planes[2 * words + i] & bits)
          + 8L * Long.bitCount(planes[3 * words + i] & bits);
    }
    return sum;
  }

  /** The dot product with a vector's bytes; NaN if it has another length. */
  double exact(BytesRef kept) {
    return ByteVector.dimensions(kept.length) == vector.length
        ? ByteVector.dot(vector, kept.bytes, kept.offset)
        : Double.NaN;
  }

  /** How near these documents, in ascending order, are by what the index keeps; NaN for one without a vector. */
  double[] estimates(IndexReader reader, int[] docs) throws IOException {
    double[] near = new double[docs.length];
    Arrays.fill(near, Double.NaN);
    Leaves.each(reader, docs, (leaf, some) -> {
      BinaryDocValues kept = leaf.reader().getBinaryDocValues(field(model));
      Optional<Sketches.Segment> known = known(leaf.reader());
      BinaryDocValues fetched = known.isEmpty() && sketched().isPresent()
          ? leaf.reader().getBinaryDocValues(sketches(model))
          : null;
      int at = Arrays.binarySearch(docs, some[0]);
      for (int doc : some) {
        int place = known.isPresent() ? known.get().at(doc - leaf.docBase) : -1;
        if (place >= 0) {
          near[at] = estimate(known.orElseThrow().sketches(), place);
        } else if (fetched != null && fetched.advanceExact(doc - leaf.docBase)) {
          near[at] = estimate(fetched.binaryValue());
        } else if (kept != null && kept.advanceExact(doc - leaf.docBase)) {
          near[at] = exact(kept.binaryValue());
        }
        at++;
      }
    });
    return near;
  }

  /** How near blocks are by their bytes, by block; those without a vector are left out. */
  Map<Long, Double> exact(Collection<Long> blocks) {
    Map<Long, Double> near = HashMap.newHashMap(blocks.size());
    library.of(model, blocks).forEach((block, kept) -> {
      double exact = exact(new BytesRef(kept));
      if (!Double.isNaN(exact)) {
        near.put(block, exact);
      }
    });
    return near;
  }
}
