package llmos.shell.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import llmos.api.Citation;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.Label;
import llmos.api.Span;
import llmos.api.Usage;
import llmos.kernel.Answer;
import llmos.shell.lang.Failure;
import llmos.shell.lang.FailureException;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import org.junit.jupiter.api.Test;

class RendererTest {
  private static final String ESC = "\u001b";

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  @Test
  void writesTheTextOfRecordsIntoAPipe() throws InterruptedException {
    renderer(Format.TEXT, false).show(rows(row("doc", "a\u001b[2J", "text", "hel\u001b[31mlo")));

    assertThat(out).hasToString("hel␛[31mlo\n");
  }

  @Test
  void writesATableForATerminalWithinItsWidth() throws InterruptedException {
    renderer(Format.TEXT, true)
        .show(rows(
            row("name", "合同".repeat(40), "size", 3), row("name", "b\u001b]0;t\u0007", "size", 12)));

    assertThat(out.toString().lines())
        .allSatisfy(line -> assertThat(Width.of(plain(line))).isLessThanOrEqualTo(60))
        .hasSize(3);
    assertThat(plain(out.toString())).doesNotContain(ESC).contains("b␛]0;t␇");
  }

  @Test
  void listsTheFieldsOfRecordsThatHaveTooManyOfThem() throws InterruptedException {
    Map<String, Object> wide = new LinkedHashMap<>();
    for (int i = 0; i < 30; i++) {
      wide.put("field" + i, "value 合同 " + i);
    }
    wide.put("note", "word ".repeat(300));

    renderer(Format.TEXT, true).show(rows(wide, wide));

    assertThat(plain(out.toString()).lines())
        .hasSizeBetween(2 * 34, 2 * 40)
        .startsWith("field0: value 合同 0", "field1: value 合同 1")
        .contains("")
        .allSatisfy(line -> assertThat(Width.of(line)).isLessThanOrEqualTo(60));
  }

  @Test
  void setsNumbersToTheRightAndCutsTheWidestColumn() throws InterruptedException {
    renderer(Format.TEXT, true)
        .show(rows(
            row("name", "合同", "size", 3, "note", "n".repeat(90)),
            row("name", "b", "size", 1200, "note", "")));

    assertThat(plain(out.toString()).lines())
        .containsExactly("name  size  note", "合同     3  " + "n".repeat(47) + "…", "b     1200");
  }

  @Test
  void drawsMoreThanATableHoldsInTheOrderInWhichItCame() throws InterruptedException {
    List<Item> items = IntStream.rangeClosed(1, 5_001)
        .mapToObj(i -> Item.of(row("id", "p" + i, "size", i), Label.SYSTEM))
        .toList();

    renderer(Format.TEXT, true).show(Flow.of(items));

    List<String> lines = plain(out.toString()).lines().toList();
    assertThat(lines).hasSize(5_001 + 2);
    assertThat(lines.get(1)).startsWith("p1 ");
    assertThat(lines.getLast()).startsWith("p5001 ");
  }

  @Test
  void drawsAReplayAsTheTalkThatItWas() throws InterruptedException {
    renderer(Format.TEXT, true)
        .show(rows(
            row("session", 1, "turn", 1, "order", 1, "at", 0, "kind", "user", "text", "› hi"),
            row("session", 1, "turn", 1, "order", 2, "at", 0, "kind", "call", "text", "/calc 1")));

    assertThat(plain(out.toString())).isEqualTo("› hi\n/calc 1\n");
  }

  @Test
  void goesOnBesideTheKeyOfALineOfTheManual() throws InterruptedException {
    String line = "    page     " + "pages such as p3 ".repeat(5).strip();
    renderer(Format.TEXT, true).show(rows(row("kind", "man", "text", line)));

    assertThat(plain(out.toString()).lines().toList())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("    page     pages");
    assertThat(plain(out.toString()).lines().toList().getLast())
        .startsWith(" ".repeat(13))
        .doesNotStartWith(" ".repeat(14));
  }

  @Test
  void tellsAChangeOfTheWindowWithoutItsNumberTwice() throws InterruptedException {
    Map<String, Object> change = row("change", "-", "id", "p7", "tokens", 3, "faults", 0);
    change.put("text", "- p7  hello");
    renderer(Format.TEXT, true).show(rows(change));

    assertThat(plain(out.toString())).endsWith("hello\n").doesNotContain("- p7");
  }

  @Test
  void keepsEveryEscapeByteOutOfPipes() throws InterruptedException {
    for (Format format : Format.values()) {
      Renderer renderer = renderer(format, false);
      Answer answer = answer("# A **bold** `x` \u001b[31m [1]\n");
      renderer.show(
          rows(Answers.row(answer), row("text", "\u001b[2J", "\u001bkey", "\u202e\u009b")));
      renderer.failed(Failure.of(new Fault(Errno.FAILED, "\u001b[2J", "\u0007")));
    }

    assertThat(out.toString() + err).doesNotContain(ESC, "\u009b", "\u202e", "\u0007");
  }

  @Test
  void printsAStreamedAnswerOnceAndItsSourcesBelow() throws InterruptedException {
    Renderer renderer = renderer(Format.TEXT, false);
    var echo = renderer.echo();
    echo.text("It is ");
    echo.text("42 [1].");
    Item item = new Item(Answers.row(answer("It is 42 [1].")), Label.UNKNOWN, echo.shown());

    renderer.show(Flow.of(List.of(item)));

    assertThat(out).hasToString("It is 42 [1].\n\n[1] docs/a.pdf p.3 #5-9 \"a b\"\n");
    assertThat(err).hasToString("unsupported: 42\n");
  }

  @Test
  void stylesMarkdownOnATerminalHoweverItIsCut() {
    String markdown = "# Head\nsome **bold** and `code`, 2 * 3 ** 4\n```\nx ** y\n```\nend";
    String whole = streamed(List.of(markdown));

    assertThat(streamed(markdown.chars().mapToObj(Character::toString).toList()))
        .isEqualTo(whole);
    assertThat(plain(whole))
        .contains("some bold and code, 2 * 3")
        .contains("x ** y")
        .endsWith("end\n");
  }

  private String streamed(List<String> pieces) {
    StringBuilder to = new StringBuilder();
    AnswerStream stream = new AnswerStream(new Sink(to::append, true, true, () -> 60));
    pieces.forEach(stream::text);
    stream.end();
    return to.toString();
  }

  @Test
  void aLongTextIsPrintedWholeAndEndsAtCtrlC() throws InterruptedException {
    String lines = "a line of a long text\n".repeat(3_000);
    String one = "\ud83d\ude00x".repeat(20_000);

    for (String text : List.of(lines, one, lines + one)) {
      out.setLength(0);
      renderer(Format.TEXT, false).show(rows(row("text", text)));
      assertThat(out.toString()).isEqualTo(text + "\n");
    }

    out.setLength(0);
    Renderer renderer = renderer(Format.TEXT, false);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> renderer.show(rows(row("text", lines))))
        .isInstanceOf(InterruptedException.class);
    assertThat(out.length()).isLessThan(20_000);
  }

  @Test
  void printsOneJsonValueEvenWhereAPipelineFailsAtItsEnd() {
    Renderer renderer = renderer(Format.JSON, false);
    Failure failure = new Failure(new Fault(Errno.UNGROUNDED, "no", "h"), 2, "a | b", 4, 5, false);
    Flow once = rows(Answers.row(answer("x")));
    Flow failing = () -> {
      var next = once.next();
      if (next.isEmpty()) {
        throw failure.toException();
      }
      return next;
    };

    try {
      renderer.show(failing);
    } catch (FailureException | InterruptedException e) {
      renderer.failed(failure);
    }

    assertThat(out.toString().lines()).hasSize(1);
    assertThat(out.toString())
        .contains("\"text\":\"x\"")
        .contains(
            "\"error\":{\"kind\":\"error\",\"exit\":5,\"message\":\"no\",\"hint\":\"h\",\"stage\":2,");
  }

  @Test
  void underlinesTheStageThatFailed() {
    renderer(Format.TEXT, false)
        .failed(new Failure(Fault.of(Errno.FAILED, "no"), 2, "a | 合同 b\nc", 4, 8, false));

    assertThat(err).hasToString("llmos: line 1, column 5: no\n  a | 合同 b\n      ^^^^^^\n");
  }

  @Test
  void writesColumnsWithTabs() throws InterruptedException {
    renderer(Format.TSV, false).show(rows(row("a", 1, "text", "x\ty\nz"), row("b", 2)));

    assertThat(out).hasToString("a\tb\ttext\n1\t\tx y z\n\t2\t\n");
  }

  private static Answer answer(String text) {
    Citation citation = new Citation(1, new Span("docs/a.pdf", 5, 9, 3), "a\n b", true, false);
    return new Answer(
        text,
        List.of(citation),
        List.of("42"),
        Label.UNKNOWN,
        "rom",
        Usage.NONE,
        OptionalDouble.empty(),
        Optional.empty());
  }

  @Test
  void showsOnlyThePartOfALongLineThatIsWrong() {
    String program = "a ".repeat(5_000) + "wrong " + "b ".repeat(5_000);
    Fault fault = new Fault(Errno.FAILED, "no", "");

    Faults.print(
        new Failure(fault, 1, program, 10_000, 10_005, false),
        new Sink(err::append, true, false, () -> 60));

    assertThat(err.toString().lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(Width.of(line)).isLessThanOrEqualTo(60));
    List<String> lines = err.toString().lines().toList();
    int at = lines.get(2).indexOf('^');
    assertThat(lines.get(1).substring(at)).startsWith("wrong ");
  }

  private Renderer renderer(Format format, boolean terminal) {
    return new Renderer(
        format,
        new Sink(out::append, terminal, terminal, () -> 60),
        new Sink(err::append, false, false, () -> 60));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private static Flow rows(Map<String, Object>... rows) {
    return Flow.of(
        List.of(rows).stream().map(row -> Item.of(row, Label.UNKNOWN)).toList());
  }

  private static Map<String, Object> row(Object... pairs) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      row.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return row;
  }

  private static String plain(String styled) {
    return styled.replaceAll("\u001b\\[[0-9]*m", "");
  }
}
