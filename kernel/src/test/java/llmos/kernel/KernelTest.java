package llmos.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import llmos.api.Burst;
import llmos.api.BurstSink;
import llmos.api.Citation;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Progress;
import llmos.api.Prompt;
import llmos.api.Usage;
import llmos.kernel.TestMachine.TestConsole;
import llmos.kernel.store.Journal;
import llmos.kernel.store.Store;
import llmos.testkit.ScriptedCpu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelTest {
  @TempDir
  Path folder;

  private final TestConsole nobody = new TestConsole(Optional.empty());

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void saysWhatTheCpuSays() throws InterruptedException {
    ScriptedCpu cpu = new ScriptedCpu(4096).says("Hello there.");
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      Answer answer = kernel.ask(Ask.typed("Say hi."), nobody);

      assertThat(answer.text()).isEqualTo("Hello there.");
      assertThat(answer.fault()).isEmpty();
      assertThat(nobody.text).hasToString("Hello there.");
    }
  }

  @Test
  void tellsWhatASessionCostByThePricesOfItsCpu() throws InterruptedException {
    try (Kernel kernel = new TestMachine(folder, new ScriptedCpu(4096)).boot()) {
      kernel.ask(Ask.typed("Say hi."), nobody);
      assertThat(kernel.memory().rows().getFirst()).doesNotContainKey("cost");
      kernel.processors().remove("test");
      kernel.processors().add("test", "scripted", Map.of("price-in", "1000", "price-out", "1"));

      Map<String, Object> window = kernel.memory().rows().getFirst();

      assertThat(window.get("cost"))
          .isEqualTo(Double.parseDouble(String.valueOf(window.get("sent"))) / 1000);
    }
  }

  @Test
  void answersFromMountedDocumentsWithTheExactPlace() throws Exception {
    write(
        "docs/bridge.md",
        "The old bridge was built in wood.\n\nThe new bridge was opened in 1889 by the mayor.");
    write("docs/cats.md", "Cats sleep most of the day.");
    ScriptedCpu cpu = new ScriptedCpu(4096).does(prompt -> {
      int n = citing(prompt, "1889");
      return Burst.end("It was opened in 1889 [" + n + "].", Usage.NONE);
    });
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.mount(folder.resolve("docs"), Optional.empty(), false, false, Progress.NONE);

      Answer answer = kernel.ask(Ask.typed("When was the new bridge opened?"), nobody);

      assertThat(answer.fault()).isEmpty();
      assertThat(answer.unsupported()).isEmpty();
      Citation citation = answer.citations().getFirst();
      String document = Files.readString(folder.resolve("docs/bridge.md"));
      assertThat(document.substring(citation.span().start(), citation.span().end()))
          .isEqualTo(citation.quote());
      assertThat(citation.quote()).contains("1889");
      assertThat(kernel.cite(citation.n()).rows().getFirst()).containsEntry("current", true);
    }
  }

  @Test
  void marksWhatTheSourcesDoNotHoldAndFailsWhenAskedForGroundedAnswers() throws Exception {
    write("docs/bridge.md", "The new bridge was opened in 1889 by the mayor.");
    ScriptedCpu cpu = new ScriptedCpu(4096).says("It was completed on July 14, 1889 [1].");
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.mount(folder.resolve("docs"), Optional.empty(), false, false, Progress.NONE);
      Ask ask = new Ask(
          "When was the bridge opened?",
          Label.TYPED,
          Optional.empty(),
          List.of(),
          true,
          Ask.ReadAhead.AUTO,
          Optional.empty());

      Answer answer = kernel.ask(ask, nobody);

      assertThat(answer.unsupported()).anyMatch(u -> u.contains("July 14"));
      assertThat(answer.fault()).map(Fault::errno).contains(Errno.UNGROUNDED);
    }
  }

  private static int citing(Prompt prompt, String text) {
    List<Page> blocks = prompt.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).text().contains(text)) {
        return i + 1;
      }
    }
    return 0;
  }

  @Test
  void servesCallsUntilTheCpuAnswers() throws InterruptedException {
    ScriptedCpu cpu = new ScriptedCpu(4096).calls("note echo 'a b'").says("It said a b.");
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      Answer answer = kernel.ask(Ask.typed("Echo it."), nobody);

      assertThat(answer.text()).isEqualTo("It said a b.");
      assertThat(nobody.notices).contains("note echo 'a b'");
      assertThat(cpu.prompts().get(1).pages())
          .extracting(Page::kind)
          .endsWith(PageKind.CALL, PageKind.RESULT);
      assertThat(cpu.prompts().get(1).pages().getLast().text()).isEqualTo("a b");
    }
  }

  @Test
  void bringsWhatTheCpuSearchesIntoTheWindowAsCitableBlocks() throws Exception {
    write("docs/bridge.md", "The new bridge was opened in 1889 by the mayor.");
    ScriptedCpu cpu = new ScriptedCpu(4096).calls("search bridge opened").does(prompt -> {
      assertThat(prompt.pages())
          .extracting(Page::text)
          .anyMatch(t -> t.startsWith("docs/bridge.md#0-47 is among the sources"));
      return Burst.end("In 1889 [" + citing(prompt, "1889") + "].", Usage.NONE);
    });
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.mount(folder.resolve("docs"), Optional.empty(), false, false, Progress.NONE);

      Answer answer = kernel.ask(Ask.typed("I wonder about that bridge."), nobody);

      assertThat(cpu.prompts().getFirst().blocks()).isEmpty();
      assertThat(answer.citations()).hasSize(1);
      assertThat(answer.unsupported()).isEmpty();
    }
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      assertThat(kernel.cite(1).rows().getFirst().get("quote")).asString().contains("1889");
    }
  }

  @Test
  void takesACallThatASmallModelWritesAsTextAndDoesNotShowIt() throws InterruptedException {
    ScriptedCpu cpu = new ScriptedCpu(4096).says("```\nnote echo hi\n```").says("Done.");
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      Answer answer = kernel.ask(Ask.typed("Echo it."), nobody);

      assertThat(answer.text()).isEqualTo("Done.");
      assertThat(nobody.text).hasToString("Done.");
    }
  }

  @Test
  void deniesAnEffectThatNobodyCanBeAskedAboutAndSaysWhatWouldAllowIt()
      throws InterruptedException {
    ScriptedCpu cpu = new ScriptedCpu(4096).calls("note add a.txt hi").says("I could not.");
    TestMachine machine = new TestMachine(folder, cpu);
    try (Kernel kernel = machine.boot()) {
      Answer answer = kernel.ask(Ask.typed("Keep it."), nobody);

      assertThat(machine.told).isEmpty();
      assertThat(answer.text()).isEqualTo("I could not.");
      assertThat(answer.fault()).map(Fault::errno).contains(Errno.DENIED);
      assertThat(answer.fault().orElseThrow().hint()).startsWith("allow note add");
      assertThat(kernel.log(Kernel.LogKind.AUDIT, 10).rows())
          .anyMatch(r -> "DENY".equalsIgnoreCase("" + r.get("verdict")));
    }
  }

  @Test
  void asksBeforeAnEffectAndDoesItWhenAllowedOnce() throws InterruptedException {
    ScriptedCpu cpu = new ScriptedCpu(4096).calls("note add a.txt hi").says("Kept.");
    TestMachine machine = new TestMachine(folder, cpu);
    TestConsole yes = new TestConsole(Optional.of(Question.Choice.ONCE));
    try (Kernel kernel = machine.boot()) {
      Answer answer = kernel.ask(Ask.typed("Keep it."), yes);

      assertThat(machine.told).containsExactly("a.txt=hi");
      assertThat(yes.questions).hasSize(1);
      assertThat(answer.fault()).isEmpty();
    }
  }

  @Test
  void stopsACpuThatMakesTheSameCallAgainAndAgain() throws InterruptedException {
    ScriptedCpu cpu = new ScriptedCpu(4096);
    for (int i = 0; i < 10; i++) {
      cpu.calls("note echo hi");
    }
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      Answer answer = kernel.ask(Ask.typed("Echo it."), nobody);

      assertThat(answer.fault()).map(Fault::errno).contains(Errno.LIMIT);
      assertThat(cpu.prompts()).hasSize(4);
    }
  }

  @Test
  void keepsAConversationOfTenTimesTheWindowByteForByteAlsoAfterARestart()
      throws InterruptedException {
    int window = 2_000;
    ScriptedCpu cpu = new ScriptedCpu(window);
    TestMachine machine = new TestMachine(folder, cpu);
    Map<String, String> said = new HashMap<>();
    try (Kernel kernel = machine.boot()) {
      for (int i = 0; i < 120; i++) {
        String line = "Turn " + i + ": " + ("I note fact number " + i + " of many. ").repeat(12);
        said.put("Turn " + i + ":", line);
        kernel.ask(Ask.typed(line), nobody);
      }
      assertThat(cpu.prompts())
          .allSatisfy(prompt -> assertThat(
                  prompt.pages().stream().mapToInt(p -> cpu.count(p.text())).sum())
              .isLessThanOrEqualTo(window - prompt.replyTokens()));
      assertBackByteForByte(kernel, said);
    }

    try (Kernel kernel = machine.boot()) {
      assertBackByteForByte(kernel, said);
    }
  }

  private static void assertBackByteForByte(Kernel kernel, Map<String, String> said) {
    List<Map<String, Object>> evicted = kernel.pages(true).rows();
    List<String> users = evicted.stream()
        .filter(r -> "user".equals(r.get("kind")))
        .map(r -> String.valueOf(r.get("id")))
        .toList();
    assertThat(users.size()).isGreaterThan(80);
    for (String id : users.subList(0, 10)) {
      String text = String.valueOf(kernel.load(List.of(id)).rows().getFirst().get("text"));
      assertThat(said).containsValue(text);
    }
  }

  @Test
  void commitsTheUsersLineBeforeTheCpuIsCalled() throws InterruptedException {
    Cpu broken = new Cpu() {
      @Override
      public Burst run(Prompt prompt, BurstSink sink) {
        throw new IllegalStateException("power failure");
      }
    };
    TestMachine machine = new TestMachine(folder, broken);
    Kernel dying = machine.boot();
    assertThatThrownBy(() -> dying.ask(Ask.typed("Remember the milk."), nobody))
        .hasMessage("power failure");

    try (Kernel kernel = machine.boot()) {
      assertThat(kernel.log(Kernel.LogKind.JOURNAL, 10).rows())
          .anyMatch(r -> "Remember the milk.".equals(r.get("body")));
    }
    dying.close();
  }

  @Test
  void keepsWhatHadComeOfAnAnswerThatIsInterrupted() throws Exception {
    CountDownLatch talking = new CountDownLatch(1);
    Cpu slow = (prompt, sink) -> {
      sink.text("Half of ");
      talking.countDown();
      new CountDownLatch(1).await();
      return Burst.end("", Usage.NONE);
    };
    try (Kernel kernel = new TestMachine(folder, slow).boot()) {
      List<Throwable> thrown = new ArrayList<>();
      Thread asking = Thread.ofPlatform().start(() -> {
        try {
          kernel.ask(Ask.typed("Tell me."), nobody);
        } catch (InterruptedException e) {
          thrown.add(e);
        }
      });
      talking.await();
      asking.interrupt();
      asking.join();

      assertThat(thrown).hasSize(1);
      assertThat(kernel.log(Kernel.LogKind.JOURNAL, 10).rows())
          .anyMatch(r -> "Half of  [interrupted]".equals(r.get("body")));
    }
  }

  @Test
  void endsATurnThatTakesTooLong() {
    Cpu hanging = (prompt, sink) -> {
      new CountDownLatch(1).await();
      return Burst.end("", Usage.NONE);
    };
    try (Kernel kernel = new TestMachine(folder, hanging).boot()) {
      Ask ask = new Ask(
          "Hello?",
          Label.TYPED,
          Optional.empty(),
          List.of(),
          false,
          Ask.ReadAhead.AUTO,
          Optional.of(Duration.ofMillis(50)));

      assertThatThrownBy(() -> kernel.ask(ask, nobody))
          .isInstanceOfSatisfying(
              FaultException.class, e -> assertThat(e.fault().errno()).isEqualTo(Errno.TIMEOUT));
    }
  }

  @Test
  void offersARequestOfFewBytesWithNothingMounted() throws InterruptedException {
    ScriptedCpu cpu = new ScriptedCpu(4096);
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.ask(Ask.typed("Say hi."), nobody);

      String all = String.join(
          "", cpu.prompts().getFirst().pages().stream().map(Page::text).toList());
      assertThat(all.length()).isLessThan(200);
    }
  }

  @Test
  void keepsAVolumesLabelWhenItIsMountedAgainWithoutIt() throws Exception {
    write("docs/secret.md", "The launch code is 4711.");
    try (Kernel kernel = new TestMachine(folder, new ScriptedCpu(4096)).boot()) {
      kernel.mount(folder.resolve("docs"), Optional.empty(), false, true, Progress.NONE);
      kernel.mount(folder.resolve("docs"), Optional.empty(), false, false, Progress.NONE);

      assertThat(kernel.volumes().rows().getFirst()).containsEntry("local", true);
    }
  }

  @Test
  void doesNotSendLocalDocumentsToARemoteCpu() throws Exception {
    write("docs/secret.md", "The launch code is 4711.");
    ScriptedCpu cpu = new ScriptedCpu(4096);
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.mount(folder.resolve("docs"), Optional.empty(), false, true, Progress.NONE);

      kernel.ask(Ask.typed("What is the launch code?"), nobody);

      assertThat(cpu.prompts().getFirst().pages()).noneMatch(p -> p.text().contains("4711"));
      assertThat(nobody.notices).anyMatch(n -> n.contains("confidential"));
    }
  }

  @Test
  void doesNotTakeUpAnInterruptedAnswerTwice() throws Exception {
    TestMachine machine = new TestMachine(folder, new ScriptedCpu(4096).says("Hello there."));
    try (Kernel kernel = machine.boot()) {
      kernel.ask(Ask.typed("Say hi."), nobody);
    }
    // The machine stopped when the page was written and the journal was not.
    try (Store store = Store.open(folder.resolve("home/state.db"))) {
      new Journal(store, machine.clock).checkpoint(1, 1, "Hello th");
    }
    try (Kernel kernel = machine.boot()) {
      assertThat(kernel.pages(false).rows())
          .filteredOn(row -> row.toString().contains("Hello th"))
          .hasSize(1);
    }
  }
}
