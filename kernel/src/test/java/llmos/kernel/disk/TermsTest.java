package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
  void seamsAreWhereLettersMeetSignsAndCapitalsBeginAWord() {
    Pattern seams = Pattern.compile(
        "[^\\p{L}\\p{N}]+|(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");
    String signs = "abzABZ019_.-/@éÉßǅª½Ⅷα\u0301";
    Random dice = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder token = new StringBuilder("x1");
      for (int left = dice.nextInt(10); left > 0; left--) {
        token.append(signs.charAt(dice.nextInt(signs.length())));
      }
      String all = token + "y";
      List<String> words = Stream.of(seams.split(all)).filter(w -> !w.isEmpty()).toList();
      assertThat(Terms.parts(all).strip().split(" +"))
          .as(all)
          .containsExactlyElementsOf(words.size() > 1 ? words : List.of(""));
    }
  }

  @Test
  void pathsAndQualifiedNamesGiveTheirPartsThatAreCodes() {
    assertThat(Terms.exact("see src/main/App2.java, x=Max_Size:n and std::max_size"))
        .containsExactly(
            "src/main/app2.java", "app2.java", "x=max_size:n", "max_size", "std::max_size");
    assertThat(Terms.exact("plain words only")).isEmpty();
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
