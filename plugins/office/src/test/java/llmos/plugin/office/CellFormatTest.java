package llmos.plugin.office;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellFormatTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      0.1                 | General              | 0.1
      0.30000000000000004 | General              | 0.3
      1234567             | General              | 1234567
      1E+20               | General              | 1E+20
      -2.5                | 0                    | -3
      1234.5              | #,##0.00             | 1,234.50
      7                   | 000                  | 007
      0.5                 | 0.0#                 | 0.5
      -1234               | #,##0;(#,##0)        | (1,234)
      0                   | 0;-0;"none"          | none
      0.125               | 0.0%                 | 12.5%
      1500000             | 0.0,,"M"             | 1.5M
      12.5                | [$€-407] #,##0.00    | € 12.50
      12.5                | [Red]0.00\\ "kg"     | 12.50 kg
      0.5                 | # ?/?                | 0.5
      12345               | 0.00E+00             | 12345
      45292               | yyyy-mm-dd           | 2024-01-01
      45292.75            | d. mmmm yyyy h:mm    | 1. January 2024 18:00
      45292.75            | m/d/yy h:mm AM/PM    | 1/1/24 6:00 PM
      45292.5             | dddd, mmm d          | Monday, Jan 1
      1.5                 | [h]:mm:ss            | 36:00:00
      0.0208333333333     | mm:ss                | 30:00
      1                   | yyyy-mm-dd           | 1900-01-01
      -5                  | yyyy-mm-dd           | -5
      1e300               | yyyy-mm-dd           | 1E+300
      #REF!               | 0.00                 | #REF!
      """)
  void showsANumberAsItsCellDoes(String raw, String code, String shown) {
    assertThat(new CellFormat(code).show(raw, false)).isEqualTo(shown);
  }

  @Test
  void daysMayBeCountedFrom1904() {
    assertThat(new CellFormat("yyyy-mm-dd").show("43830", true)).isEqualTo("2024-01-01");
  }

  @Test
  void aCodeOfAbsurdLengthIsNone() {
    assertThat(new CellFormat("0".repeat(1_000_000)).show("7", false)).isEqualTo("7");
  }
}
