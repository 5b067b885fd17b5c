package llmos.plugin.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import llmos.api.Errno;
import llmos.api.FaultException;

/**
 * What the head of a GGUF file says, read without llama.cpp, so that a wrong file is refused before anything native runs:
 * the magic {@code GGUF}, version, number of tensors, number of entries, then the entries: key, type, value.
 */
final class ModelFile {
  private static final int HEAD = 1 << 16;
  private static final String HINT = "cpu pull smollm2";
  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, -1, -2, 8, 8, 8};
  private static final int STRING = 8;
  private static final int UINT32 = 4;

  private ModelFile() {}

  /**
   * The length of context that the model was trained for.
   *
   * @return tokens, or 0 if the head does not say
   * @throws FaultException if the file is not there or is no model
   */
  static int contextLength(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new FaultException(Errno.NO_FILE, "model file %s is not there".formatted(file), HINT);
    }
    ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (head.hasRemaining() && channel.read(head) >= 0) {
        // Reads on until the buffer is full or the file ends.
      }
    } catch (IOException e) {
      throw new FaultException(
          Errno.NO_FILE, "model file %s cannot be read: %s".formatted(file, e.getMessage()), HINT);
    }
    head.flip();
    int version = head.limit() < 24 || head.getInt() != 0x46554747 ? 0 : head.getInt();
    if (version < 2 || version > 3) {
      throw new FaultException(Errno.NO_FILE, "%s is not a GGUF model file".formatted(file), HINT);
    }
    head.getLong();
    return scan(head, head.getLong());
  }

  private static int scan(ByteBuffer head, long entries) {
    for (long i = 0; i < entries; i++) {
      String key = text(head);
      if (key.isEmpty() || head.remaining() < 12) {
        return 0;
      }
      int type = head.getInt();
      if (type == UINT32 && key.endsWith(".context_length")) {
        return head.getInt();
      }
      if (!skip(head, type)) {
        return 0;
      }
    }
    return 0;
  }

  /** Steps over a value; false if it is a list or goes beyond the head: the lists, of tokens, come last. */
  private static boolean skip(ByteBuffer head, int type) {
    long size = type == STRING
        ? 8 + head.getLong(head.position())
        : type >= 0 && type < SIZES.length ? SIZES[type] : -1;
    if (size < 0 || size > head.remaining()) {
      return false;
    }
    head.position(head.position() + (int) size);
    return true;
  }

  private static String text(ByteBuffer head) {
    long length = head.remaining() < 8 ? -1 : head.getLong();
    if (length < 0 || length > head.remaining()) {
      return "";
    }
    byte[] bytes = new byte[(int) length];
    head.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
