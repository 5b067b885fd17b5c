package llmos.plugin.tika;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import llmos.api.Document;
import llmos.api.DocumentReader;

/** Reads Word, Excel, PowerPoint and Outlook files of before 2007, and RTF; known by their first bytes, whatever they are called. */
final class TikaReader implements DocumentReader {
  private static final byte[] OLE = {
    (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1
  };
  private static final byte[] RTF = "{\\rtf".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String name() {
    return "tika (doc, xls, ppt, msg, rtf)";
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    return begins(head, OLE) || begins(head, RTF);
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException, InterruptedException {
    if (!reads(fileName, bytes)) {
      throw new IOException("neither an office file of before 2007 nor RTF");
    }
    return TikaText.read(fileName, bytes, begins(bytes, RTF));
  }

  private static boolean begins(byte[] bytes, byte[] mark) {
    return bytes.length >= mark.length
        && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }
}
