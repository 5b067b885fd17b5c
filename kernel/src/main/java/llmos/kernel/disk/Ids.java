package llmos.kernel.disk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Ids of an engine's documents as names in a volume. What would not be typed, shown or told apart as a name is written as in
 * addresses, {@code %23} for a {@code #}.
 */
final class Ids {
  private Ids() {}

  /** The name of a document. */
  static String path(String id) {
    String form = Splitter.storable(id);
    StringBuilder path = new StringBuilder();
    int last = form.length() - 1;
    for (int at = 0; at <= last; ) {
      int c = form.codePointAt(at);
      boolean end = at == 0 || at + Character.charCount(c) > last;
      String one = Character.toString(c);
      boolean odd = c == '%' || c == '#' || (end && (c == '/' || Character.isWhitespace(c)));
      path.append(odd || !Names.visible(one).equals(one) ? escaped(one) : one);
      at += Character.charCount(c);
    }
    return path.toString();
  }

  private static String escaped(String one) {
    StringBuilder out = new StringBuilder();
    for (byte b : one.getBytes(StandardCharsets.UTF_8)) {
      out.append("%%%02X".formatted(b & 0xFF));
    }
    return out.toString();
  }

  /** The id that a name stands for; a {@code %} without two digits stands for itself. */
  static String id(String path) {
    ByteArrayOutputStream id = new ByteArrayOutputStream();
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at++) {
      int high = at + 2 < bytes.length ? Character.digit(bytes[at + 1], 16) : -1;
      int low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], 16) : -1;
      if (bytes[at] == '%' && high >= 0 && low >= 0) {
        id.write(high << 4 | low);
        at += 2;
      } else {
        id.write(bytes[at]);
      }
    }
    return id.toString(StandardCharsets.UTF_8);
  }
}
