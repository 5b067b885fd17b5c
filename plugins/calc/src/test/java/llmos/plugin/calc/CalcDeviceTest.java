package llmos.plugin.calc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import llmos.api.FaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CalcDeviceTest {
  private static String text(String expression) {
    return String.valueOf(new CalcDevice().eval(expression).get("text"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          2+2 | 4
          0.1 + 0.2 | 0.3
          2 + 3 * 4 | 14
          (2 + 3) * 4 | 20
          -2^2 | -4
          2^-2 | 0.25
          2^3^2 | 512
          10 % 3 | 1
          -7 mod 3 | 2
          15% of 80 | 12
          50% * 3 | 1.5
          5! | 120
          2^100 | 1267650600228229401496703205376
          1e3 + 1_000 | 2000
          sqrt(144) | 12
          sqrt(2.25) | 1.5
          log(1000) | 3
          round(2.5) + round(3.14159, 2) | 6.14
          max(1, 7, 3) - min(4, 2) | 5
          7 × 6 − 2 | 40
          1/3 | 1/3 ≈ 0.3333333333333333333333333333333333
          sqrt(2) | ≈ 1.414213562373095048801688724209698
          ln(2) | ≈ 0.6931471805599453094172321214581766
          exp(1) | ≈ 2.718281828459045235360287471352662
          sin(1) | ≈ 0.8414709848078965066525023216302990
          sin(pi) | ≈ 0
          2^0.5 | ≈ 1.414213562373095048801688724209698
          """)
  void computes(String expression, String expected) {
    String found = text(expression);

    assertThat(found.replaceAll("(\\.\\d*?)0+$", "$1"))
        .isEqualTo(expected.replaceAll("(\\.\\d*?)0+$", "$1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2 +",
        "(2",
        "2)",
        "1/0",
        "foo(2)",
        "2 $ 3",
        "1.2.3",
        "sqrt(-1)",
        "ln(0)",
        "9^9^9^9",
        "99999!",
        "1e999999999",
        "(-1)!",
        "sin(1, 2)"
      })
  void saysWhatIsWrong(String expression) {
    assertThatThrownBy(() -> text(expression)).isInstanceOf(FaultException.class);
  }

  @Test
  void namesTheColumn() {
    assertThatThrownBy(() -> text("2 + * 3")).hasMessageContaining("column 5");
  }

  @Test
  void boundsNesting() {
    assertThatThrownBy(() -> text("(".repeat(5000) + "1")).isInstanceOf(FaultException.class);
  }

  @Test
  void agreesWithDoublesOnRandomSums() {
    java.util.Random dice = new java.util.Random(7);
    for (int i = 0; i < 500; i++) {
      int a = dice.nextInt(2001) - 1000;
      int b = dice.nextInt(1000) + 1;
      int c = dice.nextInt(1000) + 1;
      Num value = new Parser("%d / %d - %d * (%d + 0.5)".formatted(a, b, c, a)).value();

      assertThat(value.decimal(Num.SHOWN).doubleValue())
          .isCloseTo((double) a / b - c * (a + 0.5), org.assertj.core.data.Offset.offset(1e-6));
    }
  }
}
