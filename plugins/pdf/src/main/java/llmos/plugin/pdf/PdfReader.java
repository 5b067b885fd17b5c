package llmos.plugin.pdf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import llmos.api.Document;
import llmos.api.DocumentReader;

/** Reads PDF files: paragraphs with their page numbers. Scanned pages have no text and are named in a warning. */
final class PdfReader implements DocumentReader {
  @Override
  public String name() {
    return "pdf";
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(".pdf") || hasMark(head);
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException, InterruptedException {
    if (!hasMark(bytes)) {
      throw new IOException("not a PDF: its first kilobyte holds no %PDF mark");
    }
    return PdfText.read(fileName, bytes);
  }

  private static boolean hasMark(byte[] bytes) {
    return new String(bytes, 0, Math.min(bytes.length, 1024), StandardCharsets.ISO_8859_1)
        .contains("%PDF-");
  }
}
