package llmos.shell.lang;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyboardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "what does the MSA say about late payment?",
        "is 3 > 2 | 1?",
        "compare a | b and tell me which is cheaper",
        "it's $5, isn't it?",
        "why does the shell print 'command not found'?",
        "explain: cat x | grep y > z",
        "what is in /etc/hosts?",
        "/usr/bin is full",
        "/README.md says what?",
        "/ is the root, right?",
        "/123 means what",
        "look at /var/log; then tell me",
        "how do I use &&?",
        "don't",
        "say \"hello",
        "what is {x | x > 0}?",
        "#hashtag",
        "# a heading",
        "ls",
        "exit",
        "mount docs",
        "a && b || c",
        "<script>alert(1)</script>",
        "$HOME is unset",
        "`rm -rf /`",
        "(a program)",
        "{ block }",
        "--help",
        "mail me @ x@example.com",
        "1 + 1 = 2?",
        "合同在哪一页？",
        "/你好 是什么意思",
        "\ttabbed",
        " /mount docs",
        "C:\\Users\\me is where?",
        "~/contracts is where",
        "| a table | row |",
        "- a list",
        "> a quotation",
        "* a star",
        "?",
        "/-x",
        "//comment",
        "/a/b",
        "/a.b",
      })
  void takesNaturalLanguageAsTalk(String line) {
    assertThat(Keyboard.read(line)).isEqualTo(new Keyboard.Talk(line.strip()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mount docs", "/eixt", "/find \"a\" | first 3", "/ls|count", "/q"})
  void takesASlashAndALetterAsAProgram(String line) {
    assertThat(Keyboard.read(line)).isEqualTo(new Keyboard.Command(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"!git diff --staged", "! ls"})
  void takesAnExclamationMarkForTheHost(String line) {
    assertThat(Keyboard.read(line))
        .isEqualTo(new Keyboard.Host(line.substring(1).strip()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "\n"})
  void takesBlankLinesForNothing(String line) {
    assertThat(Keyboard.read(line)).isEqualTo(new Keyboard.Nothing());
  }
}
