package llmos.kernel.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A vector as it is kept: a scale (a float, little-endian), then one signed byte for each number, which is their product. A
 * quarter of the room of floats; a cosine of two such vectors is right to about .001.
 */
public final class ByteVector {
  private static final int HEAD = Float.BYTES;

  private ByteVector() {}

  /**
   * A vector, kept.
   *
   * @throws IllegalArgumentException if one of its numbers is infinite or none
   */
  public static byte[] of(float[] vector) {
    float greatest = 0;
    for (float number : vector) {
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException("a vector holds " + number);
      }
      greatest = Math.max(greatest, Math.abs(number));
    }
    float scale = greatest / Byte.MAX_VALUE;
    byte[] kept = new byte[HEAD + vector.length];
    ByteBuffer.wrap(kept).order(ByteOrder.LITTLE_ENDIAN).putFloat(scale);
    for (int i = 0; i < vector.length && scale > 0; i++) {
      kept[HEAD + i] = (byte) Math.round(vector[i] / scale);
    }
    return kept;
  }

  /** The numbers of a vector that is kept. */
  public static float[] floats(byte[] kept) {
    float scale = scale(kept, 0);
    float[] vector = new float[kept.length - HEAD];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = scale * kept[HEAD + i];
    }
    return vector;
  }

  /** The dot product of a vector with one that is kept at {@code offset}, which has as many numbers. */
  public static double dot(float[] vector, byte[] bytes, int offset) {
    // Four sums, as each addition waits for the one before it.
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int at = offset + HEAD;
    int i = 0;
    for (; i + 3 < vector.length; i += 4) {
      a += vector[i] * bytes[at + i];
      b += vector[i + 1] * bytes[at + i + 1];
      c += vector[i + 2] * bytes[at + i + 2];
      d += vector[i + 3] * bytes[at + i + 3];
    }
    for (; i < vector.length; i++) {
      a += vector[i] * bytes[at + i];
    }
    return (double) scale(bytes, offset) * (a + b + c + d);
  }

  /** How many numbers a kept vector of so many bytes has. */
  public static int dimensions(int bytes) {
    return bytes - HEAD;
  }

  private static float scale(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat(offset);
  }
}
