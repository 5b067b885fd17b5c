package llmos.shell.lang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\u0001',
      value = {
        "say hi ~ say<hi>",
        "/say hi ~ say<hi>",
        "say 'a b' \"c d\" ~ say<a b><c d>",
        "say 'it''s' ~ say<it's>",
        "say a'b'\"c\" ~ say<abc>",
        "say \"a\\n\\\"\\$x\" ~ say<a⏎\"$x>",
        "say a\\b ~ say<a\\b>",
        "find x --in c -k 8 ~ find<x>[in]<c>[k]<8>",
        "find x --in=c ~ find<x>[in=<c>]",
        "say -- --in ~ say<--in>",
        "say '--in' ~ say<--in>",
        "where score > -1 ~ where<score><>><-1>",
        "say $x $x.a.b pre$x ~ say<{x}><{x.a.b}><pre{x}>",
        "say '$x' 5$ $. ~ say<$x><5$><$.>",
        "say \"$x.\" ~ say<{x}.>",
        "say $1 $@ $? ~ say<{1}><{@}><{?}>",
        "$x ~ {x}",
        "let r = (find a | first 2) ~ let<r><=>(find<a> | first<2>)",
        "each { say $it.doc } ~ each{say<{it.doc}>}",
        "a ; b && c || d ~ a ; b && c || d",
        "a # the rest is said to nobody ~ a",
        "say a#b ~ say<a#b>",
        "def risk(set) { a } ~ def<risk(set)>{a}",
        "def f(a, b = 'x y') { a } ~ def<f(a, b = 'x y')>{a}",
        "def f{ a } ~ def<f>{a}",
        "calc eval 2*(3+4) ~ calc<eval><2*(3+4)>",
        "a |⏎ b ~ a | b",
        "a⏎b ~ a ; b",
        "a;;b; ~ a ; b",
        "a & ~ job(a)",
        "a & b ~ job(a) ; b",
        "a ; b && c | d & ; e ~ a ; job(b && c | d) ; e",
        "sh git -n --all -- f ~ sh<git><-n><--all><--><f>",
      })
  void readsPrograms(String source, String expected) {
    assertThat(show(Parser.parse(source.replace('⏎', '\n'))))
        .isEqualTo(expected.replace('⏎', '\n'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "say \"abc",
        "say 'abc",
        "say (a",
        "def f(a",
        "each { a",
        "a |",
        "a &&",
        "a ||",
        "a (b | ",
        "a \"$x"
      })
  void asksForMoreWhereAProgramIsOpen(String source) {
    Failure failure = failure(source);

    assertThat(failure.incomplete()).isTrue();
    assertThat(failure.fault().errno().exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "say hi > f ~ 8",
        "say hi >f ~ 8",
        "say hi >> f ~ 8",
        "say hi 2>/dev/null ~ 8",
        "cat < f ~ 5",
        "& a ~ 1",
        "a & & b ~ 5",
        "a && & ~ 6",
        "a ) ~ 3",
        "a } ~ 3",
        "| a ~ 1",
        "a | | b ~ 5",
        "$x y ~ 1",
        "a$x ~ 1",
      })
  void tellsWhereAProgramIsWrong(String source, int column) {
    Failure failure = failure(source);

    assertThat(failure.incomplete()).isFalse();
    assertThat(failure.column()).isEqualTo(column);
    assertThat(failure.fault().errno().exit()).isEqualTo(2);
    assertThat(failure.fault().hint()).isNotEmpty();
  }

  @Test
  void hintsAtSaveWhereSomebodyRedirects() {
    assertThat(failure("find x > f").fault().hint()).contains("save FILE");
  }

  @Test
  void countsLinesAndColumns() {
    Failure failure = failure("say a\n\nsay b > c");

    assertThat(failure.line()).isEqualTo(3);
    assertThat(failure.column()).isEqualTo(7);
    assertThat(failure.text()).isEqualTo("say b > c");
  }

  @Test
  void readsBackWhateverWordsQuote() {
    long seed = 20_261_122L;
    Random dice = new Random(seed);
    String letters = " \t\n'\"\\|;&$(){}#-=>a.é合\ud83d\ude00/";
    for (int round = 0; round < 3_000; round++) {
      StringBuilder word = new StringBuilder();
      int length = dice.nextInt(8);
      for (int i = 0; i < length; i++) {
        int at = letters.offsetByCodePoints(
            0, dice.nextInt(letters.codePointCount(0, letters.length())));
        word.appendCodePoint(letters.codePointAt(at));
      }
      String line = "where " + Words.quote(word.toString());

      Node.Stage stage = Parser.parse(line).steps().getFirst().stages().getFirst();

      assertThat(line)
          .as("seed %d", seed)
          .satisfies(l -> assertThat(Words.split(l).get(1)).isEqualTo(word.toString()));
      assertThat(plain(stage)).as("seed %d: %s", seed, line).isEqualTo(word.toString());
    }
  }

  private static String plain(Node.Stage stage) {
    Node.Run run = (Node.Run) stage;
    assertThat(run.args()).hasSize(1);
    return run.args().getFirst() instanceof Node.Text(List<Node.Part> parts)
        ? parts.stream().map(p -> ((Node.Literal) p).text()).collect(Collectors.joining())
        : "not a word: " + run.args();
  }

  private static Failure failure(String source) {
    FailureException e = catchThrowableOfType(FailureException.class, () -> Parser.parse(source));
    assertThat(e).as(source).isNotNull();
    return e.failure();
  }

  @Test
  void tellsHowLetIsWritten() {
    Failure failure = failure("let p=(say a)");

    assertThat(failure.fault().message()).isEqualTo("let wants a space on each side of =");
    assertThat(failure.fault().hint()).isEqualTo("let p = …");
  }

  @Test
  void refusesBracketsWithoutEnd() {
    Failure failure = failure("say " + "( say ".repeat(20_000));

    assertThat(failure.fault().message()).isEqualTo("more than 100 brackets are open here");
    assertThat(failure.incomplete()).isFalse();
  }

  private static String show(Node node) {
    return switch (node) {
      case Node.Program program -> {
        StringBuilder out = new StringBuilder();
        for (Node.Step step : program.steps()) {
          String before = switch (step.join()) {
            case ALWAYS -> " ; ";
            case AND -> " && ";
            case OR -> " || ";
          };
          out.append(out.isEmpty() ? "" : before);
          out.append(
              step.stages().stream().map(ParserTest::show).collect(Collectors.joining(" | ")));
        }
        yield out.toString();
      }
      case Node.Step step -> step.toString();
      case Node.Run run ->
        run.name() + run.args().stream().map(ParserTest::show).collect(Collectors.joining());
      case Node.Background job -> "job(" + show(job.program()) + ")";
      case Node.Produce produce -> show(produce.variable());
      case Node.Text text ->
        "<" + text.parts().stream().map(ParserTest::show).collect(Collectors.joining()) + ">";
      case Node.Flag flag ->
        "[" + flag.name() + flag.value().map(v -> "=" + show(v)).orElse("") + "]";
      case Node.Sub sub -> "(" + show(sub.program()) + ")";
      case Node.Block block -> "{" + show(block.program()) + "}";
      case Node.Literal literal -> literal.text();
      case Node.Variable variable ->
        "{"
            + String.join(
                ".",
                Stream.concat(Stream.of(variable.name()), variable.path().stream())
                    .toList())
            + "}";
    };
  }
}
