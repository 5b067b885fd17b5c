package llmos.kernel.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A piece of text as bytes: the length of its UTF-8 (seven bits a byte, the lowest first, each but the last with its highest bit
 * set), then that as a raw DEFLATE stream which knows common words; or a zero and the UTF-8 itself where that is shorter.
 *
 * <p>Thread-safe: one thread packs at a time, and as many unpack as like.
 */
final class Packing {
  /** Above it, a hundredth more is saved and it takes a quarter longer. */
  private static final int LEVEL = 4;

  private static final int MOST = 1_032; // times that a DEFLATE stream can grow

  /** What many texts have, the commonest last. A part of how texts are kept: it is never edited. */
  private static final byte[] WORDS = words();

  private final Deflater deflater = new Deflater(LEVEL, true);
  private final Queue<Inflater> inflaters = new ConcurrentLinkedQueue<>(); // idle ones

  private static byte[] words() {
    try (InputStream words =
        Objects.requireNonNull(Packing.class.getResourceAsStream("words.txt"))) {
      return words.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text, packed. Half of a surrogate pair that stands alone becomes a question mark. */
  synchronized byte[] pack(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer packed = ByteBuffer.allocate(plain.length + 1);
    length(plain.length, packed);
    deflater.reset();
    deflater.setDictionary(WORDS);
    deflater.setInput(plain);
    deflater.finish();
    deflater.deflate(packed);
    if (deflater.finished()) {
      return Arrays.copyOf(packed.array(), packed.position());
    }
    return packed.clear().put((byte) 0).put(plain).array();
  }

  private static void length(int length, ByteBuffer into) {
    int rest = length;
    for (; rest > 0x7f && into.remaining() > 1; rest >>>= 7) {
      into.put((byte) (rest | 0x80));
    }
    into.put((byte) rest);
  }

  /** All of the text that was packed, see {@link #unpack(byte[], int)}. */
  String unpack(byte[] packed) throws SQLException {
    return unpack(packed, Integer.MAX_VALUE);
  }

  /**
   * The text that was packed, at least {@code chars} characters of it if it has so many.
   *
   * @throws SQLException if these bytes are none
   */
  String unpack(byte[] packed, int chars) throws SQLException {
    int at = 0;
    long length = 0;
    for (int more = 0x80; more != 0; at++) {
      check(at < packed.length && at < Integer.BYTES + 1);
      length |= (packed[at] & 0x7fL) << (7 * at);
      more = packed[at] & 0x80;
    }
    if (length == 0) {
      return new String(packed, at, packed.length - at, StandardCharsets.UTF_8);
    }
    check(length <= (long) MOST * packed.length);
    byte[] plain = new byte[(int) length];
    int part = Math.min(plain.length, chars);
    Inflater idle = inflaters.poll();
    Inflater inflater = idle == null ? new Inflater(true) : idle;
    try {
      inflater.reset();
      inflater.setDictionary(WORDS);
      inflater.setInput(packed, at, packed.length - at);
      check(inflater.inflate(plain, 0, part) == part);
      if (!isAscii(plain, part)) { // of other signs there are fewer than bytes
        check(inflater.inflate(plain, part, plain.length - part) == plain.length - part);
        part = plain.length;
      }
    } catch (DataFormatException e) {
      throw new SQLException("the packed text of a document is malformed", e);
    } finally {
      inflaters.add(inflater);
    }
    return new String(plain, 0, part, StandardCharsets.UTF_8);
  }

  private static boolean isAscii(byte[] bytes, int length) {
    int all = 0;
    for (int i = 0; i < length; i++) {
      all |= bytes[i];
    }
    return all >= 0;
  }

  private static void check(boolean whole) throws SQLException {
    if (!whole) {
      throw new SQLException("the packed text of a document is malformed");
    }
  }
}
