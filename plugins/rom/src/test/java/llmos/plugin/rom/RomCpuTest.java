package llmos.plugin.rom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llmos.api.Burst;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.PageKind;
import llmos.api.Prompt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RomCpuTest {
  private static final String INSTALL = """
      # Install

      llmos needs a JDK 25. Nothing else has to be installed.

      The state file lives in `~/.llmos/state.db`; set LLMOS_HOME to move it.

      ```
      bin/llmos --version
      ```
      """;
  private static final String HISTORY =
      "The Eiffel Tower was completed in 1889. It was designed by the company of Gustave Eiffel and stands in Paris.";

  private final RomCpu cpu = new RomCpu(8192);

  private Burst run(Prompts prompts) throws InterruptedException {
    return cpu.run(prompts.make(), piece -> {});
  }

  @Test
  void quotesTheSentenceThatAnswersWithTheNumberOfItsBlock() throws Exception {
    Burst burst = run(new Prompts()
        .block("docs/install.md", INSTALL)
        .block("docs/history.md", HISTORY)
        .user("When was the Eiffel Tower completed?"));

    assertThat(burst.stop()).isEqualTo(Burst.Stop.END);
    assertThat(burst.text()).startsWith("\"The Eiffel Tower was completed in 1889.\" [2]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Which JDK does llmos need? | llmos needs a JDK 25.",
        "Where does the state file live? | ~/.llmos/state.db",
        "How do I move the state file? | LLMOS_HOME",
        "Who designed the Eiffel Tower? | Gustave Eiffel",
        "bin/llmos version | bin/llmos --version"
      })
  void answersFromDocumentation(String question, String expected) throws Exception {
    Burst burst = run(new Prompts().block("a", HISTORY).block("b", INSTALL).user(question));

    assertThat(burst.text()).contains(expected);
    assertThat(burst.stop()).isEqualTo(Burst.Stop.END);
  }

  @Test
  void saysNotFoundWithAFaultWhenNoBlockAnswers() throws Exception {
    List<String> pieces = new ArrayList<>();
    Prompt prompt = new Prompts()
        .block("docs/install.md", INSTALL)
        .user("What is the airspeed of an unladen swallow?")
        .make();

    Burst burst = cpu.run(prompt, pieces::add);

    assertThat(burst.stop()).isEqualTo(Burst.Stop.FAILED);
    assertThat(burst.fault().orElseThrow().errno()).isEqualTo(Errno.NOT_FOUND);
    assertThat(burst.fault().orElseThrow().hint()).isEqualTo("find 'airspeed unladen swallow'");
    assertThat(burst.text())
        .startsWith("Not found in the documents that were searched. Nearest: docs/install.md.");
    assertThat(String.join("", pieces)).isEqualTo(burst.text());
  }

  @Test
  void saysNoNumberOfDocumentsForNoSourceHoldsIt() throws Exception {
    Prompts prompts = new Prompts();
    for (String doc : List.of("a.md", "b.md", "c.md", "d.md", "e.md")) {
      prompts.block(doc, INSTALL);
    }

    Burst burst = run(prompts.user("What is the airspeed of an unladen swallow?"));

    assertThat(burst.text()).contains("Nearest: a.md, b.md, c.md and others.");
  }

  @Test
  void saysThatNothingIsMountedRatherThanPretending() throws Exception {
    Burst burst = run(new Prompts().user("What is the capital of France?"));

    assertThat(burst.fault().orElseThrow().errno()).isEqualTo(Errno.NOT_FOUND);
    assertThat(burst.fault().orElseThrow().hint()).isEqualTo("mount FOLDER");
    assertThat(burst.text()).contains("/mount FOLDER");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "what is 12*7+3? | calc eval 12*7+3",
        "2^10 | calc eval 2^10",
        "15% of 80 | calc eval 15/100*80",
        "What is 15 percent of 1,200? | calc eval 15/100*1200",
        "sqrt(2) | calc eval 'sqrt(2)'",
        "how much is 1/3 + 1/6 | calc eval '1/3 + 1/6'",
        "What is 6 times 7? | calc eval 6*7",
        "what time is it in Tokyo? | clock now Asia/Tokyo",
        "What is the time in New York | clock now America/New_York",
        "what day is today? | clock now",
        "What time is it? | clock now",
        "calc eval 2+2 | calc eval 2+2",
        "run clock now UTC | clock now UTC",
        "Please run `clock now UTC`. | clock now UTC"
      })
  void handsWhatIsSpelledOutToADevice(String said, String line) throws Exception {
    Burst burst = run(new Prompts().tool("calc", "eval").tool("clock", "now").user(said));

    assertThat(burst.stop()).isEqualTo(Burst.Stop.TRAPS);
    assertThat(burst.traps()).singleElement().satisfies(trap -> {
      assertThat(trap.name()).isEqualTo("run");
      assertThat(trap.arguments()).isEqualTo("{\"line\":\"" + line + "\"}");
    });
  }

  @Test
  void answersWithTheResultThatCameBack() throws Exception {
    Burst burst = run(new Prompts()
        .tool("calc", "eval")
        .user("2^10")
        .page(PageKind.CALL, "calc eval 2^10")
        .page(PageKind.RESULT, "1024\n"));

    assertThat(burst.text()).isEqualTo("1024");
    assertThat(burst.stop()).isEqualTo(Burst.Stop.END);
  }

  @Test
  void makesNoCallOfADeviceThatIsNotOffered() throws Exception {
    assertThat(run(new Prompts().user("2^10")).fault()).isPresent();
    assertThat(run(new Prompts().user("what time is it?")).stop()).isEqualTo(Burst.Stop.FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Who are you?", "help", "what can you do?", "Are you an LLM?"})
  void saysPlainlyWhatItIs(String said) throws Exception {
    assertThat(run(new Prompts().user(said)).text())
        .contains("boot ROM", "not a language model", "/mount FOLDER", "/cpu pull smollm2");
  }

  @Test
  void greetsInOneLine() throws Exception {
    assertThat(run(new Prompts().user("Say hi.")).text()).startsWith("Hi.").hasLineCount(1);
  }

  @Test
  void notesAStatementAndQuotesItLater() throws Exception {
    String told = "My cat is called Turing and eats at seven.";

    assertThat(run(new Prompts().user(told)).text()).startsWith("Noted");
    assertThat(run(new Prompts().user(told).user("What is my cat called?")).text())
        .isEqualTo("You said: \"" + told + "\" (p1)");
  }

  @Test
  void givesAFirstImpressionOfTheDocumentsWhenTheQuestionIsVague() throws Exception {
    Burst burst = run(new Prompts().block("a", HISTORY).user("What is this document about?"));

    assertThat(burst.text()).isEqualTo("\"The Eiffel Tower was completed in 1889.\" [1]");
  }

  @Test
  void streamsByWordsAndCutsAtTheReplyLimit() throws Exception {
    Prompt prompt =
        new Prompts().block("a", HISTORY).user("When was the tower completed?").make();
    List<String> pieces = new ArrayList<>();

    Burst burst = cpu.run(new Prompt(prompt.pages(), List.of(), 5), pieces::add);

    assertThat(burst.stop()).isEqualTo(Burst.Stop.LENGTH);
    assertThat(cpu.count(burst.text())).isLessThanOrEqualTo(5);
    assertThat(pieces).hasSizeGreaterThan(1);
    assertThat(String.join("", pieces)).isEqualTo(burst.text());
  }

  @Test
  void stopsWhenItIsInterrupted() {
    Prompt prompt = new Prompts().user("help").make();

    assertThatThrownBy(() -> cpu.run(prompt, piece -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void refusesAWindowThatIsNoNumber() {
    CpuDriver driver = new RomPlugin().cpus().getFirst();
    CpuSettings settings = new CpuSettings("rom", "rom", Map.of("window", "big"));
    CpuDriver.Host host = new CpuDriver.Host(Map.of(), Path.of("m"), Path.of("c"));

    assertThatThrownBy(() -> driver.open(settings, host))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("'big'");
    assertThat(driver.open(new CpuSettings("rom", "rom", Map.of()), host).window())
        .isEqualTo(8192);
  }
}
