package llmos.plugin.pdf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;

class PdfReaderTest extends DocumentReaderContract {
  @Override
  protected DocumentReader reader() {
    return new PdfReader();
  }

  @Override
  protected Map<String, byte[]> samples() throws IOException {
    return Map.of("tower.pdf", TOWER);
  }

  @Override
  protected int trials() {
    return 60;
  }

  private static final byte[] TOWER =
      pdf("", "The tower was com-\npleted in 1889.\n\nIt is high.", "Page two.", "");

  /** A page for each text; a password if it is not empty. */
  private static byte[] pdf(String password, String... pages) {
    try (PDDocument pdf = new PDDocument();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      pdf.getDocumentInformation().setTitle("Towers");
      for (String text : pages) {
        PDPage page = new PDPage();
        pdf.addPage(page);
        write(pdf, page, text);
      }
      if (!password.isEmpty()) {
        pdf.protect(new StandardProtectionPolicy("owner", password, new AccessPermission()));
      }
      pdf.setDocumentId(1L);
      pdf.save(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(PDDocument pdf, PDPage page, String text) throws IOException {
    try (PDPageContentStream content = new PDPageContentStream(pdf, page)) {
      content.beginText();
      content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
      content.setLeading(14);
      content.newLineAtOffset(72, 700);
      for (String line : text.split("\n", -1)) {
        if (line.isEmpty()) {
          content.newLineAtOffset(0, -30);
        }
        content.showText(line);
        content.newLine();
      }
      content.endText();
    }
  }

  @Test
  void paragraphsKnowTheirPage() throws Exception {
    Document document = reader().read("tower.pdf", TOWER);

    assertThat(document.title()).isEqualTo("Towers");
    assertThat(document.text())
        .isEqualTo("The tower was completed in 1889.\n\nIt is high.\n\nPage two.");
    assertThat(document.parts()).extracting(Part::page).containsExactly(1, 1, 2);
    assertThat(document.warnings())
        .containsExactly("no text on 1 of 3 pages (scanned?), the first is page 3");
  }

  @Test
  void whatNeedsAPasswordIsSaidToBeEncrypted() {
    byte[] locked = pdf("secret", "Hidden");

    assertThatThrownBy(() -> reader().read("a.pdf", locked))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("encrypted");
  }

  @Test
  void whatIsBrokenIsSaidToBeDamaged() {
    byte[] half = Arrays.copyOf("%PDF-1.7\nrubbish".getBytes(ISO_8859_1), 300);

    assertThatThrownBy(() -> reader().read("a.pdf", half))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> reader().read("a.pdf", "hello".getBytes(ISO_8859_1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a PDF");
  }

  @Test
  void nothingIsLoggedOnTheErrorStream() throws Exception {
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    PrintStream before = System.err;
    byte[] damaged = new String(TOWER, ISO_8859_1).replace("xref", "xxxx").getBytes(ISO_8859_1);

    System.setErr(new PrintStream(captured, true, ISO_8859_1));
    try {
      reader().read("a.pdf", damaged);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("damaged");
    } finally {
      System.setErr(before);
    }

    assertThat(captured.toString(ISO_8859_1)).isEmpty();
  }
}
