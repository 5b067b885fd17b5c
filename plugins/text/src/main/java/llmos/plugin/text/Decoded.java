package llmos.plugin.text;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes as text. The encoding is told by a byte order mark, by where the zero bytes stand, or by whether the bytes are
 * valid UTF-8; what is none of these is read as windows-1252, with a warning.
 *
 * @param text all of the file, without its byte order mark, newlines as they are
 * @param warnings what had to be guessed or replaced
 */
record Decoded(String text, List<String> warnings) {
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final char REPLACED = '\uFFFD';

  /** How much of a file is looked at to tell whether it is text. */
  private static final int SAMPLE = 1 << 16;

  /**
   * Decodes a file.
   *
   * @throws IOException if it is not text
   */
  static Decoded of(byte[] bytes) throws IOException {
    if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
      return utf8(bytes, 3);
    }
    if (starts(bytes, 0xFF, 0xFE)) {
      return checked(new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE), "UTF-16");
    }
    if (starts(bytes, 0xFE, 0xFF)) {
      return checked(new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE), "UTF-16");
    }
    int length = Math.min(bytes.length, SAMPLE);
    if (wide(bytes, length, 1)) {
      return checked(new String(bytes, StandardCharsets.UTF_16LE), "UTF-16");
    }
    if (wide(bytes, length, 0)) {
      return checked(new String(bytes, StandardCharsets.UTF_16BE), "UTF-16");
    }
    if (!looksLikeText(bytes)) {
      throw new IOException("not text: too many control bytes; it looks like a binary file");
    }
    return utf8(bytes, 0);
  }

  /** Whether these first bytes of a file are those of text in an encoding known here. */
  static boolean looksLikeText(byte[] head) {
    int length = Math.min(head.length, SAMPLE);
    if (starts(head, 0xFF, 0xFE)
        || starts(head, 0xFE, 0xFF)
        || wide(head, length, 0)
        || wide(head, length, 1)) {
      return true;
    }
    int zeros = 0;
    int controls = 0;
    for (int i = 0; i < length; i++) {
      int b = head[i];
      zeros += b == 0 ? 1 : 0;
      controls += isControl(b) ? 1 : 0;
    }
    return zeros * 1000 <= length && controls * 50 <= length;
  }

  /** Control bytes that text does not hold; zero is counted apart as well. */
  private static boolean isControl(int b) {
    boolean layout = (b >= '\b' && b <= '\r') || b == 27;
    return b == 127 || (b >= 0 && b < 32 && !layout);
  }

  private static Decoded utf8(byte[] bytes, int from) {
    String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACED) < 0 || isOf(text, bytes, from)) {
      return new Decoded(text, List.of());
    }
    long replaced = text.chars().filter(c -> c == REPLACED).count();
    long foreign = text.chars().filter(c -> c > 127).count();
    if (from == 3 || replaced * 10 <= foreign) {
      return new Decoded(
          text,
          List.of(
              "%d characters are not valid UTF-8 and show as %c".formatted(replaced, REPLACED)));
    }
    return new Decoded(
        new String(bytes, WINDOWS),
        List.of("not UTF-8: read as windows-1252, some letters may be wrong"));
  }

  /** Whether these are the bytes of this text: then the sign for what was not valid has been in the file before. */
  private static boolean isOf(String text, byte[] bytes, int from) {
    byte[] again = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(again, 0, again.length, bytes, from, bytes.length);
  }

  private static Decoded checked(String text, String charset) {
    List<String> warnings = new ArrayList<>();
    long replaced = text.chars().filter(c -> c == REPLACED).count();
    if (replaced > 0) {
      warnings.add(
          "%d characters are not valid %s and show as %c".formatted(replaced, charset, REPLACED));
    }
    return new Decoded(text, warnings);
  }

  /** UTF-16 without a mark: nearly half of the bytes are zero, and nearly all of them on one side. */
  private static boolean wide(byte[] bytes, int length, int side) {
    int here = 0;
    int there = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == 0) {
        here += (i & 1) == side ? 1 : 0;
        there += (i & 1) == side ? 0 : 1;
      }
    }
    return length >= 4 && here * 10 >= length * 3 && there * 100 <= length;
  }

  private static boolean starts(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
