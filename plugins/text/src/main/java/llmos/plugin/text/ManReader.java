package llmos.plugin.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import llmos.api.Document;
import llmos.api.DocumentReader;

/** Reads manual pages, packed ones too: the text is what the page says, without its macros. */
final class ManReader implements DocumentReader {
  private static final Pattern NAME = Pattern.compile("(?s).*\\.([1-9]\\w{0,4}|man|mdoc|roff)");
  private static final Pattern PACKED = Pattern.compile("(?s).*\\.[1-9]\\w{0,4}\\.gz");

  /** Comments and settings come first; so many lines of them are looked at. */
  private static final int SETTINGS = 100;

  private static final Pattern HAS_SECTIONS = Pattern.compile("(?m)^\\.\\s?(SH|Sh|TH|Dd|so)\\b");
  private static final int LARGEST = 32 << 20;

  @Override
  public String name() {
    return "man";
  }

  @Override
  public boolean light() {
    return true;
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    if (isPacked(head)) {
      return PACKED.matcher(fileName).matches();
    }
    if (!Decoded.looksLikeText(head)) {
      return false;
    }
    String start = new String(head, StandardCharsets.ISO_8859_1);
    boolean comment = start.startsWith(".\\\"") || start.startsWith("'\\\"");
    return begins(start)
        || (NAME.matcher(fileName).matches()
            && (comment || HAS_SECTIONS.matcher(start).find()));
  }

  /** Whether nothing but requests stands before the title. */
  private static boolean begins(String start) {
    for (String line : start.split("\n", SETTINGS)) {
      if (line.startsWith(".TH ") || line.startsWith(".Dd ")) {
        return true;
      }
      if (!line.isBlank() && !line.startsWith(".") && !line.startsWith("'")) {
        return false;
      }
    }
    return false;
  }

  private static boolean isPacked(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B;
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException {
    Decoded decoded = Decoded.of(isPacked(bytes) ? unpacked(bytes) : bytes);
    ManPage page = ManPage.of(decoded.text());
    return new Document(
        page.title().isBlank() ? fileName : page.title(),
        page.text().text(),
        page.text().parts(),
        decoded.warnings());
  }

  private static byte[] unpacked(byte[] bytes) throws IOException {
    byte[] plain;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      plain = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw new IOException("damaged: it cannot be unpacked (%s)".formatted(e.getMessage()), e);
    }
    if (plain.length > LARGEST) {
      throw new IOException("refused: it unpacks to more than %d MB".formatted(LARGEST >> 20));
    }
    return plain;
  }
}
