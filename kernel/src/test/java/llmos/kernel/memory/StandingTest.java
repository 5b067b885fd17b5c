package llmos.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.kernel.memory.Standing.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StandingTest {
  private static final int BUDGET = 1_000;
  private Machine machine;
  private long pid;
  private Memory memory;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    machine = new Machine(Machine.fast(folder));
    pid = machine.newPid();
    memory = machine.open(pid, BUDGET);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Always answer in French.",
        "Thanks. Please never use tabs.",
        "From now on, keep it short",
        "remember that I am allergic to nuts",
        "I'd like you to always show the sources.",
        "Ok, make sure to quote the page",
        "Never guess when I ask about prices",
        "Don’t ever delete files",
        "Whenever I say tea, say milk."
      })
  void knowsAnInstruction(String text) {
    assertThat(Standing.kind(text)).isEqualTo(Kind.INSTRUCTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No, I meant the other file.",
        "I meant March.",
        "no, not that one",
        "That's wrong."
      })
  void knowsACorrection(String text) {
    assertThat(Standing.kind(text)).isEqualTo(Kind.CORRECTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I prefer tea.",
        "I'd rather walk",
        "I really dislike long answers",
        "I'm not a fan of tables.",
        "my preference is dark"
      })
  void knowsAPreference(String text) {
    assertThat(Standing.kind(text)).isEqualTo(Kind.PREFERENCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What does it always do?",
        "It never rains here.",
        "Do you remember the plan?",
        "The meeting is in the future.",
        "That's right.",
        "You said no.",
        ""
      })
  void leavesOtherTextsAlone(String text) {
    assertThat(Standing.kind(text)).isEqualTo(Kind.NONE);
  }

  private Page talk(String text) {
    Page page = Machine.say(memory, text);
    Machine.answer(memory, "ok");
    return page;
  }

  private List<PageId> pinned() {
    return memory.rows().stream()
        .filter(PageView::pinned)
        .map(row -> row.page().id())
        .toList();
  }

  private PageView row(PageId id) {
    return memory.rows().stream()
        .filter(row -> row.page().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keepsAnInstructionHoweverMuchIsSaidAfterIt() {
    Page rule = talk("Always answer in French.");
    for (int i = 0; i < 30; i++) {
      talk(Machine.words("filler" + i, 60));
      memory.audit();
    }

    assertThat(memory.prompt()).contains(rule);
    assertThat(row(rule.id()).why()).isEqualTo("kept as a standing instruction");
  }

  @Test
  void keepsNothingWhereNoCpuAnswers() {
    Machine.say(memory, "Always look on the bright side.");
    Machine.say(memory, "Bob: I prefer the dark one.");

    assertThat(pinned()).isEmpty();
  }

  @Test
  void letsGoForGoodWhatTheUserUnpinned() {
    Page rule = talk("Always answer in French.");
    talk("hello");
    memory.unpin(rule.id());
    talk("never mind the gap");
    memory = machine.open(pid, BUDGET);
    for (int i = 0; i < 30; i++) {
      talk(Machine.words("filler" + i, 60));
    }

    assertThat(pinned()).doesNotContain(rule.id());
    assertThat(memory.prompt()).doesNotContain(rule);
  }

  @Test
  void givesATenthOfTheWindowToInstructionsBeforePreferencesAndNewOnesBeforeOld() {
    Page wish = talk("I prefer tea. " + Machine.words("w", 20));
    Page old = talk("Always stand. " + Machine.words("x", 20));
    talk("so");
    assertThat(pinned()).containsExactly(wish.id(), old.id());

    Page newer = talk("Always sit. " + Machine.words("y", 20));
    Page newest = talk("Never run. " + Machine.words("z", 20));
    talk("so");

    assertThat(pinned()) // three of about thirty tokens
        .containsExactly(old.id(), newer.id(), newest.id());
    assertThat(row(wish.id()).why()).isEqualTo("newer instructions took its room");
    memory.audit();
  }

  @Test
  void neverKeepsALongText() {
    Page big = talk("Always answer in French. " + Machine.words("very", 250));
    talk("hello");

    assertThat(pinned()).doesNotContain(big.id());
  }

  @Test
  void keepsThemOverARestart() {
    Page rule = talk("Always answer in French.");
    talk("hello");
    memory = machine.open(pid, BUDGET);

    assertThat(pinned()).containsExactly(rule.id());
  }
}
