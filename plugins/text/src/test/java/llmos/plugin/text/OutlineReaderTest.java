package llmos.plugin.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class OutlineReaderTest extends DocumentReaderContract {
  private static final String RST = """
      =====
      Tower
      =====

      Parts
      -----
      Text goes
      on here::

         literal

         more of it

      - one
        goes on
      - two

        * inner

      .. code-block:: sh

         mount docs

      Rivets
      ~~~~~~

      +------+------+
      | part | mass |
      +======+======+
      | beam | 7 t  |
      +------+------+

      ====  =====
      year  event
      ====  =====
      1889  open
            late
      1930  light
      ====  =====

      >>> 1 + 1
      2
      """;

  private static final String ADOC = """
      = Tower
      Ada Falk

      == Parts

      Text goes
      on.

      * one
      goes on
      ** inner
      - two

      lift:: goes up

      [source,sh]
      ----
      mount docs

      ----

      .Masses
      |===
      |part |mass

      |beam |7 t
      |bolt
      |1 g
      |===
      """;

  private static final String ORG = """
      #+TITLE: The tower
      Intro.
      * TODO Parts
      ** Small
      - one
        goes on
        + inner
      1. first
      #+BEGIN_SRC sh
      mount docs

      #+END_SRC
      | part | mass |
      |------+------|
      | beam | 7 t  |
      : literal
      """;

  private static final String TEX = """
      \\documentclass{article}
      \\title{The tower}
      \\begin{document}

      \\section{Parts}
      Text goes on.
      \\begin{itemize}
      \\item one
      \\item two
      \\end{itemize}
      \\subsection*{Small}
      \\begin{verbatim}
      mount docs

      \\end{verbatim}
      \\end{document}
      """;

  @Override
  protected DocumentReader reader() {
    return new OutlineReader();
  }

  @Override
  protected Map<String, byte[]> samples() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    sources().forEach((name, source) -> samples.put(name, source.getBytes(UTF_8)));
    samples.put("windows.rst", RST.replace("\n", "\r\n").getBytes(UTF_8));
    return samples;
  }

  private static Map<String, String> sources() {
    Map<String, String> sources = new LinkedHashMap<>();
    sources.put("a.rst", RST);
    sources.put("a.adoc", ADOC);
    sources.put("a.org", ORG);
    sources.put("a.tex", TEX);
    return sources;
  }

  private Document read(String name, String source) throws Exception {
    return reader().read(name, source.getBytes(UTF_8));
  }

  @Test
  void restructuredTextKeepsItsStructure() throws Exception {
    Document document = read("a.rst", RST);

    assertThat(document.title()).isEqualTo("Tower");
    assertThat(document.text()).isEqualTo(RST);
    assertThat(Shown.parts(document))
        .containsExactly(
            "HEADING 1 =====⏎Tower⏎=====",
            "HEADING 2 Parts⏎-----",
            "PARAGRAPH Text goes⏎on here::",
            "CODE literal⏎⏎   more of it",
            "LIST_ITEM 1 - one⏎  goes on",
            "LIST_ITEM 1 - two",
            "LIST_ITEM 2 * inner",
            "CODE .. code-block:: sh⏎⏎   mount docs",
            "HEADING 3 Rivets⏎~~~~~~",
            "TABLE_HEADER +------+------+⏎| part | mass |⏎+======+======+",
            "TABLE_ROW | beam | 7 t  |⏎+------+------+",
            "TABLE_HEADER ====  =====⏎year  event⏎====  =====",
            "TABLE_ROW 1889  open⏎      late",
            "TABLE_ROW 1930  light⏎====  =====",
            "CODE >>> 1 + 1⏎2");
  }

  @Test
  void asciidocKeepsItsStructure() throws Exception {
    Document document = read("a.adoc", ADOC);

    assertThat(document.title()).isEqualTo("Tower");
    assertThat(Shown.parts(document))
        .containsExactly(
            "HEADING 1 = Tower",
            "PARAGRAPH Ada Falk",
            "HEADING 2 == Parts",
            "PARAGRAPH Text goes⏎on.",
            "LIST_ITEM 1 * one⏎goes on",
            "LIST_ITEM 2 ** inner",
            "LIST_ITEM 1 - two",
            "LIST_ITEM 1 lift:: goes up",
            "CODE [source,sh]⏎----⏎mount docs⏎⏎----",
            "TABLE_HEADER .Masses⏎|===⏎|part |mass",
            "TABLE_ROW |beam |7 t",
            "TABLE_ROW |bolt",
            "TABLE_ROW |1 g⏎|===");
  }

  @Test
  void orgKeepsItsStructure() throws Exception {
    Document document = read("a.org", ORG);

    assertThat(document.title()).isEqualTo("The tower");
    assertThat(Shown.parts(document))
        .containsExactly(
            "PARAGRAPH #+TITLE: The tower⏎Intro.",
            "HEADING 1 * TODO Parts",
            "HEADING 2 ** Small",
            "LIST_ITEM 1 - one⏎  goes on",
            "LIST_ITEM 2 + inner",
            "LIST_ITEM 1 1. first",
            "CODE #+BEGIN_SRC sh⏎mount docs⏎⏎#+END_SRC",
            "TABLE_HEADER | part | mass |⏎|------+------|",
            "TABLE_ROW | beam | 7 t  |",
            "CODE : literal");
  }

  @Test
  void latexKeepsItsSections() throws Exception {
    Document document = read("a.tex", TEX);

    assertThat(document.title()).isEqualTo("The tower");
    assertThat(Shown.parts(document))
        .contains(
            "HEADING 3 \\section{Parts}",
            "LIST_ITEM 1 \\item one",
            "LIST_ITEM 1 \\item two",
            "HEADING 4 \\subsection*{Small}",
            "CODE \\begin{verbatim}⏎mount docs⏎⏎\\end{verbatim}");
  }

  @Test
  void aListingBelowTextIsNoHeading() throws Exception {
    Document document = read("a.adoc", "This text is longer\n----\ncode\n----\n");

    assertThat(Shown.parts(document))
        .containsExactly("PARAGRAPH This text is longer", "CODE ----⏎code⏎----");
  }

  @Test
  void brokenMarkupIsReadSoon() {
    String marks = "----\n|===\n====  ===\n#+begin_src\n\\begin{verbatim}\n.. code::\n+---+\n";
    for (String name : List.of("a.rst", "a.adoc", "a.org", "a.tex")) {
      for (String line : marks.lines().toList()) {
        byte[] bytes = (line + "\nx\n").repeat(200_000).getBytes(UTF_8);

        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> reader().read(name, bytes), name + " " + line);
      }
    }
  }

  @Test
  void linesInAnyOrderAreReadWithoutLoss() {
    for (Map.Entry<String, String> source : sources().entrySet()) {
      List<String> lines = source.getValue().lines().toList();
      for (int i = 0; i < 200; i++) {
        long seed = 5_000L + i;
        RandomGenerator dice = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        StringBuilder shuffled = new StringBuilder();
        for (int n = 0; n < 60; n++) {
          shuffled.append(lines.get(dice.nextInt(lines.size()))).append('\n');
        }

        Document document = tryToRead(
            source.getKey(), shuffled.toString().getBytes(UTF_8), "shuffled, seed " + seed);

        assertThat(document.text()).isEqualTo(shuffled.toString());
      }
    }
  }
}
