package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GrepTest {
  @TempDir
  Path temp;

  private Path docs;
  private Home home;

  @BeforeEach
  void open() {
    docs = temp.resolve("docs");
    home = new Home(temp.resolve("home"));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Grep.Found grep(String pattern, String... in) throws InterruptedException {
    return home.disk.grep(new Grep.Query(pattern, false, List.of(in), 100));
  }

  @Test
  void aLineIsFoundWithItsNumberAndTheSpanOfTheMatch() throws Exception {
    Home.file(docs, "a.txt", "first\nthe  late payment\n\nlast late");
    Home.file(docs, "sub/b.txt", "Late as well");
    home.mount(docs);

    List<Grep.Line> lines = grep("late\\s\\w+|late$").lines();

    assertThat(lines).extracting(Grep.Line::number).containsExactly(2, 4);
    Grep.Line line = lines.getFirst();
    String text = home.disk.text("docs/a.txt").text();
    assertThat(line.text()).isEqualTo("the  late payment");
    assertThat(line.match()).isEqualTo("late payment");
    assertThat(text.substring(line.span().start(), line.span().end())).isEqualTo("late payment");
    assertThat(line.label().origins()).containsExactly("docs/a.txt");
    assertThat(home.disk.grep(new Grep.Query("LATE", true, List.of(), 100)).lines())
        .hasSize(3);
  }

  @Test
  void placesNarrowAndAnUnknownOneSaysWhatExists() throws Exception {
    Home.file(docs, "a/one.txt", "apples");
    Home.file(docs, "b/two.txt", "apples");
    Home.file(temp, "other/three.txt", "apples");
    home.mount(docs);
    home.mount(temp.resolve("other"));

    assertThat(grep("apples", "docs/b/").lines()).hasSize(1);
    assertThat(grep("apples", "docs").lines()).hasSize(2);
    assertThat(grep("apples", "docs/a/one.txt", "other").lines()).hasSize(2);
    assertThatThrownBy(() -> grep("apples", "dosc")).hasMessageContaining("nearest: docs");
  }

  @Test
  void whatIsNoExpressionSaysWhereItStopsBeingOne() {
    assertThatThrownBy(() -> grep("pay[ment")).isInstanceOfSatisfying(FaultException.class, e -> {
      assertThat(e.fault().errno()).isEqualTo(Errno.BAD_USAGE);
      assertThat(e)
          .hasMessage(
              "not a regular expression: unclosed character class at character 8: pay[men▸t");
      assertThat(e.fault().hint()).contains("'pay\\[ment'");
    });
  }

  @Test
  void anExpressionThatTriesTooManyWaysIsGivenUpLineByLineAndThenAltogether() throws Exception {
    Home.file(docs, "a.txt", "fine\n" + "a".repeat(40) + "!\nfine too");
    home.mount(docs);

    Grep.Found found = grep("((a+)+)+b|fine");

    assertThat(found.lines()).extracting(Grep.Line::number).containsExactly(1, 3);
    assertThat(found.givenUp()).containsExactly("docs/a.txt line 2");

    Home.file(docs, "b.txt", ("a".repeat(60) + "!\n").repeat(100_000));
    home.mount(docs);
    assertThatThrownBy(() -> grep("((a+)+)+b"))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.fault().errno()).isEqualTo(Errno.LIMIT));
  }

  @Test
  void aLineTooDeepForTheStackIsGivenUp() throws Exception {
    Home.file(docs, "a.txt", "ab".repeat(200_000));
    home.mount(docs);

    assertThat(grep("(a|b)*c").givenUp()).containsExactly("docs/a.txt line 1");
  }

  @Test
  void longLinesAreCutAroundTheMatchAndMoreThanAskedForIsTold() throws Exception {
    Home.file(docs, "a.txt", "x".repeat(5_000) + " zeppelin " + "y".repeat(5_000));
    Home.file(docs, "b.txt", "pear\n".repeat(50));
    home.mount(docs);

    Grep.Line line = grep("zep\\w+").lines().getFirst();
    assertThat(line.text()).startsWith("…x").contains(" zeppelin ").endsWith("y…");
    assertThat(line.text().length()).isLessThan(400);
    Grep.Found found = home.disk.grep(new Grep.Query("pear", false, List.of(), 10));
    assertThat(found.lines()).hasSize(10);
    assertThat(found.more()).isTrue();
    assertThat(home.disk.grep(new Grep.Query("pear", false, List.of(), 50)).more())
        .isFalse();
  }

  @Test
  void anInterruptEndsIt() throws Exception {
    Home.file(docs, "a.txt", "words");
    home.mount(docs);

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> grep("words")).isInstanceOf(InterruptedException.class);
  }

  @Test
  void documentsOfALocalVolumeKeepTheirLabel() throws Exception {
    Home.file(docs, "a.txt", "words");
    Label label = Label.untrusted("x").join(Label.UNKNOWN);
    home.disk.mount(new MountRequest(docs, "", label), llmos.api.Progress.NONE);

    assertThat(grep("words").lines().getFirst().label().tainted()).isTrue();
  }
}
