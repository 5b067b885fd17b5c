package llmos.plugin.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.GZIPOutputStream;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class ManReaderTest extends DocumentReaderContract {
  private static final String MAN = """
      .\\" A comment
      .de XX
      .br
      ..
      .TH LLMOS 1 "2025-01-01"
      .SH NAME
      llmos \\- mounts \\fIdocuments\\fR
      .SH "SYNOPSIS"
      .B llmos
      .RI [ options ]
      .BR mount (1)
      .SS
      Options
      .TP
      .BR \\-k ", " \\-\\-count =\\fIN\\fP
      How many\\(em at most.
      .IP \\(bu 2
      A bullet
      .RS
      .IP \\(bu 2
      inner
      .RE
      .PP
      See \\*(lqthe\\*(rq \\s-1JSON\\s0 file.\\" not this
      .if t .ig
      .if n \\{\\
      For terminals.
      .\\}
      .ie n this
      .el that
      .nf
      mount  docs

      find x
      .fi
      .TS
      tab(;) box;
      lb lb
      l l.
      code;meaning
      _
      0;T{
      it
      worked
      T}
      .TE
      """;

  private static final String MDOC = """
      .Dd July 1, 2025
      .Dt MOUNT 8
      .Os
      .Sh NAME
      .Nm mount
      .Nd mounts volumes
      .Sh SYNOPSIS
      .Nm
      .Op Fl v
      .Op Fl o Ar options
      .Ar folder ...
      .Sh DESCRIPTION
      The
      .Nm
      command calls
      .Xr find 1 ,
      and
      .Fn open "const char *path" .
      .Bl -tag -width x
      .It Fl v , Fl Fl verbose
      Says
      .Dq more .
      .El
      .Bd -literal
      mount  docs
      .Ed
      """;

  @Override
  protected DocumentReader reader() {
    return new ManReader();
  }

  @Override
  protected Map<String, byte[]> samples() throws IOException {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("llmos.1", MAN.getBytes(UTF_8));
    samples.put("mount", MDOC.getBytes(UTF_8));
    samples.put("llmos.1.gz", packed(MAN.getBytes(UTF_8)));
    return samples;
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private Document read(String source) throws Exception {
    return reader().read("a.1", source.getBytes(UTF_8));
  }

  @Test
  void aPageIsWhatItSays() throws Exception {
    Document document = read(MAN);

    assertThat(document.title()).isEqualTo("LLMOS(1)");
    assertThat(Shown.parts(document))
        .containsExactly(
            "HEADING 1 NAME",
            "PARAGRAPH llmos - mounts documents",
            "HEADING 1 SYNOPSIS",
            "PARAGRAPH llmos [options] mount(1)",
            "HEADING 2 Options",
            "LIST_ITEM 1 -k, --count=N How many— at most.",
            "LIST_ITEM 1 • A bullet",
            "LIST_ITEM 2 • inner",
            "PARAGRAPH See “the” JSON file. For terminals. this",
            "CODE mount  docs⏎⏎find x",
            "TABLE_HEADER code | meaning",
            "TABLE_ROW 0 |  it worked");
    assertThat(reader().read("llmos.1.gz", packed(MAN.getBytes(UTF_8)))).isEqualTo(document);
  }

  @Test
  void mdocMacrosStandWithinOneAnother() throws Exception {
    assertThat(Shown.parts(read(MDOC)))
        .containsExactly(
            "HEADING 1 NAME",
            "PARAGRAPH mount – mounts volumes",
            "HEADING 1 SYNOPSIS",
            "PARAGRAPH mount [-v] [-o options] folder ...",
            "HEADING 1 DESCRIPTION",
            "PARAGRAPH The mount command calls find(1), and open(const char *path).",
            "LIST_ITEM 1 -v, --verbose Says “more”.",
            "CODE mount  docs");
  }

  @Test
  void onlyManualPagesAreTakenForOne() {
    assertThat(reader().reads("error.1", "line one\nline two\n".getBytes(UTF_8)))
        .isFalse();
    assertThat(reader().reads("a.gz", new byte[] {0x1F, (byte) 0x8B, 8})).isFalse();
    assertThat(reader().reads("ignore", ".idea\n.vscode\n".getBytes(UTF_8))).isFalse();
    assertThat(reader().reads("x", ".\\\" c\n.TH X 1\n".getBytes(UTF_8))).isTrue();
  }

  @Test
  void aPackedBombIsRefused() throws IOException {
    byte[] bomb = packed(new byte[200 << 20]);

    assertThatThrownBy(() -> reader().read("a.1.gz", bomb))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused");
    assertThatThrownBy(() -> reader().read("a.1.gz", Arrays.copyOf(bomb, 100)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void linesInAnyOrderAreReadSoon() {
    List<String> lines = (MAN + MDOC).lines().toList();
    for (int i = 0; i < 300; i++) {
      long seed = 3_000L + i;
      RandomGenerator dice = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      StringBuilder shuffled = new StringBuilder();
      for (int n = 0; n < 60; n++) {
        String line = lines.get(dice.nextInt(lines.size()));
        shuffled
            .append(dice.nextInt(5) == 0 ? line.substring(dice.nextInt(line.length() + 1)) : line)
            .append('\n');
      }

      tryToRead("a.1", shuffled.toString().getBytes(UTF_8), "shuffled, seed " + seed);
    }
    for (String hostile :
        List.of(".if n ", ".if t \\{\n", "\\[", ".Op ", ".SH\n", ".TS\n", "\\s", ".B \"", "\\h'")) {
      byte[] bytes = hostile.repeat(100_000).getBytes(UTF_8);
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> reader().read("a.1", bytes), hostile);
    }
  }
}
