package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.store.PageChange;
import llmos.kernel.store.PageVectors;
import llmos.kernel.store.Seen;
import llmos.kernel.store.Store;
import llmos.kernel.store.Swap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pages of its past a question needs, by words alone. */
final class RecallRankingTest {
  private static final long PID = 1;

  @TempDir
  Path folder;

  private Store store;
  private Recall recall;
  private final List<Swap.Stored> said = new ArrayList<>();

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("state.db"));
    recall = new Recall(
        folder.resolve("recall"),
        () -> "test",
        new Swap(store),
        new PageVectors(store),
        Optional::empty,
        () -> page -> 0);
  }

  @AfterEach
  void close() {
    recall.close();
    store.close();
  }

  private void say(String text) {
    PageId id = new PageId(said.size() + 1);
    int tokens = text.split(" ", -1).length;
    Page page =
        new Page(id, PageKind.USER, text, tokens, Label.TYPED, Provenance.of("test", 1_000_000));
    said.add(new Swap.Stored(page, Swap.SWAPPED, false, 0, "", id.number(), 0, 0, 0));
  }

  /** Asks, and gives the pages before the question by number, best first. */
  private List<Long> ask(String question) throws InterruptedException {
    say(question);
    new Swap(store).commit(PID, new PageChange(Seen.NONE, 0, said, List.of(), List.of()));
    return recall.rank(PID, question, said.size()).stream()
        .map(Recall.Ranked::id)
        .toList();
  }

  @Test
  void findsTurnsWithoutAWordOfTheQuestionInTheRegionThatAnswersIt() throws Exception {
    for (int i = 1; i <= 200; i++) {
      boolean about = i > 60 && i <= 80 && i % 4 == 0;
      say(about ? "Then the battery costs more than the case." : "Well, that is how it goes.");
      if (i == 150) {
        said.removeLast();
        say("The costs of the battery, of the battery.");
      }
    }

    List<Long> found = ask("What does the battery cost?");

    assertThat(found.subList(0, 17))
        .as("64 to 80 are about it, 150 only has its words")
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(64, 80).boxed().toList());
  }

  @Test
  void doesNotTakeTheQuestionForANeighbourOfTheLastPage() throws Exception {
    say("Ann: The red boat lies in the harbour of Bergen.");
    for (int i = 0; i < 10; i++) {
      say("Ben: It rained again.");
    }

    List<Long> found = ask("Where does the red boat lie, in which harbour?");

    assertThat(found.getFirst()).isEqualTo(1);
    assertThat(found.indexOf(11L)).as("the page before the question").isGreaterThan(2);
  }
}
