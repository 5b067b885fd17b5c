package llmos.plugin.tika;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Document;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.apache.poi.hslf.usermodel.HSLFSlide;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hssf.usermodel.HSSFRow;
import org.apache.poi.hssf.usermodel.HSSFSheet;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.junit.jupiter.api.Test;

/** Older office files, made here. */
class TikaReaderTest extends DocumentReaderContract {
  private static final String RTF =
      "{\\rtf1\\ansi\\ansicpg1252{\\info{\\title The lease}}\\pard The rent is \\b 950\\b0  euros.\\par\n"
          + "It is due in M\\'e4rz \\endash  on the first.\\par}";

  @Override
  protected DocumentReader reader() {
    return new TikaReader();
  }

  @Override
  protected Map<String, byte[]> samples() throws Exception {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("lease.rtf", RTF.getBytes(StandardCharsets.US_ASCII));
    samples.put("rents.xls", sheet());
    samples.put("talk.ppt", slides());
    return samples;
  }

  @Override
  protected int trials() {
    return 40;
  }

  private static byte[] sheet() throws IOException {
    try (HSSFWorkbook book = new HSSFWorkbook()) {
      HSSFSheet sheet = book.createSheet("Rents");
      String[][] cells = {{"flat", "rent"}, {"attic", "950"}, {"cellar", "310"}};
      for (int i = 0; i < cells.length; i++) {
        HSSFRow row = sheet.createRow(i);
        row.createCell(0).setCellValue(cells[i][0]);
        row.createCell(1).setCellValue(cells[i][1]);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      book.write(out);
      return out.toByteArray();
    }
  }

  private static byte[] slides() throws IOException {
    try (HSLFSlideShow show = new HSLFSlideShow()) {
      for (String title : List.of("The attic is dry", "The cellar is wet")) {
        HSLFSlide slide = show.createSlide();
        slide.addTitle().setText(title);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      show.write(out);
      return out.toByteArray();
    }
  }

  private Document read(String name) throws Exception {
    return reader().read(name, samples().getOrDefault(name, new byte[0]));
  }

  @Test
  void rtfIsReadInParagraphsWithItsTitle() throws Exception {
    Document document = read("lease.rtf");

    assertThat(document.title()).isEqualTo("The lease");
    assertThat(document.text())
        .isEqualTo("The rent is 950 euros.\n\nIt is due in März – on the first.");
    assertThat(document.parts()).hasSize(2);
  }

  @Test
  void rowsOfASheetAreRows() throws Exception {
    Document document = read("rents.xls");

    assertThat(document.text()).contains("attic | 950\ncellar | 310");
    assertThat(document.parts().stream().filter(p -> p.kind() == PartKind.TABLE_ROW))
        .hasSize(3);
  }

  @Test
  void slidesAreRead() throws Exception {
    assertThat(read("talk.ppt").text()).contains("The attic is dry", "The cellar is wet");
  }

  @Test
  void otherFilesAreNotItsOwn() {
    assertThat(reader().reads("a.doc", "PK\u0003\u0004".getBytes(StandardCharsets.US_ASCII)))
        .isFalse();
    assertThatThrownBy(() -> reader().read("a.doc", new byte[] {1, 2}))
        .isInstanceOf(IOException.class);
  }
}
