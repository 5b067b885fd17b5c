package llmos.shell.cmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import llmos.api.Label;
import llmos.kernel.Records;
import llmos.shell.lang.Command;
import llmos.shell.lang.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the host's manual: their structure, and what troff says of them where it is here. */
final class RoffTest {
  private static final List<Command> COMMANDS = List.copyOf(Builtins.all(
          new DeviceCalls(List::of, () -> new Records(List.of(), Label.SYSTEM), List::of))
      .all());

  @TempDir
  private Path folder;

  private static List<Item> pages(Optional<String> only) {
    Map<String, List<ManPage>> byWord = new LinkedHashMap<>();
    COMMANDS.forEach(command -> byWord
        .computeIfAbsent(command.spec().name().split(" ", 2)[0], w -> new ArrayList<>())
        .add(ManPage.of(command.spec())));
    return Roff.pages(byWord, only);
  }

  private static String page(String word) {
    return pages(Optional.of(word)).getFirst().text();
  }

  @Test
  void hasAPageOfItselfAndOneForEachFirstWord() {
    List<String> files = new ArrayList<>(List.of("llmos.1"));
    COMMANDS.stream()
        .map(command -> "llmos-" + command.spec().name().split(" ", 2)[0] + ".1")
        .distinct()
        .forEach(files::add);

    assertThat(pages(Optional.empty()))
        .extracting(item -> item.row().get("file"))
        .isEqualTo(files);
  }

  @Test
  void writesOnlyMacrosThatEveryManKnows() {
    for (Item item : pages(Optional.empty())) {
      List<String> lines = item.text().lines().toList();
      assertThat(lines.getFirst()).matches("\\.TH LLMOS[A-Z-]* 1 \"\" llmos \"llmos manual\"");
      assertThat(lines.get(1)).isEqualTo(".SH \"NAME\"");
      assertThat(lines.get(2)).startsWith((item.row().get("name") + " - ").replace("-", "\\-"));
      assertThat(lines)
          .allSatisfy(line -> assertThat(line)
              .matches("[\\x20-\\x7e]+")
              .matches("(?![.']).*|\\.(TH|SH|SS|TP|B|br|nf|fi)( .*)?"));
      assertThat(lines)
          .filteredOn(line -> line.startsWith(".B \""))
          .allSatisfy(line -> assertThat(line).matches("\\.B \"[^\"]*\""));
      assertThat(lines.stream().filter(line -> line.startsWith(".SH")).toList())
          .startsWith(".SH \"NAME\"", ".SH \"SYNOPSIS\"", ".SH \"DESCRIPTION\"");
    }
  }

  @Test
  void tellsEachFlagAndExample() {
    for (Command command : COMMANDS) {
      String page = page(command.spec().name().split(" ", 2)[0]);
      command
          .spec()
          .flags()
          .forEach(
              flag -> assertThat(page).contains("\\-\\-" + flag.name().replace("-", "\\-") + "\""));
      assertThat(page.lines().filter(line -> line.startsWith("llmos \\-c ")).count())
          .isGreaterThanOrEqualTo(command.spec().operation().examples().size());
    }
    HostFlags.ALL.forEach(
        flag -> assertThat(page("llmos")).contains(".B \"" + flag.name().replace("-", "\\-")));
  }

  @Test
  void hasNoPageForAWordThatIsNoCommand() {
    assertThat(pages(Optional.of("nope"))).isEmpty();
  }

  @Test
  void isReadByTroffWithoutAWarning() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")));
    String all = pages(Optional.empty()).stream().map(Item::text).collect(Collectors.joining("\n"));
    Path file = Files.writeString(folder.resolve("all.1"), all + "\n");
    Path out = folder.resolve("out");

    Process process = new ProcessBuilder(
            "/usr/bin/groff", "-man", "-Tutf8", "-ww", "-z", file.toString())
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(out)).isEmpty();
    assertThat(process.exitValue()).isZero();
  }
}
