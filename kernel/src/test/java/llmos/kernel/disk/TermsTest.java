package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TermsTest {
  private static List<String> stems(String text) {
    return Terms.stems(Terms.analyzer(), text);
  }

  @Test
  void englishIsStemmedAndItsSmallestWordsAreLeftOut() {
    assertThat(stems("The engines were running, the engine's runs"))
        .containsExactly("engin", "were", "run");
  }

  @Test
  void ideographsAreFoundAloneAndInPairsBesideOtherScripts() {
    assertThat(stems("北京大学2024 exam")).contains("北", "北京", "京大", "大学", "2024", "exam");
    assertThat(stems("ﾃﾞｰﾀ")).isEqualTo(stems("データ"));
  }

  @Test
  void identifiersGiveTheirParts() {
    assertThat(Terms.parts("call getUserName or max_retry_count"))
        .contains("get User Name", "max retry count");
  }

  @Test
  void codesAreNoHyphenatedWords() {
    assertThat(Terms.codes(
            "a well-known mother-to-child case of ERR_CONN-1042, IL-6 and x@y.org in 1889"))
        .containsExactly("err_conn-1042", "il-6", "x@y.org", "1889");
    assertThat(Terms.codes("commit 3f9a2c1 of src/main/App.java"))
        .contains("3f9a2c1", "src/main/app.java");
  }
}
