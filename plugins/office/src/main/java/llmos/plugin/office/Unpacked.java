package llmos.plugin.office;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/** An entry while it is unpacked: counted against the limits as it grows, compared with its checksum at its end. */
final class Unpacked extends FilterInputStream {
  /** XML of one cell over and over is packed about 60 times; nothing that somebody wrote comes near this. */
  private static final int MOST_RATIO = 250;

  /** Below this no ratio is too high. */
  private static final long SMALL = 4L << 20;

  private final Archive archive;
  private final String name;
  private final long packed;
  private final long checksum;
  private final CRC32 crc = new CRC32();
  private long count;

  Unpacked(Archive archive, String name, InputStream in, long packed, long checksum) {
    super(in);
    this.archive = archive;
    this.name = name;
    this.packed = packed;
    this.checksum = checksum;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int n;
    try {
      n = in.read(into, offset, length);
    } catch (ZipException | EOFException e) {
      throw new IOException(
          "damaged: %s cannot be unpacked (%s)".formatted(name, e.getMessage()), e);
    }
    if (n < 0) {
      if (crc.getValue() != checksum) {
        throw new IOException("damaged: the checksum of %s is wrong".formatted(name));
      }
      return n;
    }
    crc.update(into, offset, n);
    count += n;
    archive.count(n);
    if (count > SMALL && count / MOST_RATIO > packed) {
      throw new IOException("refused: %s unpacks to more than %d times its size, as a zip bomb does"
          .formatted(name, MOST_RATIO));
    }
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    return readNBytes((int) Math.min(n, 8192)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
