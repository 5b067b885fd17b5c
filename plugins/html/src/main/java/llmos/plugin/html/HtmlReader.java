package llmos.plugin.html;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import llmos.api.Document;
import llmos.api.DocumentReader;

/** Reads web pages: what a reader of the page sees, without scripts, styles and, where the main part is marked, menus. */
final class HtmlReader implements DocumentReader {
  private static final Set<String> EXTENSIONS = Set.of("html", "htm", "xhtml", "xht", "shtml");

  @Override
  public String name() {
    return "html";
  }

  @Override
  public boolean reads(String fileName, byte[] head) {
    if (isPacked(head)) {
      return false;
    }
    if (EXTENSIONS.contains(
        fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))) {
      return true;
    }
    String start = new String(head, 0, Math.min(head.length, 256), StandardCharsets.ISO_8859_1)
        .strip()
        .toLowerCase(Locale.ROOT);
    return start.startsWith("<!doctype html") || start.startsWith("<html");
  }

  /** Whether it is an archive or a PDF, whatever its name: content goes before the name. */
  private static boolean isPacked(byte[] head) {
    String mark = new String(head, 0, Math.min(head.length, 4), StandardCharsets.ISO_8859_1);
    return mark.equals("PK\003\004") || mark.equals("%PDF");
  }

  @Override
  public Document read(String fileName, byte[] bytes) throws IOException {
    try {
      return WebPage.read(fileName, bytes);
    } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
      // What jsoup throws where damaged markup meets a bug of its own.
      throw new IOException("damaged HTML: " + e.getMessage(), e);
    }
  }
}
