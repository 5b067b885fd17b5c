package llmos.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Burst;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Prompt;
import llmos.api.Usage;
import llmos.testkit.ScriptedCpu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has left the window of a conversation, and how it comes back. */
final class PastTest {
  private static final int WINDOW = 1_000;

  @TempDir
  Path folder;

  private final TestMachine.TestConsole nobody = new TestMachine.TestConsole(Optional.empty());
  private final List<Prompt> prompts = new ArrayList<>();

  private ScriptedCpu agreeing() {
    ScriptedCpu cpu = new ScriptedCpu(WINDOW);
    for (int i = 0; i < 60; i++) {
      cpu = cpu.does(prompt -> {
        prompts.add(prompt);
        return Burst.end("I see.", Usage.NONE);
      });
    }
    return cpu;
  }

  /** Forty statements, of which only one is about a key. */
  private void talk(Kernel kernel) throws InterruptedException {
    for (int i = 1; i <= 40; i++) {
      String said = i == 5
          ? "I hid the key of the boathouse under the blue pot."
          : "I walked the dog along the river for the %d. time and it rained all the way home."
              .formatted(i);
      kernel.ask(Ask.typed(said), nobody);
    }
  }

  private static boolean holds(Prompt prompt, String text) {
    return prompt.pages().stream().anyMatch(page -> page.text().contains(text));
  }

  @Test
  void bringsThePageBackThatAQuestionNeeds() throws InterruptedException {
    try (Kernel kernel = new TestMachine(folder, agreeing()).boot()) {
      kernel.ask(Ask.typed("Hello there."), nobody);
      kernel.paging().policy("fifo");
      talk(kernel);
      assertThat(holds(prompts.getLast(), "boathouse")).isFalse();

      Answer answer = kernel.ask(Ask.typed("Where is the key of the boathouse?"), nobody);
      assertThat(answer.unsupported()).isEmpty();
      Page back = prompts.getLast().pages().stream()
          .filter(page -> page.text().contains("blue pot"))
          .findFirst()
          .orElseThrow();

      assertThat(back.kind()).isEqualTo(PageKind.BLOCK);
      assertThat(back.provenance().span().orElseThrow().doc())
          .isEqualTo(back.id().toString());
    }
  }

  @Test
  void showsThePageThatAnAnswerCites() throws InterruptedException {
    TestMachine machine = new TestMachine(folder, agreeing());
    try (Kernel kernel = machine.boot()) {
      kernel.ask(Ask.typed("Hello there."), nobody);
      kernel.paging().policy("fifo");
      talk(kernel);
    }
    ScriptedCpu citing = new ScriptedCpu(WINDOW).does(prompt -> {
      List<String> blocks = prompt.blocks().stream().map(Page::text).toList();
      int n = 1;
      while (!blocks.get(n - 1).contains("blue pot")) {
        n++;
      }
      return Burst.end("It is under the blue pot [" + n + "].", Usage.NONE);
    });
    try (Kernel kernel = new TestMachine(folder, citing).boot()) {
      kernel.resume("1");

      Answer answer = kernel.ask(Ask.typed("Where is the key of the boathouse?"), nobody);
      Map<String, Object> place =
          kernel.cite(answer.citations().getFirst().n()).rows().getFirst();

      assertThat(answer.citations().getFirst().span().ofPage()).isPresent();
      assertThat(place)
          .containsEntry("current", true)
          .containsEntry("doc", answer.citations().getFirst().span().doc());
      assertThat(String.valueOf(place.get("text"))).contains("blue pot");
    }
  }

  @Test
  void holdsTextThatWasHandedOverAgainstAnAnswer() throws InterruptedException {
    ScriptedCpu cpu = new ScriptedCpu(WINDOW).says("It was opened in 1898.");
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      Ask ask = new Ask(
          "When was it opened?",
          Label.TYPED,
          Optional.of(
              new Records(List.of(Map.of("text", "It was opened in 1889.")), Label.UNKNOWN)),
          List.of(),
          false,
          Ask.ReadAhead.AUTO,
          Optional.empty());

      assertThat(kernel.ask(ask, nobody).unsupported()).contains("1898");
    }
  }

  @Test
  void findsWhatAQuestionNeedsInTextLargerThanTheWindowThatWasHandedOver()
      throws InterruptedException {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 600; i++) {
      text.append(
          i == 400
              ? "The bridge over the Aare was opened in 1889 by the mayor.\n"
              : "On day %d the dog was walked along the river in the rain.\n".formatted(i));
    }
    ScriptedCpu cpu = agreeing();
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      Ask ask = new Ask(
          "When was the bridge over the Aare opened?",
          Label.TYPED,
          Optional.of(new Records(List.of(Map.of("text", text.toString())), Label.UNKNOWN)),
          List.of(),
          false,
          Ask.ReadAhead.AUTO,
          Optional.empty());

      kernel.ask(ask, nobody);

      assertThat(prompts.getLast().blocks())
          .extracting(Page::text)
          .anyMatch(block -> block.contains("opened in 1889"))
          .anyMatch(block -> block.startsWith("On day 1 ") && block.contains("; recall p"));
      assertThat(nobody.notices).anyMatch(line -> line.startsWith("not all that came in fits: "));
    }
  }

  @Test
  void findsThePastAgainWithAnIndexThatWasRemovedOrDamaged() throws Exception {
    TestMachine machine = new TestMachine(folder, agreeing());
    try (Kernel kernel = machine.boot()) {
      kernel.ask(Ask.typed("Hello there."), nobody);
      kernel.paging().policy("fifo");
      talk(kernel);
      kernel.ask(Ask.typed("Where is the key of the boathouse?"), nobody);
    }
    damage(folder.resolve("home/recall"));

    try (Kernel kernel = machine.boot()) {
      kernel.resume("1");
      kernel.ask(Ask.typed("Where did I hide the key of the boathouse?"), nobody);

      assertThat(holds(prompts.getLast(), "blue pot")).as("%s", nobody.notices).isTrue();
    }
  }

  private static void damage(Path index) throws IOException {
    List<Path> files;
    try (var walk = Files.walk(index)) {
      files = walk.filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("write.lock"))
          .toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      Files.write(file, new byte[] {1, 2, 3});
    }
  }

  @Test
  void letsTheCpuSearchWhatHasLeftTheWindowAndReadItByNumber() throws InterruptedException {
    ScriptedCpu cpu = agreeing();
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.ask(Ask.typed("Hello there."), nobody);
      kernel.paging().policy("fifo");
      talk(kernel);
      assertThat(holds(prompts.getLast(), "search WORDS --in past")).isTrue();
    }
    ScriptedCpu searching = new ScriptedCpu(WINDOW)
        .calls("search boathouse --in past")
        .does(prompt -> {
          prompts.add(prompt);
          return Burst.end("Under the pot.", Usage.NONE);
        });

    try (Kernel kernel = new TestMachine(folder, searching).boot()) {
      kernel.resume("1");
      kernel.ask(Ask.typed("I forgot something."), nobody);
    }

    Page found = prompts.getLast().blocks().stream()
        .filter(block -> block.text().equals("I hid the key of the boathouse under the blue pot."))
        .findFirst()
        .orElseThrow();
    assertThat(prompts.getLast().pages().getLast().text())
        .startsWith(found.id() + " is among the sources now\n");
  }

  @Test
  void tellsWhatWasSentWhatWasCachedAndWhatChanged() throws InterruptedException {
    try (Kernel kernel = new TestMachine(folder, agreeing()).boot()) {
      kernel.ask(Ask.typed("My name is Ada."), nobody);
      assertThatThrownBy(kernel.paging()::diff)
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("one request was sent");

      kernel.ask(Ask.typed("I live in Oslo."), nobody);
      List<Map<String, Object>> sent = kernel.paging().requests(10).rows();
      List<Map<String, Object>> changes = kernel.paging().diff().rows();

      assertThat(sent).hasSize(2);
      assertThat(sent.getLast().get("cached")).isEqualTo(sent.getFirst().get("tokens"));
      assertThat(sent.getLast().get("cpu")).isEqualTo("test");
      assertThat(changes).extracting(row -> row.get("change")).containsOnly("+");
      assertThat(changes)
          .extracting(row -> String.valueOf(row.get("text")))
          .anyMatch(text -> text.endsWith("I live in Oslo."));
      assertThat(kernel.memory().rows().getFirst()).containsEntry("requests", 2L);
    }
  }

  @Test
  void bringsTheLastBatchBackAndReckonsWhatPagingSaves() throws InterruptedException {
    try (Kernel kernel = new TestMachine(folder, agreeing()).boot()) {
      kernel.ask(Ask.typed("My name is Ada."), nobody);
      assertThatThrownBy(kernel.paging()::undo).isInstanceOf(FaultException.class);
      talk(kernel);

      List<Map<String, Object>> back = kernel.paging().undo().rows();
      Map<String, Object> attention =
          kernel.paging().attention(96, 96, 128).rows().getFirst();

      assertThat(back).isNotEmpty();
      long n = number(attention, "tokens");
      long window = number(attention, "window");
      assertThat(n).isGreaterThan(window);
      assertThat(attention).containsEntry("unpaged", 9_216 * (n * (n - 1) / 2));
      assertThat(attention).containsEntry("kvBytes", 4L * 9_216 * 128 * window);
    }
  }

  @Test
  void tellsWhatLeftForWhatWasBroughtBack() throws InterruptedException {
    try (Kernel kernel = new TestMachine(folder, agreeing()).boot()) {
      talk(kernel);
      assertThat(kernel.paging().notices()).isEmpty();

      List<String> gone = kernel.pages(true).rows().stream()
          .map(row -> String.valueOf(row.get("id")))
          .toList();
      long budget = number(kernel.memory().rows().getFirst(), "budget");

      for (int i = 0; number(kernel.memory().rows().getFirst(), "used") + 50 < budget; i++) {
        kernel.load(gone.subList(i, i + 1));
        assertThat(kernel.paging().notices()).isEmpty();
      }
      kernel.load(gone.subList(gone.size() - 4, gone.size()));

      assertThat(kernel.paging().notices()).singleElement().asString().contains("left the window");
      assertThat(kernel.paging().notices()).isEmpty();
    }
  }

  @Test
  void keepsSystemPagesAndStubsWhereTheyAre() throws InterruptedException {
    try (Kernel kernel = new TestMachine(folder, agreeing()).boot()) {
      talk(kernel);
      String replaced = idOf(kernel, "replaced by another system page");
      String stub = kernel.pages(false).rows().stream()
          .filter(row -> "summary".equals(row.get("kind")))
          .map(row -> String.valueOf(row.get("id")))
          .findFirst()
          .orElseThrow();

      assertThatThrownBy(() -> kernel.pin(replaced)).hasMessageContaining("was replaced");
      assertThatThrownBy(() -> kernel.load(List.of(replaced))).hasMessageContaining("replaced");
      assertThatThrownBy(() -> kernel.drop(stub)).hasMessageContaining("stands for pages");
      assertThat(kernel.load(List.of(replaced, "p2")).rows())
          .extracting(row -> row.get("id"))
          .containsExactly("p2");
      assertThat(kernel.pages(false).rows())
          .filteredOn(
              row -> "system".equals(row.get("kind")) && "resident".equals(row.get("state")))
          .singleElement()
          .satisfies(
              row -> assertThat(kernel.why(String.valueOf(row.get("id"))).rows().getFirst())
                  .containsEntry("why", "the system page is in every prompt"));
    }
  }

  private static String idOf(Kernel kernel, String why) {
    return kernel.pages(false).rows().stream()
        .filter(row -> why.equals(row.get("why")))
        .map(row -> String.valueOf(row.get("id")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void reckonsAttentionOfModelsOfAnySize() {
    Map<String, Object> row = new Attention(1_000_000_000, 1_000_000_000, 1_000_000_000)
        .row(1_000_000, 1_000)
        .map();

    assertThat(row).containsEntry("unpaged", Long.MAX_VALUE);
    assertThat(String.valueOf(row.get("text"))).contains("100.0 % saved").doesNotContain("-");
  }

  @Test
  void beginsNoConversationWhereTheCpuCannotHoldOne() {
    try (Kernel kernel = new TestMachine(folder, new ScriptedCpu(300)).boot()) {
      assertThatThrownBy(() -> kernel.ask(Ask.typed("Hello."), nobody))
          .hasMessageContaining("512 are needed at least");

      assertThat(kernel.sessions().rows()).isEmpty();
    }
  }

  private static long number(Map<String, Object> row, String field) {
    return Long.parseLong(String.valueOf(row.get(field)));
  }
}
