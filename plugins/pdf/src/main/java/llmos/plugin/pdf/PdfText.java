package llmos.plugin.pdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/** The text of one file while it grows, page by page. Everything that touches PDFBox is in this class. */
final class PdfText {
  /** Held, because a logger that nobody holds forgets its level. PDFBox warns of each oddity on the error stream. */
  private static final List<Logger> SILENT =
      List.of(Logger.getLogger("org.apache.pdfbox"), Logger.getLogger("org.apache.fontbox"));

  static {
    SILENT.forEach(logger -> logger.setLevel(Level.OFF));
  }

  /** Unpacked streams beyond the first go to a temporary file, beyond the second the file is refused. */
  private static final long MOST_MEMORY = 64L << 20;

  private static final long MOST_STORAGE = 1L << 30;

  /** Text beyond this is left out, with a warning. */
  private static final int MOST_TEXT = 100_000_000;

  private static final Pattern HYPHENATED = Pattern.compile("(?<=\\p{Ll})[-\u00AD]\\R(?=\\p{Ll})");
  private static final Pattern BETWEEN_PARAGRAPHS = Pattern.compile("\\n[ \\t\\r\\f]*+\\n\\s*+");

  private final StringBuilder text = new StringBuilder();
  private final List<Part> parts = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Integer> withoutText = new ArrayList<>();

  private PdfText() {}

  static Document read(String fileName, byte[] bytes) throws IOException, InterruptedException {
    try (PDDocument pdf = Loader.loadPDF(
        new RandomAccessReadBuffer(bytes),
        "",
        null,
        null,
        MemoryUsageSetting.setupMixed(MOST_MEMORY, MOST_STORAGE).streamCache)) {
      PdfText result = new PdfText();
      result.pages(pdf);
      return new Document(
          title(pdf, fileName), result.text.toString(), result.parts, result.warnings);
    } catch (InvalidPasswordException e) {
      throw new IOException("encrypted: it opens only with a password", e);
    } catch (IOException e) {
      throw new IOException("damaged PDF: " + e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      // Damaged files meet casts and recursions in PDFBox that nobody guarded.
      throw new IOException("damaged PDF: " + e, e);
    }
  }

  private void pages(PDDocument pdf) throws IOException, InterruptedException {
    int pages = pdf.getNumberOfPages();
    for (int page = 1; page <= pages; page++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading page %d of %d".formatted(page, pages));
      }
      if (text.length() > MOST_TEXT) {
        warnings.add("pages %d to %d are left out: too much text".formatted(page, pages));
        break;
      }
      page(pdf, page);
    }
    if (!withoutText.isEmpty()) {
      warnings.add("no text on %d of %d pages (scanned?), the first is page %d"
          .formatted(withoutText.size(), pages, withoutText.getFirst()));
    }
  }

  private void page(PDDocument pdf, int number) {
    try {
      PDFTextStripper stripper = new PDFTextStripper();
      stripper.setLineSeparator("\n");
      stripper.setParagraphStart("\n");
      stripper.setStartPage(number);
      stripper.setEndPage(number);
      add(stripper.getText(pdf), number);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // One page that cannot be read does not cost the others.
      warnings.add("page %d: %s".formatted(number, e));
    }
  }

  private void add(String raw, int number) {
    boolean any = false;
    for (String piece : BETWEEN_PARAGRAPHS.split(HYPHENATED.matcher(raw).replaceAll(""), -1)) {
      String paragraph = piece.strip();
      if (paragraph.isBlank()) {
        continue;
      }
      text.append(text.isEmpty() ? "" : "\n\n");
      parts.add(new Part(
          PartKind.PARAGRAPH, text.length(), text.length() + paragraph.length(), 0, number));
      text.append(paragraph);
      any = true;
    }
    if (!any) {
      withoutText.add(number);
    }
  }

  private static String title(PDDocument pdf, String fileName) {
    try {
      String title = pdf.getDocumentInformation().getTitle();
      return title == null || title.isBlank() ? fileName : title.strip();
    } catch (RuntimeException e) {
      // A damaged dictionary: the name of the file is title enough.
      return fileName;
    }
  }
}
