package llmos.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import llmos.api.Burst;
import llmos.api.Cpu;
import llmos.api.PageKind;
import llmos.api.Usage;
import llmos.testkit.ScriptedCpu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TokenMeterTest {
  private static final Cpu CANNOT_TELL = (prompt, sink) -> Burst.end("", Usage.NONE);

  /** What real tokenizers count: o200k and cl100k (by JTokkit), SmolLM2 (by llama.cpp). */
  static Stream<Arguments> counted() {
    return Stream.of(
        Arguments.of(
            "english",
            96,
            96,
            96,
            "The quick brown fox jumps over the lazy dog, while the committee deliberated about institutional responsibilities. "
                .repeat(5)),
        Arguments.of(
            "rare",
            30,
            32,
            31,
            "Antidisestablishmentarianism floccinaucinihilipilification pneumonoultramicroscopicsilicovolcanoconiosis. "),
        Arguments.of(
            "code",
            49,
            48,
            56,
            "public static int parse(String text) {\n    for (int i = 0; i < text.length(); i++) {\n        if (text.charAt(i) == '{') { return i; }\n    }\n    return -1;\n}\n"),
        Arguments.of(
            "digits",
            42,
            41,
            81,
            "3141592653589793238462643383279502884197 2026-11-22 18:35:20 0x7fffffff 1,234,567.89 "),
        Arguments.of("cjk", 27, 36, 64, "记忆管理单元将虚拟地址转换为物理地址\u3002漢字かな交じり文\u3001日本語テスト\u3002"),
        Arguments.of("korean", 10, 18, 44, "안녕\ud558세요 세계, \ud55c국어 문장입니다."),
        Arguments.of(
            "emoji",
            22,
            35,
            36,
            "\ud83d\ude00\ud83c\udf89\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66\ud83c\udff3\ufe0f\u200d\ud83c\udf08\ud83d\ude80"),
        Arguments.of(
            "russian", 21, 31, 51, "Быстрая коричневая лиса перепрыгивает через ленивую собаку. "),
        Arguments.of(
            "greek", 27, 52, 49, "Η γρήγορη καφετιά αλεπού πηδά πάνω από το τεμπέλικο σκυλί. "),
        Arguments.of(
            "arabic",
            17,
            31,
            36,
            "\u0627\u0644\u062b\u0639\u0644\u0628 \u0627\u0644\u0628\u0646\u064a \u0627\u0644\u0633\u0631\u064a\u0639 \u064a\u0642\u0641\u0632 \u0641\u0648\u0642 \u0627\u0644\u0643\u0644\u0628 \u0627\u0644\u0643\u0633\u0648\u0644. "),
        Arguments.of(
            "hindi",
            21,
            50,
            53,
            "\u0924\u0947\u091c\u093c \u092d\u0942\u0930\u0940 \u0932\u094b\u092e\u0921\u093c\u0940 \u0906\u0932\u0938\u0940 \u0915\u0941\u0924\u094d\u0924\u0947 \u0915\u0947 \u090a\u092a\u0930 \u0915\u0942\u0926\u0924\u0940 \u0939\u0948\u0964 "),
        Arguments.of(
            "thai",
            28,
            41,
            83,
            "\u0e2a\u0e38\u0e19\u0e31\u0e02\u0e08\u0e34\u0e49\u0e07\u0e08\u0e2d\u0e01\u0e2a\u0e35\u0e19\u0e49\u0e33\u0e15\u0e32\u0e25\u0e01\u0e23\u0e30\u0e42\u0e14\u0e14\u0e02\u0e49\u0e32\u0e21\u0e2a\u0e38\u0e19\u0e31\u0e02\u0e02\u0e35\u0e49\u0e40\u0e01\u0e35\u0e22\u0e08"),
        Arguments.of(
            "german",
            27,
            35,
            51,
            "Die Straßenbahnhaltestellenüberdachung wurde nach Größe und Länge geprüft; Übermäßige Gebühren fallen nicht an. "),
        Arguments.of(
            "symbols",
            33,
            32,
            39,
            "{}[]()<>!?*&^%$#@~`|\\/+-=_;:'\",. -> => == != <= >= && || ** // /* */"),
        Arguments.of(
            "base64",
            49,
            53,
            59,
            "TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdA=="),
        Arguments.of(
            "spaces", 9, 9, 12, "a          b\t\t\tc\n\n\n\nd                                  e"),
        Arguments.of(
            "upper",
            18,
            19,
            32,
            "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG AND CONFIGURATION_MANAGER_INTERFACE"),
        Arguments.of(
            "hex", 43, 43, 59, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        Arguments.of(
            "camel",
            14,
            11,
            17,
            "getApplicationConfigurationEntry setDefaultUncaughtExceptionHandler XMLHttpRequestFactoryBean"),
        Arguments.of("random", 27, 27, 31, "xqzv kjwp bnmf grtl zzxq wvut ptkc dgfh jklm qwrt"),
        Arguments.of(
            "math",
            38,
            44,
            47,
            "\u2200ε>0 \u2203δ>0: |x\u2212a|<δ \u21d2 |f(x)\u2212L|<ε \u2211\u222b\u221a\u2248\u2260\u2264\u2265\u221e"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("counted")
  void estimatesNeverBelowARealTokenizer(
      String kind, int o200k, int cl100k, int smollm2, String text) {
    int most = Math.max(o200k, Math.max(cl100k, smollm2));

    int estimate = Estimate.tokens(text);

    assertThat(estimate).as(kind).isBetween(most, most * 5 / 2);
  }

  @Test
  void theCpusOwnCountWins() {
    TokenMeter meter = new TokenMeter(new ScriptedCpu(1000));

    int framing = meter.tokens(PageKind.USER, "");

    assertThat(meter.tokens(PageKind.USER, "123456789")).isEqualTo(framing + 3);
  }

  @ParameterizedTest
  @EnumSource(PageKind.class)
  void evenAnEmptyPageCostsItsFraming(PageKind kind) {
    assertThat(new TokenMeter(CANNOT_TELL).tokens(kind, "")).isPositive();
  }

  @Test
  void aLineOfFiftyMegabytesIsCountedInLinearTime() {
    String line = "x".repeat(50_000_000);

    assertThat(new TokenMeter(CANNOT_TELL).tokens(PageKind.USER, line)).isGreaterThan(10_000_000);
  }

  @Test
  void halfASurrogatePairIsCountedToo() {
    assertThat(Estimate.tokens("a\ud83d")).isPositive();
  }
}
