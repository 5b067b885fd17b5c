package llmos.shell.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Answers in Markdown, as they come and as they stand on the screen then. */
class MarkdownStreamTest {
  private static final String ESC = "\u001b";
  private static final List<String> PARTS = List.of(
      "# Head\n",
      "## A `b` *c*\n",
      "plain words ",
      "**bold** ",
      "*it* ",
      "`code` ",
      "[1] ",
      "[a](http://b.c/d) ",
      "- item\n",
      "  - nested\n",
      "1. one\n",
      "   more of it\n",
      "10) ten\n",
      "- [x] done\n",
      "> quote\n",
      "> > deep\n",
      "\n",
      "\n\n",
      "```java\n",
      "int x = 1; // no\n",
      "```\n",
      "~~~\n",
      "| a | b |\n",
      "|---|--:|\n",
      "| 1 | 合同 |\n",
      "***\n",
      "---\n",
      "合同的条件必须在三十天之内。",
      "✅ ",
      "**",
      "`",
      "*",
      "_",
      "[",
      "](",
      "\\*",
      "<http://x.y>",
      "<b>",
      "\t",
      "    four\n",
      "|",
      "averyveryverylongwordthatneverends",
      "\r\n",
      "é",
      "\u001b[2J",
      "\ud83d\ude00",
      "\u202e",
      "#",
      "1.",
      "-",
      "\n");

  @Test
  void theSameTextInAnyPiecesGivesTheSameBytes() {
    for (long seed = 1; seed <= 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String text = made(random);
      int columns = 20 + random.nextInt(80);
      boolean colour = random.nextInt(4) > 0;
      String whole = drawn(List.of(text), columns, colour);

      for (int again = 0; again < 3; again++) {
        assertThat(drawn(cut(text, random), columns, colour))
            .as("seed %d, %d columns, colour %s, text: %s", seed, columns, colour, text)
            .isEqualTo(whole);
      }
    }
  }

  @Test
  void noTextMovesTheCursorUpOrHasASequenceThatIsNoStyle() {
    for (long seed = 1; seed <= 200; seed++) {
      String out = drawn(List.of(made(new SplittableRandom(seed))), 40, true);

      assertThat(out.replaceAll("\u001b\\[[0-9]{1,2}m", ""))
          .as("seed %d", seed)
          .doesNotContain(ESC, "\r");
    }
  }

  @Test
  void saysEveryWordThatWasSaid() {
    for (long seed = 1; seed <= 200; seed++) {
      String text = made(new SplittableRandom(seed));
      String letters = letters(text);

      assertThat(letters(String.join("", screen(text, 60))))
          .as("seed %d: %s", seed, text)
          .isEqualTo(letters);
    }
  }

  /** Letters, but for the picture of what is no character for a terminal, and the mark of a task that is done. */
  private static String letters(String text) {
    return text.replace("<U+202E>", "").replaceAll("[^\\p{L}]|x", "");
  }

  @Test
  void drawsHeadingsListsAndQuotes() {
    String text = """
        # The *plan*
        1. one
           - in it
             goes on
        2. two

        - [ ] open
        - [x] done
        > said
        > > before
        ***
        """;

    assertThat(screen(text, 30))
        .containsExactly(
            "The plan",
            "1. one",
            "   ◦ in it",
            "     goes on",
            "2. two",
            "",
            "☐ open",
            "☑ done",
            "│ said",
            "│ │ before",
            "─".repeat(29));
  }

  @Test
  void goesOnBelowTheTextOfAnItem() {
    assertThat(screen("10. one two three four five\n> - six seven eight nine ten\n", 20))
        .containsExactly(
            "10. one two three", "    four five", "│ • six seven eight", "│   nine ten");
  }

  @Test
  void breaksBetweenIdeographsButNotBeforeTheirPunctuation() {
    assertThat(screen("合同的条件必须,在三十天之内。", 11)).containsExactly("合同的条件", "必须,在三", "十天之内。");
  }

  @Test
  void stylesWhatIsClosedAndLeavesOtherSignsAlone() {
    assertThat(drawn("a **b *c* d** `e*f*` 2 * 3 ** 4 **kwargs a_b_c [1][2] x\\*y\n"))
        .isEqualTo("a [1]b [0][1][3]c[0][1] d[0] [36]e*f*[0] 2 * 3 ** 4 **kwargs a_b_c [1][2] x*y\n"
            .replaceAll("\\[(0|1|3|36)](?!\\[2]| x)", ESC + "[$1m"));
  }

  @Test
  void showsALinkAsItsTextAndItsAddress() {
    assertThat(screen(
            "See [the guide](https://a.b/c \"title\"), ![a map](m.png), <https://d.e>, [f](f).",
            90))
        .containsExactly("See the guide (https://a.b/c), a map (m.png), https://d.e, f.");
  }

  @Test
  void showsAnAddressThatATextPretendsToBe() {
    assertThat(screen("[https://bank.example](https://evil.example)", 80))
        .containsExactly("https://bank.example (https://evil.example)");
  }

  @Test
  void waitsWithAMarkNoLongerThanUntilItsLineEnds() {
    assertThat(screen("a **b\nc** d `e\nf` [g](h\ni)", 60))
        .containsExactly("a **b", "c** d `e", "f` [g](h", "i)");
  }

  @Test
  void coloursCodeAndKeepsItsCharacters() {
    String code =
        "for (int i = 0; i < 1e3; i++) { s += \"a\\\"b\" + 'c'; } // not /* this\n/* but\nthis */ x = a / b;\n";

    String out = drawn("```java\n" + code + "```\n");

    assertThat(plain(out)).isEqualTo("```java\n" + code + "```\n");
    assertThat(out)
        .contains(ESC + "[35mfor" + ESC, ESC + "[35mint" + ESC, ESC + "[36m0" + ESC)
        .contains(
            ESC + "[32m\"a\\\"b\"" + ESC, ESC + "[2m// not /* this" + ESC, ESC + "[2mthis */" + ESC)
        .contains("x = a / b;");
  }

  @Test
  void keepsTheCharactersOfCodeInEveryLanguage() {
    String code =
        "# \"\"\" a 'b' don't -- // /* */ <!-- --> `c` {1.5} $x \\\" @d\n+ e\n- f\n\tg '''h\n\n'''\n";
    for (String language : List.of(
        "py", "sh", "js", "sql", "rust", "html", "json", "yaml", "diff", "lua", "css", "php",
        "none")) {
      String out = drawn("````" + language + "\n" + code + "````\n");

      assertThat(plain(out)).as(language).isEqualTo("````" + language + "\n" + code + "````\n");
    }
  }

  @Test
  void drawsATableWithinTheScreenAndItsNumbersToTheRight() {
    String table = """
        | Name | Price | Note |
        |------|-------|:----:|
        | 团队 plan | 49 | for three and more persons |
        | Basic | 1,200.50 | **one** |
        """;

    assertThat(screen(table, 40))
        .containsExactly(
            "Name          Price         Note",
            "─".repeat(39),
            "团队 plan        49  for three and more",
            "                          persons",
            "Basic      1,200.50         one")
        .allSatisfy(line -> assertThat(Width.of(line)).isLessThan(40));
  }

  @Test
  void listsTheFieldsOfATableThatHasTooManyColumns() {
    StringBuilder table = new StringBuilder();
    for (String cell : List.of("head%d", "---", "value%d")) {
      for (int i = 0; i < 12; i++) {
        table.append('|').append(cell.formatted(i));
      }
      table.append("|\n");
    }

    assertThat(screen(table.toString(), 40))
        .hasSize(12)
        .startsWith("head0: value0", "head1: value1");
  }

  @Test
  void drawsTheRowsOfALongTableAsTheyCome() {
    StringBuilder out = new StringBuilder();
    AnswerStream stream = new AnswerStream(new Sink(out::append, true, true, () -> 60));
    stream.text("|n|text|\n|-|-|\n");
    for (int i = 0; i < 20; i++) {
      stream.text("|" + i + "|row|\n");
    }

    assertThat(out.toString()).contains("19  row\n");
  }

  @Test
  void showsWhatWaitedWhereAnAnswerBreaksOff() {
    for (String text : List.of(
        "|a|b|\n|-|-|\n|c|d|", "|a|b|", "```java\nclass", "# ", "- **b", "[a](", "1", "> ")) {
      String letters = text.replaceAll("[^a-z0-9]", "");

      assertThat(String.join("", screen(text, 40)).replaceAll("[^a-z0-9]", ""))
          .as(text)
          .isEqualTo(letters);
    }
  }

  @Test
  void leavesMarksAsTheyWereTypedWhereStylesCannotBeSeen() {
    String text = "# Head\nsome **bold** and `code` [a](b)\n- item\n> quote\n```py\nx\n```\n---\n";

    assertThat(drawn(List.of(text), 80, false)).isEqualTo(text);
  }

  @Test
  void fitsAScreenThatIsMadeNarrowerMeanwhile() {
    StringBuilder out = new StringBuilder();
    int[] columns = {80};
    AnswerStream stream = new AnswerStream(new Sink(out::append, true, true, () -> columns[0]));
    stream.text("word ".repeat(20) + "\n\n|a|b|\n|-|-|\n");
    columns[0] = 30;
    stream.text("|" + "cell ".repeat(10) + "|" + "cell ".repeat(10) + "|\n\n" + "word ".repeat(20));
    stream.end();

    List<String> lines = onScreen(out.toString());
    int blank = lines.indexOf("");
    assertThat(Width.of(lines.getFirst())).isGreaterThan(70);
    assertThat(lines.subList(blank, lines.size()))
        .hasSizeGreaterThan(6)
        .allSatisfy(line -> assertThat(Width.of(line)).isLessThan(30));
  }

  @Test
  void endsInTimeForALineOfManySigns() {
    for (String sign : List.of(
        "*", "[", "`", "|", "- ", "> ", "#", "a", "**a", "[a](", "<a", "合", "1", "~", "_a")) {
      String out = drawn(sign.repeat(200_000 / sign.length()));

      assertThat(plain(out).length()).as(sign).isGreaterThan(60_000);
    }
  }

  private static String made(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, 60); i > 0; i--) {
      text.append(PARTS.get(random.nextInt(PARTS.size())));
    }
    return text.toString();
  }

  private static List<String> cut(String text, SplittableRandom random) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + random.nextInt(1, 12));
      pieces.add(text.substring(at, end));
      at = end;
    }
    return pieces;
  }

  private static String drawn(String text) {
    return drawn(List.of(text), 100, true);
  }

  private static String drawn(List<String> pieces, int columns, boolean colour) {
    StringBuilder out = new StringBuilder();
    AnswerStream stream = new AnswerStream(new Sink(out::append, true, colour, () -> columns));
    pieces.forEach(stream::text);
    stream.end();
    return out.toString();
  }

  private static String plain(String styled) {
    return styled.replaceAll("\u001b\\[[0-9]*m", "");
  }

  private static List<String> screen(String text, int columns) {
    return onScreen(drawn(List.of(text), columns, true));
  }

  /** The lines that a terminal of any width shows: what stands at a place is replaced by what is printed there later. */
  private static List<String> onScreen(String out) {
    return Stream.of(plain(out).split("\n", -1))
        .map(MarkdownStreamTest::line)
        .toList()
        .reversed()
        .stream()
        .dropWhile(String::isEmpty)
        .toList()
        .reversed();
  }

  private static String line(String printed) {
    List<String> cells = new ArrayList<>();
    int at = 0;
    for (int c : printed.codePoints().toArray()) {
      if (c == '\b') {
        at--;
        continue;
      }
      int width = Width.of(c);
      if (width == 0 && at > 0) {
        cells.set(at - 1, cells.get(at - 1) + Character.toString(c));
        continue;
      }
      for (int i = 0; i < width; i++, at++) {
        String cell = i == 0 ? Character.toString(c) : "";
        if (at < cells.size()) {
          cells.set(at, cell);
        } else {
          cells.add(cell);
        }
      }
    }
    return String.join("", cells).stripTrailing();
  }
}
