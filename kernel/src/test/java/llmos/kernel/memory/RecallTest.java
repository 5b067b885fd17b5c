package llmos.kernel.memory;

import static llmos.kernel.memory.Machine.answer;
import static llmos.kernel.memory.Machine.say;
import static llmos.kernel.memory.Machine.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import llmos.api.EvictionPolicy;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.kernel.memory.policy.Worth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that come back: for one turn, for good, and what the machine learns of it. */
final class RecallTest {
  private static final int BUDGET = 1_000;

  @TempDir
  Path folder;

  private Machine machine;
  private long pid;
  private Memory memory;

  @BeforeEach
  void boot() throws IOException {
    machine = new Machine(Machine.fast(folder));
    pid = machine.newPid();
    memory = machine.open(pid, BUDGET);
  }

  @AfterEach
  void halt() {
    memory.audit();
    machine.close();
  }

  private void chat(int turns) {
    for (int i = 1; i <= turns; i++) {
      say(memory, "question " + i + " " + words("q" + i, 30));
      answer(memory, "answer " + i + " " + words("a" + i, 30));
      memory.end();
    }
  }

  private static List<PageId> pages(long... numbers) {
    return LongStream.of(numbers).mapToObj(PageId::new).toList();
  }

  private static List<Long> ids(List<Page> pages) {
    return pages.stream().map(page -> page.id().number()).toList();
  }

  @Test
  void showsARecalledPageAsABlockForOneTurnWithItsBytesAndNumber() {
    chat(30);
    say(memory, "what was question 2?");
    String said = memory.page(new PageId(3)).orElseThrow().text();

    List<Page> back = memory.recall(pages(3), Room.TAIL);
    Page shown = memory.prompt().stream()
        .filter(page -> page.id().number() == 3)
        .findFirst()
        .orElseThrow();

    assertThat(ids(back)).containsExactly(3L);
    assertThat(shown.kind()).isEqualTo(PageKind.BLOCK);
    assertThat(shown.text()).isEqualTo(said);
    assertThat(shown.provenance().span().orElseThrow().doc()).isEqualTo("p3");
    say(memory, "thanks");
    assertThat(ids(memory.prompt())).doesNotContain(3L);
    assertThat(memory.page(new PageId(3)).orElseThrow().kind()).isEqualTo(PageKind.USER);
  }

  @Test
  void leavesEverythingBeforeTheTailAsItIs() {
    chat(30);
    say(memory, "what was it?");
    List<Page> before = memory.prompt();

    memory.recall(pages(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), Room.TAIL);
    List<Page> after = memory.prompt();

    assertThat(after.subList(0, before.size() - 1)).isEqualTo(before.subList(0, before.size() - 1));
    assertThat(after.getLast()).isEqualTo(before.getLast());
    assertThat(after.size()).isGreaterThan(before.size() + 2);
  }

  @Test
  void givesTheWholeWindowToWhatIsWantedWhereNothingIsCached() {
    chat(40);
    say(memory, "what was it?");

    List<Page> back =
        memory.recall(LongStream.rangeClosed(1, 40).mapToObj(PageId::new).toList(), Room.WINDOW);

    assertThat(back.size()).isGreaterThan(15);
    assertThat(memory.stats().used()).isGreaterThan(BUDGET * 8 / 10);
    memory.audit();
  }

  @Test
  void makesTheSamePromptAfterARestartInTheMiddleOfATurn() {
    chat(30);
    say(memory, "what was it?");
    memory.recall(pages(1, 4, 7), Room.TAIL);
    List<Page> before = memory.prompt();

    memory = machine.open(pid, BUDGET);

    assertThat(memory.prompt()).isEqualTo(before);
  }

  @Test
  void passesOverPagesThatAreThereOrGoneOrNotThere() {
    chat(30);
    memory.drop(new PageId(1));
    say(memory, "what was it?");
    long newest = memory.lastPage();

    assertThat(memory.recall(pages(1, newest, 999, 59), Room.TAIL)).isEmpty();
  }

  private String bring(long... numbers) {
    return memory.bring(pages(numbers).stream().map(memory::wanted).toList());
  }

  private List<Long> tail() {
    return memory.prompt().stream()
        .filter(page -> page.kind() == PageKind.BLOCK)
        .map(page -> page.id().number())
        .toList();
  }

  @Test
  void bringsWhatIsAskedForWholeAndNamesTheRestByItsHandle() {
    chat(30);
    say(memory, "what was it?");

    List<String> told = bring(3, 1, 5, 7, 9, 11, 13).lines().toList();

    assertThat(tail()).containsExactly(1L, 3L, 5L, 7L, 9L, 11L);
    assertThat(told.getFirst()).isEqualTo("p3 is among the sources now");
    assertThat(told.getLast())
        .matches("p13 does not fit: \\d+ tokens, free are \\d+; recall p13 alone");
    assertThat(bring(13)).isEqualTo("p13 is among the sources now");
    assertThat(tail()).contains(13L);
  }

  @Test
  void letsWhatWasReadAheadMakeRoomButNotWhatWasAskedFor() {
    chat(30);
    say(memory, "what was it?");
    memory.recall(pages(1, 2, 3, 4, 5, 6), Room.TAIL);
    bring(7, 8);

    bring(9, 10, 11, 12, 13, 14);

    assertThat(tail()).contains(7L, 8L, 9L).doesNotContain(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(memory.row(new PageId(1)).state()).isEqualTo(PageView.State.SWAPPED);
  }

  @Test
  void saysThatAPageIsInTheWindowAlreadyAndShowsItOnce() {
    chat(30);
    Page turn = say(memory, "what was it?");
    bring(3);
    int used = memory.stats().used();

    assertThat(bring(3)).isEqualTo("p3 is in the window already");
    assertThat(bring(turn.id().number()))
        .isEqualTo("%s is in the window already".formatted(turn.id()));
    assertThat(memory.stats().used()).isEqualTo(used);
  }

  @Test
  void readsAPageLargerThanTheTailInParts() {
    Page whole = say(memory, words("filler", 700));
    memory.end();
    chat(30);
    say(memory, "what was it?");
    StringBuilder read = new StringBuilder();

    String told = bring(whole.id().number());
    for (Span rest = rest(told); rest.end() > rest.start(); rest = rest(told)) {
      read.append(memory.prompt().stream()
          .filter(page -> page.kind() == PageKind.BLOCK)
          .reduce((first, second) -> second)
          .orElseThrow()
          .text());
      String text = whole.text().substring(rest.start(), rest.end());
      Provenance from = new Provenance("p1", Optional.of(rest), "", 0);
      told = memory.bring(List.of(new Memory.Tail(text, whole.label(), from)));
      memory.audit();
    }

    assertThat(read).hasSizeGreaterThan(whole.text().length() / 2);
    assertThat(whole.text()).startsWith(read);
    assertThat(told).matches("p1#\\d+-" + whole.text().length() + " is among the sources now");
  }

  /** What is left to read; an empty span at the end of it. */
  private static Span rest(String told) {
    Matcher read = Pattern.compile("for the rest: read '?p1#(\\d+)-(\\d+)").matcher(told);
    return read.find()
        ? new Span("p1", Integer.parseInt(read.group(1)), Integer.parseInt(read.group(2)), 0)
        : new Span("p1", 0, 0, 0);
  }

  @Test
  void countsAPageThatIsAskedForAsOneFault() {
    chat(30);
    say(memory, "what was it?");
    long before = memory.stats().faults();

    bring(3);
    bring(3);

    assertThat(memory.stats().faults()).isEqualTo(before + 1);
    assertThat(memory.row(new PageId(3)).faults()).isOne();
  }

  @Test
  void refusesWhatWasDroppedAndSaysWhatThereIs() {
    chat(3);
    memory.drop(new PageId(1));

    assertThatThrownBy(() -> memory.wanted(new PageId(1))).hasMessage("p1 was dropped");
    assertThatThrownBy(() -> memory.wanted(new PageId(99)))
        .hasMessage("no page p99 in this conversation; it has p1 to p6");
  }

  @Test
  void splitsALongTurnOnceItIsOverAndEvictsOnlyItsParts() {
    memory = machine.open(pid, BUDGET, Worth.MAKER);
    for (int i = 0; i < 8; i++) {
      say(memory, "I met Anna Bergmann in Oslo on 3 May 20" + (10 + i));
      memory.end();
    }
    String document = words("filler", 700);
    Page whole = say(memory, document);
    assertThat(memory.prompt()).contains(whole);
    memory.end();

    say(memory, "and another thing");
    say(memory, words("more", 150));
    List<Page> prompt = memory.prompt();
    String parts = memory.rows().stream()
        .filter(row -> row.turn() == 9 && row.page().kind() == PageKind.USER)
        .filter(row -> !row.page().id().equals(whole.id()))
        .map(row -> row.page().text())
        .collect(Collectors.joining());

    assertThat(parts).isEqualTo(document);
    assertThat(ids(prompt)).contains(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(memory.stats().used()).isGreaterThan(BUDGET * 3 / 4 * 9 / 10 * 6 / 10);
    assertThat(memory.page(whole.id()).orElseThrow().text()).isEqualTo(document);
  }

  @Test
  void bringsTheLastBatchBack() {
    chat(30);
    List<Long> before = ids(memory.prompt());
    long evicted = memory.rows().stream()
        .filter(row -> row.state() == PageView.State.SWAPPED)
        .mapToLong(row -> row.page().id().number())
        .max()
        .orElseThrow();

    List<Page> back = memory.undo();

    assertThat(ids(back)).contains(evicted);
    assertThat(before).doesNotContain(evicted);
    assertThat(ids(memory.prompt())).contains(evicted);
  }

  @Test
  void letsNoMoreLeaveForAPageThanItNeeds() {
    int budget = 8_000;
    memory = machine.open(pid, budget);
    chat(120);
    while (memory.stats().used() + 50 < budget) {
      answer(memory, words("m" + memory.stats().used(), 30));
    }
    memory.end();
    List<Long> before = ids(memory.prompt());
    List<PageId> gone = memory.rows().stream()
        .filter(row -> row.state() == PageView.State.SWAPPED)
        .map(row -> row.page().id())
        .limit(2)
        .toList();

    memory.load(gone);

    List<Long> after = ids(memory.prompt());
    assertThat(after).containsAll(gone.stream().map(PageId::number).toList());
    int left = before.stream()
        .filter(id -> !after.contains(id))
        .mapToInt(id -> memory.page(new PageId(id)).orElseThrow().tokens())
        .sum();
    assertThat(left).as("a batch has %d tokens", budget / 4).isBetween(1, 300);
  }

  @Test
  void showsWhatAnotherWroteToTheSameWindow() {
    chat(2);
    Memory other = machine.open(pid, BUDGET);
    say(other, "said in the other one");

    PageView newest = memory.rows().getLast();

    assertThat(newest.page().text()).isEqualTo("said in the other one");
    assertThat(newest.state()).isEqualTo(PageView.State.RESIDENT);
  }

  @Test
  void doesNotCountASystemPageThatWasReplacedAsOneThatLeft() {
    memory.system("one", Label.SYSTEM);
    memory.system("two", Label.SYSTEM);

    assertThat(memory.stats().swapped()).isZero();
    assertThat(memory.row(new PageId(1)).why()).isEqualTo("replaced by another system page");
    assertThatThrownBy(() -> memory.load(pages(1)))
        .hasMessage("p1 was replaced by another system page");
    assertThat(machine.open(pid, BUDGET).stats().swapped()).isZero();
  }

  @Test
  void keepsAPageThatHadToBeAskedForLongerThanItsTurnInLine() {
    chat(30);
    memory.load(pages(2));

    for (int i = 0; i < 3; i++) {
      say(memory, "more " + words("m" + i, 90));
      memory.end();
    }

    assertThat(ids(memory.prompt())).contains(2L);
  }

  @Test
  void saysThatItThrashesWhenTheSamePagesComeAgainAndAgain() {
    chat(30);
    memory.takeNotices();

    for (int round = 0; round < 5; round++) {
      say(memory, "again " + words("x" + round, 40));
      memory.page(new PageId(1));
      memory.page(new PageId(2));
      memory.end();
    }

    assertThat(memory.takeNotices())
        .anyMatch(line -> line.startsWith("thrashing: window 1,000, working set about "));
  }

  @Test
  void leavesAPolicyBehindThatNeverComesToAnEnd() {
    CountDownLatch never = new CountDownLatch(1);
    EvictionPolicy.Maker looping =
        EvictionPolicy.Maker.of("looping", "for tests", budget -> new Looping(never));
    memory = machine.open(pid, BUDGET, looping);

    chat(30);

    assertThat(memory.stats().swapped()).isPositive();
    assertThat(memory.takeNotices())
        .anyMatch(line -> line.contains("the policy looping does not come to an end"));
    never.countDown();
  }

  private record Looping(CountDownLatch never) implements EvictionPolicy {
    @Override
    public void admitted(Page page) {}

    @Override
    public void touched(PageId id) {}

    @Override
    public void removed(PageId id) {}

    @Override
    public PageId victim() {
      try {
        never.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new PageId(1);
    }
  }
}
