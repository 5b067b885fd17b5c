package llmos.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import llmos.api.Burst;
import llmos.api.BurstSink;
import llmos.api.Cpu;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Param;
import llmos.api.Plugin;
import llmos.api.Usage;
import llmos.kernel.Boot;
import llmos.shell.lang.Keyboard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is typed at the prompt without a slash is said as it stands; what is typed with one never is. */
class TalkTest {
  private static final int LINES = 10_000;
  private static final int ALONE = 1_000; // the others are said in messages of several lines
  private static final int A_MESSAGE = 50; // lines
  private static final int A_SESSION = 100; // turns

  private static final List<String> WORDS = List.of(
      ("what does the contract say about late payment why is this so and how much did we pay in may "
              + "don't it's 20% (or less) [1] e-mail x@example.com C:\\temp 1,049 € 合同 naïve – … 😀")
          .split(" "));

  private static final List<String> SIGNS = List.of(
      "|",
      "||",
      ">",
      ">>",
      "<",
      "$",
      "$HOME",
      "$x.y",
      "'",
      "''",
      "\"",
      "/path",
      "/etc/hosts",
      "/ls",
      "@x",
      "@docs/a.md",
      "{",
      "}",
      "(",
      ")",
      ";",
      "&",
      "&&",
      "`rm -rf /`",
      "#",
      "--help",
      "-",
      "!",
      "?",
      "*",
      "~",
      "=",
      "\\",
      "%s",
      "%n");

  /** How a line may begin that is talk: with any of these and a word. */
  private static final List<String> BEGINNINGS = List.of(
      "",
      "",
      "",
      "",
      " ",
      " /",
      "| ",
      "> ",
      "$",
      "'",
      "\"",
      "/usr/bin/",
      "/README.md ",
      "/ ",
      "/1 ",
      "@",
      "{ ",
      "( ",
      "; ",
      "& ",
      "//",
      "# ",
      "- ",
      "/ö");

  @TempDir
  private Path scratch;

  private final Hearing cpu = new Hearing();
  private final long seed = new Random().nextLong();
  private final Random dice = new Random(seed);
  private Path memory;
  private UnseenPrompt prompt;

  @BeforeEach
  void open() throws IOException {
    // A turn is committed several times before it is over: on a real disk they take minutes.
    Path shared = Path.of("/dev/shm");
    memory = Files.isWritable(shared) ? Files.createTempDirectory(shared, "llmos-talk") : scratch;
    prompt = new UnseenPrompt(new Boot(
        memory.resolve("home"),
        scratch,
        Map.of("LLMOS_CPU", "hearing"),
        Clock.systemUTC(),
        List.of(),
        List.of(new Hearer(cpu))));
    assertThat(prompt.type("/cpu add hearing --driver hearing").exit()).isZero();
  }

  @AfterEach
  void close() throws IOException {
    prompt.close();
    try (Stream<Path> files = Files.walk(memory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(scratch)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Test
  void naturalLanguageIsSaidVerbatim() {
    List<String> lines = Stream.generate(this::line).limit(LINES).toList();
    assertThat(lines)
        .as("seed %d", seed)
        .allSatisfy(
            line -> assertThat(Keyboard.read(line)).isEqualTo(new Keyboard.Talk(line.strip())));

    List<String> said = new ArrayList<>(lines.subList(0, ALONE));
    for (int i = ALONE; i < LINES; i += A_MESSAGE) {
      said.add(String.join("\n", lines.subList(i, i + A_MESSAGE)));
    }
    for (int i = 0; i < said.size(); i++) {
      if (i % A_SESSION == 0) {
        prompt.type("/session new");
      }
      // A paste is typing without a picture after each key.
      boolean typed = i < ALONE && i % 2 == 0;
      UnseenPrompt.Ran ran =
          prompt.type(typed ? said.get(i) : "\u001b[200~" + said.get(i) + "\u001b[201~");
      assertThat(ran.exit()).as("seed %d, %s", seed, said.get(i)).isZero();
    }

    assertThat(cpu.heard)
        .as("seed %d", seed)
        .containsExactlyElementsOf(said.stream().map(String::strip).toList());
  }

  @Test
  void aMistypedCommandIsSentToNobody() {
    List<String> known = prompt.shell().commands().firstWords().stream()
        .filter(name -> name.length() > 2)
        .toList();
    TreeSet<String> wrong = new TreeSet<>(List.of("eixt", "fnd"));
    while (wrong.size() < ALONE) {
      String mistyped = mistyped(known.get(dice.nextInt(known.size())));
      if (!prompt.shell().commands().isBuiltin(mistyped)) {
        wrong.add(mistyped);
      }
    }

    for (String name : wrong) {
      UnseenPrompt.Ran ran = prompt.type("/" + name + " x | count");
      assertThat(ran.exit()).as("seed %d, %s", seed, name).isEqualTo(127);
      assertThat(ran.out()).as("seed %d, %s", seed, name).contains("did you mean '");
    }

    assertThat(cpu.heard).as("seed %d", seed).isEmpty();
  }

  @Test
  void aVeryLongLineIsTakenWhole() {
    String text = "why is it so? ".repeat(30_000 / 14).strip();

    UnseenPrompt.Ran talk = prompt.type("\u001b[200~" + text + "\u001b[201~");
    UnseenPrompt.Ran command = prompt.type("\u001b[200~/say '" + text + "' | count\u001b[201~");
    UnseenPrompt.Ran wrong = prompt.type("\u001b[200~/" + "x".repeat(30_000) + "\u001b[201~");

    assertThat(talk.exit()).isZero();
    assertThat(cpu.heard).containsExactly(text);
    assertThat(command.out()).contains("\"count\":1");
    assertThat(wrong.exit()).isEqualTo(127);
  }

  private String line() {
    StringBuilder line = new StringBuilder(pick(BEGINNINGS)).append(pick(WORDS));
    for (int words = dice.nextInt(8); words > 0; words--) {
      line.append(' ').append(pick(dice.nextInt(3) == 0 ? SIGNS : WORDS));
    }
    return line.append(' ').append(pick(SIGNS)).toString();
  }

  private String pick(List<String> from) {
    return from.get(dice.nextInt(from.size()));
  }

  /** A letter is left out, doubled, swapped with the next or another one. */
  private String mistyped(String name) {
    int at = dice.nextInt(name.length() - 1);
    String before = name.substring(0, at);
    char c = name.charAt(at);
    String behind = name.substring(at + 1);
    return switch (dice.nextInt(4)) {
      case 0 -> before.isEmpty() ? name + c : before + behind;
      case 1 -> before + c + c + behind;
      case 2 -> before + behind.charAt(0) + c + behind.substring(1);
      default -> before + (char) ('a' + dice.nextInt(26)) + behind;
    };
  }

  /** Keeps what was said to it last in each prompt. */
  private static final class Hearing implements Cpu {
    private final List<String> heard = new ArrayList<>();

    @Override
    public Burst run(llmos.api.Prompt asked, BurstSink sink) {
      heard.add(asked.pages().getLast().text());
      sink.text("ok");
      return Burst.end("ok", Usage.NONE);
    }

    @Override
    public int window() {
      return 2_000_000;
    }

    @Override
    public int count(String text) {
      return text.length();
    }
  }

  private record Hearer(Cpu cpu) implements Plugin, CpuDriver {
    @Override
    public String name() {
      return "hearing";
    }

    @Override
    public List<CpuDriver> cpus() {
      return List.of(this);
    }

    @Override
    public String summary() {
      return "Keeps what it hears.";
    }

    @Override
    public List<Param> settings() {
      return List.of();
    }

    @Override
    public Cpu open(CpuSettings settings, Host host) {
      return cpu;
    }
  }
}
