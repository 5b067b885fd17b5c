package llmos.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import llmos.api.FaultException;
import llmos.kernel.Boot;
import llmos.kernel.Question;
import llmos.shell.lang.Exit;
import llmos.shell.out.Format;
import llmos.shell.out.Questions;
import llmos.shell.out.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "say hi § 0",
        "say 'hi § 2",
        "say hi > f § 2",
        "say a | first -k 2 § 2",
        "mem § 1",
        "say a | save § 2",
        "say a || nothing § 0",
        "say a && say b | first x § 2",
      })
  void endsWithTheDocumentedExitCode(String program, int code) {
    try (Shell shell = shell(Format.TEXT)) {
      assertThat(shell.run(program, List.of())).isEqualTo(code);
    }
  }

  @Test
  void givesAScriptItsArguments() {
    try (Shell shell = shell(Format.TEXT)) {
      shell.run("say $2 $1 ; $@ | count", List.of("a b", "$c"));
    }

    assertThat(out).hasToString("$c a b\n2\n");
  }

  @Test
  void runsWordsWithoutParsingThemAgain() {
    try (Shell shell = shell(Format.TEXT)) {
      shell.run(WordStage.of(List.of("say", "a | b", "$x", "'q", "--", "--flag")));
    }

    assertThat(out).hasToString("a | b $x 'q --flag\n");
  }

  @Test
  void writesTheErrorAsARecord() {
    try (Shell shell = shell(Format.JSONL)) {
      shell.run("say a ; say b | first x", List.of());
    }

    assertThat(out.toString().lines()).first().isEqualTo("{\"text\":\"a\"}");
    assertThat(out.toString().lines().skip(1).toList())
        .singleElement()
        .asString()
        .startsWith(
            "{\"kind\":\"error\",\"exit\":2,\"message\":\"'x' is not a whole number of at least 0\",");
    assertThat(err).isEmpty();
  }

  @Test
  void leavesByExit() {
    try (Shell shell = shell(Format.TEXT)) {
      assertThatThrownBy(() -> shell.run("exit 7", List.of()))
          .isInstanceOfSatisfying(Exit.class, e -> assertThat(e.code()).isEqualTo(7));
    }
  }

  @Test
  void readsTheFlagsOfTheProcess() {
    Flags flags =
        CommandLineFlags.parse(List.of("--home", "/h", "find", "a", "--in", "c", "--json"));

    assertThat(flags.get("home")).contains("/h");
    assertThat(flags.has("json")).isTrue();
    assertThat(flags.words()).containsExactly("find", "a", "--in", "c");
    assertThat(CommandLineFlags.parse(List.of("-c", "say hi", "a", "-b")).words())
        .containsExactly("a", "-b");
    assertThat(CommandLineFlags.parse(List.of("run", "f", "--json")).words())
        .containsExactly("run", "f", "--json");
    assertThatThrownBy(() -> CommandLineFlags.parse(List.of("--jsn", "say")))
        .isInstanceOf(FaultException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "say",
        "say --json",
        "say --jsonl x",
        "say -- --json",
        "say --no-input --",
        "say -x",
        "say ''",
        "''",
        "'' --tsv",
        "-",
        "- x",
        "--",
        "-- say",
        "@x",
        "say @x",
        "run f --json",
        "run",
        "say run --json",
        "say --json run",
        "-c say",
        "say -c x",
        "find a --in c --home /h",
        "--home /h say",
        "--home=/h",
        "say --home=/h",
        "${x} %n",
        "ask --json=1",
      })
  void tellsWithoutItsLibraryWhereThereIsNoFlag(String line) {
    List<String> args = line.isEmpty()
        ? List.of()
        : Stream.of(line.split(" ")).map(word -> word.replace("''", "")).toList();

    assertThat(Main.flags(args)).isEqualTo(CommandLineFlags.parse(args));
    if (!args.isEmpty() && args.getFirst().startsWith("-")) {
      assertThat(Flags.none(args)).isFalse();
    }
  }

  @Test
  void findsItsHome() {
    assertThat(Settings.home(Map.of("LLMOS_HOME", "/x"), "/u")).isEqualTo(Path.of("/x"));
    assertThat(Settings.home(Map.of("XDG_DATA_HOME", "/d"), "/u")).isEqualTo(Path.of("/d/llmos"));
    assertThat(Settings.home(Map.of(), "/u")).isEqualTo(Path.of("/u/.local/share/llmos"));
  }

  @Test
  void takesAnythingUnclearForNo() {
    Question question = new Question(List.of(), List.of(Question.Choice.values()));

    assertThat(Questions.choice(question, "")).isEqualTo(Question.Choice.NO);
    assertThat(Questions.choice(question, "yes please")).isEqualTo(Question.Choice.NO);
    assertThat(Questions.choice(question, "yes")).isEqualTo(Question.Choice.ONCE);
    assertThat(Questions.choice(question, " O ")).isEqualTo(Question.Choice.ONCE);
    assertThat(Questions.choice(question, "sess")).isEqualTo(Question.Choice.SESSION);
    assertThat(Questions.prompt(question)).isEqualTo("[no] / once / session / always › ");
  }

  private Shell shell(Format format) {
    Settings settings = new Settings(
        new Boot(
            Path.of("/dev/null/home"),
            Path.of("").toAbsolutePath(),
            Map.of(),
            Clock.systemUTC(),
            List.of(),
            List.of()),
        format,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
    return new Shell(
        settings,
        new Stdio(InputStream.nullInputStream(), Map.of(), true),
        new Sink(out::append, false, false, () -> 80),
        new Sink(err::append, false, false, () -> 80),
        Person.Reply.NOBODY,
        line -> err.append(line).append('\n'));
  }
}
