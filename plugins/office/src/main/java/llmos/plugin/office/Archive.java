package llmos.plugin.office;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A zip archive in memory, read by its directory. Names are only looked up, never paths of a file system, and case does not
 * matter in them. What is unpacked is bounded: for each entry by how much smaller it was packed, for the archive in all. Of two
 * entries with one name the first counts. An archive inside of the archive is bytes like others. Used by one thread.
 */
final class Archive {
  private static final int MOST_ENTRIES = 20_000;
  static final long MOST_UNPACKED = 256L << 20;

  private static final int ENTRY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final long SEE_64 = 0xFFFFFFFFL;
  private static final int ENCRYPTED = 1;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final byte[] bytes;
  private final ByteBuffer data;
  private final Map<String, Entry> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private long unpacked;

  private Archive(byte[] bytes) {
    this.bytes = bytes;
    this.data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What the directory says of an entry. */
  private record Entry(int flags, int method, long crc, long packed, long local) {}

  /** Where the directory is, and of how many entries. */
  private record Directory(long start, long count) {}

  /**
   * Opens an archive.
   *
   * @throws IOException if it is damaged, or has more entries than a document has
   */
  static Archive of(byte[] bytes) throws IOException {
    Archive archive = new Archive(bytes);
    try {
      archive.list(archive.directory());
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("damaged: the directory of the archive is broken", e);
    }
    return archive;
  }

  private Directory directory() throws IOException {
    int end = bytes.length - END_SIZE;
    while (end >= 0 && data.getInt(end) != END) {
      end = bytes.length - end > END_SIZE + LONGEST_COMMENT ? -1 : end - 1;
    }
    if (end < 0) {
      throw new IOException("damaged: the end of the archive is missing, as if it was cut off");
    }
    long count = Short.toUnsignedLong(data.getShort(end + 10));
    long size = Integer.toUnsignedLong(data.getInt(end + 12));
    long start = Integer.toUnsignedLong(data.getInt(end + 16));
    if (end >= 20 && data.getInt(end - 20) == LOCATOR_64) {
      int large = Math.toIntExact(data.getLong(end - 12));
      if (data.getInt(large) != END_64) {
        throw new IOException("damaged: the directory of the archive is broken");
      }
      return new Directory(data.getLong(large + 48), data.getLong(large + 32));
    }
    // Bytes before the archive move all of its offsets.
    long before = end - size - start;
    return new Directory(before > 0 ? start + before : start, count);
  }

  private void list(Directory directory) throws IOException {
    if (directory.count() > MOST_ENTRIES || directory.count() < 0) {
      throw new IOException("refused: an archive of %,d entries; the limit for a document is %,d"
          .formatted(directory.count(), MOST_ENTRIES));
    }
    int at = exact(directory.start());
    for (long i = 0; i < directory.count(); i++) {
      if (data.getInt(at) != ENTRY) {
        throw new IOException("damaged: the directory of the archive is broken");
      }
      int name = Short.toUnsignedInt(data.getShort(at + 28));
      int extra = Short.toUnsignedInt(data.getShort(at + 30));
      int comment = Short.toUnsignedInt(data.getShort(at + 32));
      String path = new String(bytes, at + 46, name, StandardCharsets.UTF_8).replace('\\', '/');
      entries.putIfAbsent(path.startsWith("/") ? path.substring(1) : path, entry(at, name, extra));
      at += 46 + name + extra + comment;
    }
  }

  private Entry entry(int at, int name, int extra) {
    long packed = Integer.toUnsignedLong(data.getInt(at + 20));
    long size = Integer.toUnsignedLong(data.getInt(at + 24));
    long local = Integer.toUnsignedLong(data.getInt(at + 42));
    int field = at + 46 + name;
    int stop = field + extra;
    while (field + 4 <= stop) {
      int length = Short.toUnsignedInt(data.getShort(field + 2));
      if (data.getShort(field) == 1) {
        int value = field + 4 + (size == SEE_64 ? 8 : 0);
        if (packed == SEE_64) {
          packed = data.getLong(value);
          value += 8;
        }
        local = local == SEE_64 ? data.getLong(value) : local;
      }
      field += 4 + length;
    }
    return new Entry(
        data.getShort(at + 8),
        data.getShort(at + 10),
        Integer.toUnsignedLong(data.getInt(at + 16)),
        packed,
        local);
  }

  private static int exact(long offset) {
    if (offset < 0 || offset > Integer.MAX_VALUE) {
      throw new IndexOutOfBoundsException(Long.toString(offset));
    }
    return (int) offset;
  }

  /** The names of all entries. */
  Set<String> names() {
    return entries.keySet();
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /**
   * The bytes of an entry, unpacked while they are read. Reading ends with an IOException where the entry is damaged, encrypted, or
   * larger than the limits.
   */
  InputStream open(String name) throws IOException {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IOException("damaged: the archive has no " + name);
    }
    if ((entry.flags() & ENCRYPTED) != 0) {
      throw new IOException("encrypted: it opens only with a password");
    }
    InputStream packed = packed(name, entry);
    return switch (entry.method()) {
      case STORED -> new Unpacked(this, name, packed, entry.packed(), entry.crc());
      case DEFLATED ->
        new Unpacked(this, name, new Raw(packed), Math.max(1, entry.packed()), entry.crc());
      default ->
        throw new IOException("damaged: %s is packed by an unknown method, number %d"
            .formatted(name, entry.method()));
    };
  }

  private InputStream packed(String name, Entry entry) throws IOException {
    try {
      int at = exact(entry.local());
      if (data.getInt(at) == LOCAL) {
        int start = at
            + 30
            + Short.toUnsignedInt(data.getShort(at + 26))
            + Short.toUnsignedInt(data.getShort(at + 28));
        if (start <= bytes.length - exact(entry.packed())) {
          return new ByteArrayInputStream(bytes, start, exact(entry.packed()));
        }
      }
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("damaged: %s is not where the directory says".formatted(name), e);
    }
    throw new IOException("damaged: %s is not where the directory says".formatted(name));
  }

  /** All bytes of an entry that must be small, cut off where it is not. */
  byte[] small(String name, int most) throws IOException {
    try (InputStream in = open(name)) {
      return in.readNBytes(most);
    }
  }

  /** Counts what was unpacked of all entries together. */
  void count(long more) throws IOException {
    unpacked += more;
    if (unpacked > MOST_UNPACKED) {
      throw new IOException(
          "refused: it unpacks to more than %d MB".formatted(MOST_UNPACKED >> 20));
    }
  }

  /** Deflated bytes without a header; gives the native memory back when it is closed. */
  private static final class Raw extends InflaterInputStream {
    Raw(InputStream packed) {
      super(packed, new Inflater(true), 8192);
    }

    @Override
    public void close() throws IOException {
      super.close();
      inf.end();
    }
  }
}
