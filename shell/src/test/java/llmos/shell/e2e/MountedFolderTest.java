package llmos.shell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A hundred files and a megabyte of text: mounted at once, asked at once, each citation true to the letter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MountedFolderTest {
  private static final int FILES = 100;
  private static final int PARAGRAPHS = 8;
  private static final int SENTENCES = 17;
  /** The limit is five seconds by the clock on two quiet cores; CPU time does not grow when the machine is busy. */
  private static final long MOUNT_CPU_MILLIS = 7_000; // a third of it compiles what runs hot

  private static final List<String> KINDS =
      List.of("harbour", "bakery", "orchard", "library", "railway");

  @TempDir
  private static Path scratch;

  private Launcher launcher;
  private Launcher.Result mounted;

  @BeforeAll
  void mount() throws IOException {
    Path folder = Files.createDirectories(scratch.resolve("towns"));
    Random dice = new Random(7);
    for (int i = 0; i < FILES; i++) {
      Files.writeString(folder.resolve(name(i)), text(i, dice));
    }
    launcher = Launcher.in(scratch).at(folder);
    mounted = launcher.run("mount", ".", "--as", "towns");
  }

  private static String name(int i) {
    return "%s-%02d.md".formatted(KINDS.get(i % KINDS.size()), i);
  }

  /** A name that stands in one file only. */
  private static String town(int i) {
    return "" + "BCDFGHKLMP".charAt(i / 10) + "aeiou".charAt(i % 5) + "lv" + "aeiou".charAt(i / 20)
        + "rst".charAt(i % 3) + "dorf" + (char) ('a' + i % 26);
  }

  private static String text(int i, Random dice) {
    StringBuilder text = new StringBuilder("# Notes on a place\n");
    for (int p = 0; p < PARAGRAPHS; p++) {
      text.append("\n## Part ").append(p + 1).append("\n\n");
      for (int s = 0; s < SENTENCES; s++) {
        if (p == 4 && s == 6) {
          text.append("The %s of %s was opened in %d – “to everyone”. "
              .formatted(KINDS.get(i % KINDS.size()), town(i), 1700 + i));
        }
        for (int w = 0; w < 10; w++) {
          text.append(w == 0 ? "Das" : "").append(filler(dice)).append(w < 9 ? " " : ".\n");
        }
      }
    }
    return text.toString();
  }

  private static String filler(Random dice) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      word.append("bdfgklmnprst".charAt(dice.nextInt(12)))
          .append("aeiouäö".charAt(dice.nextInt(7)));
    }
    return word.toString();
  }

  @Test
  void wordsAreSearchableWithinSeconds() {
    assertThat(mounted.out()).as("%s", mounted).startsWith("towns: 100 documents");
    assertThat(mounted.err()).isEmpty();
    assertThat(mounted.exit()).isZero();
    assertThat(mounted.cpu().toMillis()).isLessThan(MOUNT_CPU_MILLIS);
  }

  @Test
  void theFileThatHoldsTheAnswerIsCitedFirstAndWordForWord() throws IOException {
    for (int i : List.of(3, 41, 58, 99)) {
      String question = "When was the %s of %s opened?".formatted(KINDS.get(i % 5), town(i));

      Launcher.Result result = launcher.run("ask", "--json", question);

      assertThat(result.exit()).as("%s", result).isZero();
      JsonNode answer = JsonMapper.shared().readTree(result.out());
      assertThat(answer.path("text").asString()).contains(String.valueOf(1700 + i));
      JsonNode citations = answer.path("citations");
      assertThat(citations).as("%s", result).isNotEmpty();
      assertThat(citations.get(0).path("doc").asString()).isEqualTo("towns/" + name(i));
      for (JsonNode citation : citations) {
        String doc = citation.path("doc").asString();
        String text = Files.readString(
            launcher.folder().resolve(doc.substring("towns/".length())), StandardCharsets.UTF_8);
        assertThat(text.substring(
                citation.path("start").asInt(), citation.path("end").asInt()))
            .isEqualTo(citation.path("quote").asString());
      }
    }
  }

  @Test
  void mountingAgainReadsNothingThatIsUnchanged() {
    Launcher.Result again = launcher.run("mount", ".", "--as", "towns");

    assertThat(again.out()).as("%s", again).contains("100 unchanged");
    assertThat(again.cpu().toMillis()).isLessThan(MOUNT_CPU_MILLIS / 2);
  }
}
