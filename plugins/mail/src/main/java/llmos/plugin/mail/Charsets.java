package llmos.plugin.mail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes as text, whatever a mail says of them: charsets are missing, misspelt or wrong as often as not. */
final class Charsets {
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final char REPLACED = '\uFFFD';

  private Charsets() {}

  /** In the charset of this name if it fits, else in UTF-8 if that does, else in windows-1252, which always does. */
  static String decode(byte[] bytes, String name) {
    Optional<Charset> named = named(name);
    if (named.isPresent()) {
      String text = new String(bytes, named.get());
      if (text.indexOf(REPLACED) < 0 || mostlyFits(text)) {
        return text;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, WINDOWS);
    }
  }

  private static boolean mostlyFits(String text) {
    long replaced = text.chars().filter(c -> c == REPLACED).count();
    long foreign = text.chars().filter(c -> c > 127).count();
    return replaced * 10 <= foreign;
  }

  /** US-ASCII is what is said where nothing is known. */
  private static Optional<Charset> named(String name) {
    try {
      return Optional.of(Charset.forName(name)).filter(c -> !c.equals(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
