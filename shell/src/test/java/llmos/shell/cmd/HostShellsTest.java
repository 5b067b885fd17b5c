package llmos.shell.cmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import llmos.api.CallContext;
import llmos.api.Effect;
import llmos.api.Label;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.api.Reply;
import llmos.kernel.Records;
import llmos.shell.cmd.Grammar.Option;
import llmos.shell.cmd.Grammar.Verb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The completion scripts, in the shells that they are for as far as these are here. */
final class HostShellsTest {
  /** Prints what the function of the script offers for the words. */
  private static final String ASK_BASH = """
      offers() {
        COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
        _llmos
        printf '%s\\n' "${COMPREPLY[*]}"
      }
      """;

  /** The same, with what zsh's own completion would be told in place of it. */
  private static final String ASK_ZSH = """
      _describe() {
        [[ $1 == -o ]] && shift
        local -a items; items=("${(@P)2}"); told+=(${items%%:*})
      }
      _files() { told+=(FILES) }
      offers() {
        words=("$@"); CURRENT=$#words; PREFIX=$words[-1]; told=()
        _llmos
        print -r -- "${told[*]}"
      }
      """;

  private static final Grammar GRAMMAR = Grammar.of(
      Builtins.all(new DeviceCalls(List::of, () -> new Records(List.of(), Label.SYSTEM), List::of))
          .all(),
      List.of(new Clock()));

  @TempDir
  private Path folder;

  private static String script(String shell) {
    return switch (shell) {
      case "bash" -> BashCompletion.of(GRAMMAR);
      case "zsh" -> ZshCompletion.of(GRAMMAR);
      default -> FishCompletion.of(GRAMMAR);
    };
  }

  private static boolean here(String shell) {
    return List.of("/bin/", "/usr/bin/", "/usr/local/bin/").stream()
        .anyMatch(place -> Files.isExecutable(Path.of(place + shell)));
  }

  private String run(String shell, String program, String... flags) {
    try {
      Path file = Files.writeString(folder.resolve("program"), program);
      List<String> command = new ArrayList<>(List.of(shell));
      command.addAll(List.of(flags));
      command.add(file.toString());
      Path out = folder.resolve("out");
      Process process = new ProcessBuilder(command)
          .directory(Files.createDirectories(folder.resolve("work")).toFile())
          .redirectErrorStream(true)
          .redirectOutput(out.toFile())
          .start();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      String said = Files.readString(out, StandardCharsets.UTF_8);
      assertThat(process.exitValue()).as(said).isZero();
      return said;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void readsAsAScript(String shell) {
    assumeTrue(here(shell));

    assertThat(run(shell, script(shell), "-n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "mo § mount",
        "mem p § pin policy",
        "session re § resume replay",
        "save no § notes.md",
        "run --x no § notes.md",
        "cat no § ''",
        "mount n § notes.md",
        "bench residency --gold n § notes.md",
        "bench residency --window n § ''",
        "clock now --z § --zone",
        "clock read n § notes.md",
        "--json mem dr § drop",
        "--home n § notes.md",
        "--session 3 -c ask § ''",
        "--session 3 vms § vmstat",
        "find --in = § ''",
        "bench residency --gold = n § notes.md",
        "-- § --version --help --json --jsonl --tsv --no-color --no-input --home --workspace --session --timeout --max-cost",
        "mem ls --e § --evicted",
        "mem ls 'a b' --e § --evicted",
        "xyz a § ''",
      })
  void completesInBash(String line, String offered) throws IOException {
    assumeTrue(here("bash"));
    Files.createDirectories(folder.resolve("work"));
    Files.writeString(folder.resolve("work/notes.md"), "");

    String said = run("bash", script("bash") + ASK_BASH + "PATH=/nowhere\noffers llmos " + line);

    assertThat(said.strip()).isEqualTo(offered);
  }

  @Test
  void offersEachFlagOfEachCommandInBash() {
    assumeTrue(here("bash"));
    String asked = GRAMMAR.verbs().stream()
        .map(verb -> "offers llmos %s -".formatted(verb.name()))
        .collect(Collectors.joining("\n"));

    List<String> said = run("bash", script("bash") + ASK_BASH + asked).lines().toList();

    assertThat(said)
        .isEqualTo(
            GRAMMAR.verbs().stream().map(v -> String.join(" ", v.flags())).toList());
  }

  @Test
  void offersEachWordAndFlagOfEachCommandInZsh() {
    assumeTrue(here("zsh"));
    List<String> asked = new ArrayList<>(List.of("offers llmos ''", "offers --home x"));
    List<String> expected =
        new ArrayList<>(List.of(String.join(" ", GRAMMAR.firsts().keySet()), ""));
    for (Verb verb : GRAMMAR.verbs()) {
      asked.add("offers llmos %s -".formatted(verb.name()));
      expected.add(String.join(" ", verb.flags()));
      asked.add("offers llmos %s x y".formatted(verb.name()));
      expected.add(verb.files() ? "FILES" : "");
    }
    asked.set(1, "offers llmos --session ''");

    List<String> said = run(
            "zsh", "compdef() { }\n" + script("zsh") + ASK_ZSH + String.join("\n", asked), "-f")
        .lines()
        .toList();

    assertThat(said).isEqualTo(expected);
  }

  @Test
  void completesInFish() throws IOException {
    assumeTrue(here("fish"));
    Files.createDirectories(folder.resolve("work"));
    Files.writeString(folder.resolve("work/notes.md"), "");
    String asked =
        List.of("mem p", "mem ls --", "session undo ", "save no", "cat no", "--js").stream()
            .map(line -> "complete -C'llmos %s' | string split -f1 \\t | string join ' '; echo ."
                .formatted(line))
            .collect(Collectors.joining("\n"));

    String said = run("fish", script("fish") + asked, "--no-config");

    assertThat(said.lines().filter(line -> !line.equals(".")).toList())
        .containsExactly("pin policy", "--evicted", "notes.md", "--json --jsonl");
  }

  @Test
  void namesEveryCommandInEachScript() {
    assertThat(GRAMMAR.verbs()).hasSizeGreaterThan(60);
    for (String shell : List.of("bash", "zsh", "fish")) {
      assertThat(script(shell)).doesNotContain("@F", "@P", "@H", "@S", "@V", "@T");
      for (Verb verb : GRAMMAR.verbs()) {
        assertThat(script(shell)).contains(verb.first(), verb.second());
        verb.options().stream()
            .map(Option::name)
            .forEach(name -> assertThat(script(shell)).contains(name));
      }
    }
  }

  private static final class Clock implements Peripheral {
    @Override
    public String name() {
      return "clock";
    }

    @Override
    public String summary() {
      return "It's the time: \\ and `more`.";
    }

    @Override
    public List<Operation> operations() {
      Param zone = Param.of("zone", Param.Type.TEXT, Param.Role.PAYLOAD, "a zone's name: $HOME")
          .orElse("UTC");
      Param file = Param.of("file", Param.Type.PATH, Param.Role.TARGET, "where");
      return List.of(
          new Operation("now", "The time.", List.of(zone), Effect.NONE, true, List.of("clock now")),
          new Operation(
              "read", "Reads it.", List.of(file), Effect.READ, true, List.of("clock read x")));
    }

    @Override
    public Reply call(String operation, Map<String, Object> args, CallContext context) {
      throw new AssertionError("no device is called");
    }
  }
}
