package llmos.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import llmos.api.Burst;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Progress;
import llmos.api.Prompt;
import llmos.api.Usage;
import llmos.kernel.memory.policy.Policies;
import llmos.testkit.ScriptedCpu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that are forked, taken back, exported and searched, with turns as they are. */
final class HistoryTest {
  private static final int WINDOW = 1_000;

  @TempDir
  Path folder;

  private final TestMachine.TestConsole nobody = new TestMachine.TestConsole(Optional.empty());
  private final List<Prompt> prompts = new ArrayList<>();

  /** Agrees to everything. */
  private Kernel boot() {
    ScriptedCpu cpu = new ScriptedCpu(WINDOW);
    for (int i = 0; i < 2_000; i++) {
      cpu = cpu.does(prompt -> {
        prompts.add(prompt);
        return Burst.end("I see.", Usage.NONE);
      });
    }
    return new TestMachine(folder, cpu).boot();
  }

  private void say(Kernel kernel, int from, int to) throws InterruptedException {
    for (int i = from; i <= to; i++) {
      String said = i % 6 == 0
          ? "Where did I walk the dog for the %d. time?".formatted(i - 3)
          : "I walked the dog along the river for the %d. time, and word%d was said."
              .formatted(i, i);
      kernel.ask(Ask.typed(said), nobody);
    }
  }

  private static List<String> texts(Prompt prompt) {
    return prompt.pages().stream()
        .map(page -> page.id() + " " + page.kind() + " " + page.text())
        .toList();
  }

  @Test
  void asksAsIfWhatWasTakenBackHadNotBeenSaid() throws InterruptedException {
    try (Kernel kernel = boot()) {
      for (var policy : Policies.ALL) {
        kernel.newSession("never " + policy.name());
        kernel.paging().policy(policy.name());
        say(kernel, 1, 18);
        say(kernel, 30, 36);
        List<List<String>> never = last(7);

        kernel.newSession("said " + policy.name());
        kernel.paging().policy(policy.name());
        say(kernel, 1, 26);
        kernel.history().undo(8);
        say(kernel, 30, 36);

        assertThat(last(7)).as(policy.name()).isEqualTo(never);
      }
    }
  }

  @Test
  void asksInAForkAsInASessionThatEndsThere() throws InterruptedException {
    try (Kernel kernel = boot()) {
      kernel.newSession("never");
      say(kernel, 1, 20);
      say(kernel, 30, 36);
      List<List<String>> never = last(7);
      assertThat(never.getLast()).anyMatch(text -> text.contains(" are on disk: turn"));
      assertThat(prompts).anyMatch(prompt -> !prompt.blocks().isEmpty());
      kernel.newSession("said");
      say(kernel, 1, 26);
      Records pages = kernel.history().pages("2");

      kernel.history().fork("2", Optional.of("20"));
      say(kernel, 30, 36);

      assertThat(last(7)).isEqualTo(never);
      assertThat(kernel.history().pages("2")).isEqualTo(pages);
    }
  }

  private List<List<String>> last(int most) {
    return prompts.subList(prompts.size() - most, prompts.size()).stream()
        .map(HistoryTest::texts)
        .toList();
  }

  @Test
  void saysWhereWhatWasTakenBackLivesOn() throws InterruptedException {
    try (Kernel kernel = boot()) {
      say(kernel, 1, 5);
      Records before = kernel.history().pages("1");

      Map<String, Object> undone = kernel.history().undo(2).rows().getFirst();

      assertThat(undone)
          .containsEntry("id", 1L)
          .containsEntry("turns", 3L)
          .containsEntry("undone", 2)
          .containsEntry("kept", 2L);
      assertThat(String.valueOf(undone.get("text")))
          .isEqualTo("session 1: turns 4 to 5 are taken back and live on in session 2;"
              + " session resume 2 goes on from there");
      assertThat(kernel.history().pages("2")).isEqualTo(before);
      assertThat(kernel.history().transcript("1").turns()).hasSize(3);
      assertThat(kernel.history().transcript("2").turns()).hasSize(5);
      assertThat(kernel.status().session()).isEqualTo("1");
      assertThat(kernel.history().undo(1).rows().getFirst())
          .as("nothing was said since, so the same session has it all")
          .containsEntry("kept", 2L);
      say(kernel, 9, 9);
      assertThat(kernel.history().undo(1).rows().getFirst()).containsEntry("kept", 3L);
      assertThat(kernel.history().transcript("3").turns())
          .extracting(Transcript.Turn::n)
          .containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void namesAForkAfterWhatItIsAForkOf() throws InterruptedException {
    try (Kernel kernel = boot()) {
      say(kernel, 1, 3);
      kernel.history().title("  the   dog ");

      Map<String, Object> fork =
          kernel.history().fork("", Optional.of("2")).rows().getFirst();

      assertThat(fork)
          .containsEntry("id", 2L)
          .containsEntry("title", "the dog (fork at turn 2)")
          .containsEntry("parent", 1L)
          .containsEntry("current", true);
      assertThat(kernel.sessions().rows().getLast())
          .containsEntry("id", 1L)
          .containsEntry("title", "the dog");
      assertThat(kernel.history().fork("1", Optional.of("p4")).rows().getFirst())
          .as("a page names its turn")
          .containsEntry("title", "the dog (fork at turn 2)");
      assertThat(kernel.log(Kernel.LogKind.JOURNAL, 50).rows())
          .as("a fork has its parent's journal")
          .extracting(row -> row.get("kind"))
          .containsExactly("user", "assistant", "user", "assistant");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9", "-1", "p99", "x"})
  void refusesAForkAtATurnThatIsNotThere(String at) throws InterruptedException {
    try (Kernel kernel = boot()) {
      say(kernel, 1, 2);

      assertThatThrownBy(() -> kernel.history().fork("", Optional.of(at)))
          .isInstanceOfSatisfying(
              FaultException.class,
              e -> assertThat(e.fault().errno()).isIn(Errno.NO_SUCH, Errno.BAD_USAGE))
          .hasMessageContaining(at);
      assertThat(kernel.sessions().rows()).hasSize(1);
    }
  }

  @Test
  void refusesWhatIsNotThere() throws InterruptedException {
    try (Kernel kernel = boot()) {
      History history = kernel.history();
      assertThatThrownBy(() -> history.undo(1)).hasMessageContaining("there is no session yet");
      assertThatThrownBy(() -> history.transcript("7"))
          .hasMessageContaining("no session 7; there is none yet");
      say(kernel, 1, 2);
      assertThatThrownBy(() -> history.transcript("7"))
          .hasMessageContaining("no session 7; there are: 1");
      assertThatThrownBy(() -> history.undo(3))
          .hasMessageContaining("session 1 has 2 turns, so 3 cannot be taken back");
      assertThatThrownBy(() -> history.title(" ")).hasMessageContaining("the title is empty");
      assertThatThrownBy(() -> history.find(" ", 1)).hasMessageContaining("no words");
    }
  }

  @Test
  void takesBackAllThatWasSaid() throws InterruptedException {
    try (Kernel kernel = boot()) {
      say(kernel, 1, 3);

      kernel.history().undo(3);

      assertThat(kernel.history().transcript("").turns()).isEmpty();
      say(kernel, 1, 1);
      assertThat(prompts.getLast().pages())
          .extracting(Page::kind)
          .containsExactly(PageKind.SYSTEM, PageKind.USER);
    }
  }

  @Test
  void acceptsAnswersThatCameWholeAndThatTheirSourcesHold() throws Exception {
    Files.createDirectories(folder.resolve("docs"));
    Files.writeString(
        folder.resolve("docs/bridge.md"), "The new bridge was opened in 1889 by the mayor.");
    ScriptedCpu cpu = new ScriptedCpu(4096)
        .says("It was opened in 1889 [1].")
        .says("It was opened in 1898 [1].")
        .calls("note echo 'a b'")
        .says("It said a b.")
        .does(prompt -> Burst.failed("half an", Fault.of(Errno.CPU_FAILED, "gone"), Usage.NONE))
        .says("Yes.");
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.mount(folder.resolve("docs"), Optional.empty(), false, false, Progress.NONE);
      for (String said : List.of(
          "When was the bridge opened?",
          "In which year was the bridge opened?",
          "Echo it.",
          "Go on.",
          "I am done.")) {
        kernel.ask(Ask.typed(said), nobody);
      }

      Transcript session = kernel.history().transcript("");

      assertThat(session.turns())
          .extracting(turn -> turn.refused().orElse("accepted"))
          .containsExactly("accepted", "unsupported", "accepted", "interrupted", "accepted");
      assertThat(session.turns().get(2).steps())
          .extracting(Transcript.Step::kind)
          .containsExactly("call", "result", "assistant");
      assertThat(session.turns().getFirst().steps().getFirst().sources())
          .singleElement()
          .satisfies(source -> {
            assertThat(source.n()).isEqualTo(1);
            assertThat(source.place()).isEqualTo("docs/bridge.md#0-47");
            assertThat(source.text()).isEqualTo("The new bridge was opened in 1889 by the mayor.");
          });
      assertThat(session.system()).contains("Mounted: docs");
    }
  }

  @Test
  void findsWhatWasSaidInAnySession() throws InterruptedException {
    try (Kernel kernel = boot()) {
      kernel.newSession("");
      kernel.ask(Ask.typed("The late\nPAYMENT of Ärzte is due."), nobody);
      kernel.newSession("");
      kernel.ask(Ask.typed("I translate 支払い期限 for a living; 100% of it."), nobody);
      kernel.history().fork("1", Optional.empty());

      assertThat(found(kernel, "payment late")).containsExactly("1 1 user The late");
      assertThat(found(kernel, "payment ärzte"))
          .containsExactly("1 1 user PAYMENT of Ärzte is due.");
      assertThat(found(kernel, "late")).as("a word's start").hasSize(1);
      assertThat(found(kernel, "期限")).hasSize(1);
      assertThat(found(kernel, "100%")).hasSize(1);
      assertThat(found(kernel, "1_0")).isEmpty();
      assertThat(found(kernel, "see"))
          .as("newest first, and once although the fork has it too")
          .containsExactly("2 1 assistant I see.", "1 1 assistant I see.");
      assertThat(kernel.history().find("see", 1).rows()).hasSize(1);
    }
  }

  private static List<String> found(Kernel kernel, String words) {
    return kernel.history().find(words, 100).rows().stream()
        .map(row -> "%s %s %s %s"
            .formatted(row.get("session"), row.get("turn"), row.get("kind"), row.get("line")))
        .map(Objects::requireNonNull)
        .toList();
  }
}
