package llmos.shell.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerStreamTest {
  private final StringBuilder out = new StringBuilder();

  private AnswerStream stream(boolean terminal, boolean colour) {
    return new AnswerStream(new Sink(out::append, terminal, colour, () -> 20));
  }

  /** What a terminal shows: backspaces go back, what is printed there replaces what was. */
  private List<String> screen() {
    StringBuilder screen = new StringBuilder();
    int at = 0;
    for (char c : out.toString().replaceAll("\u001b\\[[0-9;]*m", "").toCharArray()) {
      if (c == '\b') {
        at--;
      } else if (c == '\n') {
        screen.append(c);
        at = screen.length();
      } else {
        screen.replace(at, Math.min(screen.length(), at + 1), String.valueOf(c));
        at++;
      }
    }
    return screen.toString().lines().map(String::stripTrailing).toList();
  }

  @Test
  void breaksBetweenWordsHoweverThePiecesCome() {
    String text = "The quick brown fox jumps over the lazy dog. **Boldly** it goes.\n\nNext\n";
    for (int size = 1; size < text.length(); size++) {
      out.setLength(0);
      AnswerStream stream = stream(true, true);
      for (int i = 0; i < text.length(); i += size) {
        stream.text(text.substring(i, Math.min(text.length(), i + size)));
      }
      stream.end();

      assertThat(screen())
          .as("pieces of %d", size)
          .isEqualTo(List.of(
              "The quick brown fox", "jumps over the lazy", "dog. Boldly it", "goes.", "", "Next"));
    }
  }

  @Test
  void showsAWordWhileItComesUnlessItMayNotFit() {
    AnswerStream stream = stream(true, true);

    stream.text("Is 42 me");
    assertThat(out).hasToString("Is 42 me");

    stream.text("ters of ro");
    assertThat(out).hasToString("Is 42 meters of ");

    stream.text("pe");
    assertThat(out).hasToString("Is 42 meters of \nrope");
  }

  @Test
  void breaksNeitherCodeNorAWordThatIsLongerThanTheLine() {
    AnswerStream stream = stream(true, true);

    stream.text(
        "See https://example.org/a/very/long/address\n```\nint a = 1; int b = 2; int c;\n```\n");
    stream.end();

    assertThat(screen())
        .contains("https://example.org/a/very/long/address", "int a = 1; int b = 2; int c;");
  }

  @Test
  void leavesTheLinesOfAPipeAlone() {
    AnswerStream stream = stream(false, false);

    stream.text("The quick brown fox jumps over the lazy dog.");
    stream.end();

    assertThat(out).hasToString("The quick brown fox jumps over the lazy dog.\n");
  }
}
