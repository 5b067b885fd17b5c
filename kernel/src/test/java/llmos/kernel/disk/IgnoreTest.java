package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreTest {

  @ParameterizedTest(name = "{0} on {1} (folder: {2}) gives {3}")
  @CsvSource({
    "*.log, a.log, false, true",
    "*.log, deep/down/a.log, false, true",
    "*.log, a.log.txt, false, false",
    "/top, top, false, true",
    "/top, sub/top, false, false",
    "build/, build, true, true",
    "build/, build, false, false",
    "build/, a/build, true, true",
    "doc/*.txt, doc/a.txt, false, true",
    "doc/*.txt, doc/sub/a.txt, false, false",
    "doc/*.txt, x/doc/a.txt, false, false",
    "**/foo, foo, false, true",
    "**/foo, a/b/foo, false, true",
    "a/**, a/b/c, false, true",
    "a/**, a, true, false",
    "a/**/b, a/b, false, true",
    "a/**/b, a/x/y/b, false, true",
    "a/**/b, a/x/y/c, false, false",
    "f?o, foo, false, true",
    "f?o, fooo, false, false",
    "[ab]x, bx, false, true",
    "[!ab]x, bx, false, false",
    "[!ab]x, cx, false, true",
    "[a-c]x, bx, false, true",
    "[a-c]x, dx, false, false",
    "\\!x, !x, false, true",
    "\\#x, #x, false, true",
    "#x, #x, false, false",
    "*, anything, false, true",
    "[, [, false, true",
  })
  void readsPatternsAsGitDoes(String pattern, String path, boolean folder, boolean ignored) {
    assertThat(Ignore.NOTHING.and("", pattern).ignores(path, folder)).isEqualTo(ignored);
  }

  @Test
  void theLastRuleDecidesAndABangTakesBack() {
    Ignore rules = Ignore.NOTHING.and("", "# comment\n\n*.log\n!keep.log\n");

    assertThat(rules.ignores("a.log", false)).isTrue();
    assertThat(rules.ignores("sub/keep.log", false)).isFalse();
  }

  @Test
  void aDeeperFileBeatsAHigherOneAndRulesOnlyBelowItself() {
    Ignore rules = Ignore.NOTHING.and("", "*.tmp\n").and("sub/", "!*.tmp\n/only\n");

    assertThat(rules.ignores("x.tmp", false)).isTrue();
    assertThat(rules.ignores("sub/x.tmp", false)).isFalse();
    assertThat(rules.ignores("sub/only", false)).isTrue();
    assertThat(rules.ignores("sub/down/only", false)).isFalse();
    assertThat(rules.ignores("only", false)).isFalse();
  }

  @Test
  @Timeout(10)
  void aHostilePatternTakesNoTime() {
    Ignore rules = Ignore.NOTHING.and("", "*a".repeat(500) + "b\n" + "**/x/".repeat(200) + "y\n");

    assertThat(rules.ignores("a".repeat(5_000), false)).isFalse();
    assertThat(rules.ignores("x/".repeat(2_000) + "z", false)).isFalse();
  }
}
