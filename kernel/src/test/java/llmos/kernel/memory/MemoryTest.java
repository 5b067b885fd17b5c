package llmos.kernel.memory;

import static llmos.kernel.memory.Machine.answer;
import static llmos.kernel.memory.Machine.pair;
import static llmos.kernel.memory.Machine.say;
import static llmos.kernel.memory.Machine.tokens;
import static llmos.kernel.memory.Machine.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.kernel.memory.policy.Lru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemoryTest {
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

  private void chat(int turns, int tokens) {
    for (int i = 1; i <= turns; i++) {
      say(memory, "turn " + i + ": " + words("question" + i, tokens / 2));
      answer(memory, "answer " + i + ": " + words("answer" + i, tokens / 2));
      memory.end();
      memory.audit();
    }
  }

  private List<PageView> swapped() {
    return memory.rows().stream()
        .filter(row -> row.state() == PageView.State.SWAPPED)
        .toList();
  }

  private List<PageKind> kinds() {
    return memory.prompt().stream().map(Page::kind).toList();
  }

  @Test
  void keepsAllPagesInOrderOfArrivalWhileTheyFit() {
    say(memory, "hello");
    answer(memory, "hi");
    say(memory, "how are you?");

    assertThat(memory.prompt())
        .extracting(Page::text)
        .containsExactly("hello", "hi", "how are you?");
    assertThat(memory.prompt())
        .extracting(page -> page.id().toString())
        .containsExactly("p1", "p2", "p3");
  }

  @Test
  void evictsABatchWhenTheWindowIsFull() {
    chat(8, 100);
    int before = memory.stats().used();

    chat(1, 100);

    assertThat(before).isBetween(850, 1_000);
    assertThat(memory.stats().used()).isLessThanOrEqualTo(750);
    assertThat(swapped()).isNotEmpty();
    assertThat(memory.takeNotices()).anyMatch(line -> line.contains("left the window"));
    assertThat(memory.takeNotices()).isEmpty();
  }

  @Test
  void leavesAStubThatTellsWhatLeft() {
    say(memory, "About the Bergmann contract: " + words("contract", 200));
    answer(memory, words("noted", 150));
    chat(8, 100);

    Page stub = memory.prompt().stream()
        .filter(page -> page.kind() == PageKind.SUMMARY)
        .findFirst()
        .orElseThrow();

    assertThat(stub.kind()).isEqualTo(PageKind.SUMMARY);
    assertThat(stub.text())
        .startsWith("[pages p1–p")
        .contains("turns 1–", "2026-01-01", "contract", "recall p1]");
    assertThat(stub.label().integrity()).isEqualTo(Label.untrusted("cpu").integrity());
    assertThat(stub.label().origins()).contains("cpu");
  }

  @Test
  void changesNothingBeforeTheFirstPageThatLeaves() {
    memory = machine.open(pid, BUDGET, Lru.MAKER);
    Page first = say(memory, "the first turn");
    for (int i = 0; i < 40; i++) {
      memory.page(first.id());
      chat(1, 60);
      assertThat(memory.prompt().getFirst()).isEqualTo(first);
    }

    List<Page> before = memory.prompt();
    chat(1, 5);
    List<Page> after = memory.prompt();

    assertThat(kinds()).contains(PageKind.SUMMARY);
    assertThat(after).as("a turn later").startsWith(before.toArray(new Page[0]));
  }

  @Test
  void keepsTheNumberOfStubsBounded() {
    memory = machine.open(pid, BUDGET, Lru.MAKER);
    for (int i = 1; i <= 60; i++) {
      say(memory, "turn " + i + " " + words("w" + i, 60));
      memory.end();
      List<PageView> here = memory.rows().stream()
          .filter(row -> row.state() == PageView.State.RESIDENT)
          .toList();
      memory.page(here.get(here.size() / 2).page().id());
      memory.audit();
      assertThat(kinds().stream().filter(kind -> kind == PageKind.SUMMARY).count())
          .isLessThanOrEqualTo(4);
    }
  }

  @Test
  void bringsEvictedPagesBackByteForByte() {
    Map<PageId, String> said = new HashMap<>();
    for (int i = 0; i < 12; i++) {
      Page page = say(memory, "line\r\n\t€ 😀 \0 end " + i + words("x" + i, 90));
      said.put(page.id(), page.text());
    }
    List<PageId> gone = swapped().stream().map(row -> row.page().id()).toList();

    assertThat(gone).isNotEmpty();
    for (PageId id : gone) {
      assertThat(memory.load(List.of(id))).extracting(Page::text).containsExactly(said.get(id));
      assertThat(memory.prompt()).extracting(Page::id).contains(id);
      memory.audit();
    }
    assertThat(memory.stats().faults()).isEqualTo(gone.size());
  }

  @Test
  void putsALoadedPageBackInItsPlace() {
    chat(10, 100);
    PageId gone = swapped().getLast().page().id();

    memory.load(List.of(gone));

    List<PageId> order = memory.prompt().stream()
        .filter(page -> page.kind() != PageKind.SUMMARY)
        .map(Page::id)
        .toList();
    assertThat(order).contains(gone).isSorted();
  }

  @Test
  void refusesToLoadMoreThanTheWindowHolds() {
    say(memory, words("big", 900));
    chat(2, 100);
    memory.resize(500);

    assertThatThrownBy(() -> memory.load(List.of(new PageId(1))))
        .isInstanceOfSatisfying(FaultException.class, e -> {
          assertThat(e.fault().errno()).isEqualTo(Errno.LIMIT);
          assertThat(e.fault().hint()).contains("larger window");
        });
  }

  @Test
  void saysWhichPagesThereAreWhenAskedForAnother() {
    say(memory, "hello");

    assertThatThrownBy(() -> memory.load(List.of(new PageId(99))))
        .hasMessage("no page p99 in this conversation; it has p1 to p1");
    assertThatThrownBy(() -> memory.pin(new PageId(99))).isInstanceOf(FaultException.class);
    assertThat(memory.page(new PageId(99))).isEmpty();
  }

  @Test
  void laysOutSystemPinnedLogTailAndTurn() {
    memory.system("you are llmos", Label.SYSTEM);
    Page first = say(memory, "first");
    answer(memory, "one");
    Page second = say(memory, "second");
    answer(memory, "two");
    memory.pin(second.id());
    say(memory, "third");
    memory.tail(List.of(block("best"), block("good")));
    answer(memory, "three");

    assertThat(memory.prompt())
        .extracting(Page::text)
        .containsExactly(
            "you are llmos", "second", "first", "one", "two", "best", "good", "third", "three");
    assertThat(first.id().number()).isEqualTo(2);
  }

  private static Memory.Tail block(String text) {
    Provenance from =
        new Provenance("guide.md", Optional.of(new Span("docs/guide.md", 3, 9, 2)), "", 5);
    return new Memory.Tail(text, Label.untrusted("docs/guide.md"), from);
  }

  @Test
  void dropsTheTailWhenTheTurnEndsAndKeepsItOnDisk() {
    say(memory, "what?");
    Page block = memory.tail(List.of(block("because"))).getFirst();
    answer(memory, "because [1]");

    memory.end();

    assertThat(memory.prompt()).extracting(Page::text).containsExactly("what?", "because [1]");
    assertThat(memory.page(block.id())).contains(block);
  }

  @Test
  void leavesOutTailBlocksBeyondAQuarterOfTheBudget() {
    say(memory, "what?");

    List<Page> tail = memory.tail(
        IntStream.range(0, 10).mapToObj(i -> block(words("block" + i, 80))).toList());

    assertThat(tail).hasSize(2);
    assertThat(tokens(tail)).isLessThanOrEqualTo(BUDGET / 4);
  }

  @Test
  void neverEvictsTheCurrentTurn() {
    chat(5, 100);
    String turn = "now: " + words("important", 900);

    say(memory, turn);

    assertThat(memory.prompt().getLast().text()).isEqualTo(turn);
    assertThat(memory.stats().used()).isLessThanOrEqualTo(BUDGET);
  }

  @Test
  void makesADocumentOfATurnLargerThanTheWindow() {
    String turn = IntStream.range(0, 900)
        .mapToObj(i -> "Line number " + i + ".\n")
        .collect(Collectors.joining());

    Page head = say(memory, turn);

    assertThat(memory.prompt()).containsExactly(head);
    String[] parts = head.text().split("\n\\[\\d+ more pages of this are on disk: ", -1);
    assertThat(parts).hasSize(2);
    assertThat(parts[1]).matches("p2–p\\d+; recall p2]");
    String rest = memory.rows().stream()
        .filter(row -> row.why().equals("rest of p1"))
        .map(row -> row.page().text())
        .collect(Collectors.joining());
    assertThat(parts[0] + rest).isEqualTo(turn);
    assertThat(memory.takeNotices()).anyMatch(line -> line.contains("its head is in the window"));
  }

  @Test
  void splitsAResultLargerThanAQuarterAndGivesItsHandle() {
    say(memory, "get it");
    memory.admit(PageKind.CALL, "http get x", Label.TYPED, Machine.of("c1"));

    List<Page> pages = memory.admit(
        PageKind.RESULT, words("row\n", 2_000), Label.untrusted("http"), Machine.of("c1"));

    assertThat(pages.size()).isGreaterThan(5);
    assertThat(pages.getFirst().text()).contains("more pages of this are on disk: p4–");
    assertThat(pages.getFirst().tokens()).isLessThanOrEqualTo(BUDGET / 4);
    assertThat(kinds()).containsExactly(PageKind.USER, PageKind.CALL, PageKind.RESULT);
    assertThat(memory.load(List.of(pages.get(1).id()))).containsExactly(pages.get(1));
  }

  @Test
  void swapsOlderCallsOfTheTurnWithTheirResults() {
    Page turn = say(memory, "do many things");

    List<Page> newest = List.of();
    for (int i = 0; i < 30; i++) {
      newest = pair(memory, "c" + i, "call " + i, words("result" + i, 150));
      memory.audit();
      assertThat(memory.prompt()).contains(turn).containsAll(newest);
    }

    assertThat(kinds().subList(0, 2)).containsExactly(PageKind.USER, PageKind.SUMMARY);
    assertThat(swapped()).isNotEmpty();
  }

  @Test
  void loadsACallWithItsResult() {
    say(memory, "do many things");
    List<Page> first = pair(memory, "c-first", "call", words("result", 150));
    for (int i = 0; i < 10; i++) {
      pair(memory, "c" + i, "call " + i, words("result" + i, 150));
    }

    List<Page> loaded = memory.load(List.of(first.get(1).id()));

    assertThat(loaded).isEqualTo(first);
  }

  @Test
  void neverSendsACallWithoutItsResult() {
    say(memory, "do it");
    memory.admit(PageKind.CALL, "calc eval 1", Label.TYPED, Machine.of("c1"));

    assertThat(kinds()).containsExactly(PageKind.USER);

    memory.end();
    assertThat(kinds()).containsExactly(PageKind.USER);
  }

  @Test
  void sendsNeitherCallNorResultIfTheyCannotFitBesideTheTurn() {
    say(memory, words("long", 970));

    pair(memory, "c1", words("call", 10), words("result", 200));

    assertThat(kinds()).containsExactly(PageKind.USER);
    assertThat(memory.takeNotices()).anyMatch(line -> line.contains("did not fit"));
  }

  @Test
  void keepsPinnedPages() {
    Page page = say(memory, "always answer in French");
    memory.pin(page.id());

    chat(30, 100);

    assertThat(memory.prompt().getFirst()).isEqualTo(page);
    assertThat(memory.stats().pinned()).isEqualTo(1);
  }

  @Test
  void letsAPageGoAfterUnpin() {
    Page page = say(memory, "always answer in French");
    memory.pin(page.id());
    chat(2, 100);
    memory.unpin(page.id());

    chat(30, 100);

    assertThat(memory.prompt()).doesNotContain(page);
  }

  @Test
  void refusesToPinMoreThanHalfOfTheBudget() {
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      pages.add(say(memory, words("rule" + i, 200)));
    }
    memory.pin(pages.get(0).id());
    memory.pin(pages.get(1).id());

    assertThatThrownBy(() -> memory.pin(pages.get(2).id()))
        .isInstanceOfSatisfying(FaultException.class, e -> {
          assertThat(e.fault().errno()).isEqualTo(Errno.LIMIT);
          assertThat(e.fault().hint()).isEqualTo("mem unpin p1");
        });
    assertThat(memory.stats().pinned()).isEqualTo(2);
  }

  @Test
  void releasesADroppedPageForGood() {
    Page page = say(memory, "forget this");
    say(memory, "next");

    memory.drop(page.id());

    assertThat(memory.prompt()).extracting(Page::text).containsExactly("next");
    assertThatThrownBy(() -> memory.load(List.of(page.id()))).hasMessage("p1 was dropped");
  }

  @Test
  void refusesToDropTheNewestTurn() {
    Page page = say(memory, "stay");

    assertThatThrownBy(() -> memory.drop(page.id())).hasMessageContaining("newest turn");
  }

  @Test
  void givesTheSamePromptAfterARestart() {
    memory.system("system", Label.SYSTEM);
    chat(12, 120);
    memory.pin(new PageId(4));
    say(memory, "in the middle of a turn");
    memory.tail(List.of(block("block")));
    pair(memory, "c1", "call", "result");
    List<Page> before = memory.prompt();
    Label label = memory.label();

    Memory again = machine.open(pid, BUDGET);

    assertThat(again.prompt()).isEqualTo(before);
    assertThat(again.label()).isEqualTo(label);
    assertThat(again.rows()).isEqualTo(memory.rows());
    assertThat(again.stats()).isEqualTo(memory.stats());
  }

  @Test
  void runsAConversationOfTenTimesTheWindowThroughRestarts() {
    Map<PageId, Page> all = new HashMap<>();
    int said = 0;
    for (int i = 1; said < 10 * BUDGET; i++) {
      Page turn = say(memory, "turn " + i + " " + words("w" + i, 20 + i * 7 % 150));
      Page reply = answer(memory, "reply " + i + " " + words("r" + i, 20 + i * 11 % 100));
      memory.end();
      all.put(turn.id(), turn);
      all.put(reply.id(), reply);
      said += turn.tokens() + reply.tokens();
      assertThat(tokens(memory.prompt())).isLessThanOrEqualTo(BUDGET);
      if (i % 7 == 0) {
        List<Page> before = memory.prompt();
        memory = machine.open(pid, BUDGET);
        assertThat(memory.prompt()).isEqualTo(before);
      }
      memory.audit();
    }

    memory = machine.open(pid, BUDGET);

    assertThat(swapped().size()).isGreaterThan(all.size() * 3 / 4);
    all.forEach((id, page) -> assertThat(memory.load(List.of(id))).containsExactly(page));
  }

  @Test
  void shrinksToASmallerWindowAndUnpinsWhatNoLongerFits() {
    Page rule = say(memory, words("rule", 400));
    memory.pin(rule.id());
    chat(3, 100);
    String turn = words("question", 500);
    say(memory, turn);

    memory.resize(300);

    memory.audit();
    assertThat(memory.stats().used()).isLessThanOrEqualTo(300);
    assertThat(memory.stats().pinned()).isZero();
    Page head = memory.prompt().getLast();
    assertThat(head.kind()).isEqualTo(PageKind.USER);
    assertThat(turn).startsWith(head.text().substring(0, head.text().indexOf("\n[")));
  }

  @Test
  void refusesAWindowThatIsTooSmallAndStaysAsItWas() {
    say(memory, "hello");

    assertThatThrownBy(() -> memory.resize(100)).isInstanceOf(FaultException.class);

    assertThat(memory.stats().budget()).isEqualTo(BUDGET);
    assertThatThrownBy(() -> machine.open(pid, 10)).hasMessageContaining("too few");
  }

  @Test
  void refusesASystemPageThatFillsTheWindow() {
    assertThatThrownBy(() -> memory.system(words("rule", 600), Label.SYSTEM))
        .hasMessageContaining("no room for a conversation");
  }

  @Test
  void survivesTwoShellsOnOneConversation() {
    Memory other = machine.open(pid, BUDGET);
    for (int i = 0; i < 12; i++) {
      Page mine = say(memory, "mine " + i + words("a" + i, 70));
      Page theirs = say(other, "theirs " + i + words("b" + i, 70));
      answer(memory, "to mine " + i);
      answer(other, "to theirs " + i);

      assertThat(memory.prompt()).contains(mine);
      assertThat(other.prompt()).contains(theirs);
      assertThat(tokens(memory.prompt())).isLessThanOrEqualTo(BUDGET);
      assertThat(tokens(other.prompt())).isLessThanOrEqualTo(BUDGET);
    }

    List<Long> ids = memory.rows().stream().map(row -> row.page().id().number()).toList();
    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(48);
    memory = machine.open(pid, BUDGET);
  }

  @Test
  void losesNothingWhereTheStoreIsFullInTheMiddleOfAnEviction() {
    Map<PageId, Page> said = new HashMap<>();
    for (int i = 0; i < 12; i++) {
      Page page = say(memory, words("turn" + i, 200));
      said.put(page.id(), page);
    }
    store("PRAGMA max_page_count = 1"); // which is never below what there is
    List<Page> before = new ArrayList<>();
    String next = words("next", 560);

    assertThatThrownBy(() -> {
          while (true) { // until the last free pages of the file are full
            before.clear();
            before.addAll(memory.prompt());
            Page page = say(memory, next);
            said.put(page.id(), page);
          }
        })
        .isInstanceOfSatisfying(FaultException.class, e -> {
          assertThat(e.fault().errno()).isEqualTo(Errno.NO_SPACE);
          assertThat(e.fault().message()).contains("full");
          assertThat(e.fault().hint()).contains("free some space");
        });
    assertThat(memory.prompt()).isEqualTo(before);
    assertThat(machine.open(pid, BUDGET).prompt()).isEqualTo(before);
    store("PRAGMA max_page_count = 1000000");
    int swapped = memory.stats().swapped();
    Page page = say(memory, next);

    said.put(page.id(), page);
    assertThat(memory.stats().swapped()).as("it was an eviction").isGreaterThan(swapped);
    memory.audit();
    said.forEach((id, was) -> assertThat(memory.load(List.of(id))).containsExactly(was));
  }

  private void store(String sql) {
    machine.store.write(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }

  @Test
  void replacesHalfACharacterThatNoEncodingCouldKeep() {
    Page page = say(memory, "a\ud83dz\ude00\ud83d\ude00");

    assertThat(page.text()).isEqualTo("a\ufffdz\ufffd😀");
    assertThat(machine.open(pid, BUDGET).prompt()).containsExactly(page);
  }

  @Test
  void changesThePolicyOfARunningProcess() {
    chat(3, 100);

    memory.policy(Lru.MAKER);

    assertThat(memory.stats().policy()).isEqualTo("lru");
    chat(10, 100);
    assertThat(swapped().getFirst().why()).matches("left by lru in turn \\d+");
  }

  @Test
  void joinsTheLabelsOfWhatIsInTheWindow() {
    say(memory, "hello");
    assertThat(memory.label()).isEqualTo(Label.TYPED);

    pair(memory, "c1", "call", "page from the web");

    assertThat(memory.label().tainted()).isTrue();
    assertThat(memory.label().origins()).containsExactly("http");
  }
}
