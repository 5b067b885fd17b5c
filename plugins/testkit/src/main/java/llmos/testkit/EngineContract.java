package llmos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import llmos.api.Engine;
import org.junit.jupiter.api.Test;

/** What every {@link Engine} keeps. A test of an engine extends this. */
public abstract class EngineContract {
  private static final int BYTES = 1 << 20;

  /** For the test that extends this. */
  protected EngineContract() {}

  /** The engine under test. */
  protected abstract Engine engine();

  /** An index that holds these texts, each as the only text of a document, by their ids. */
  protected abstract Engine.Place holding(Map<String, String> texts) throws IOException;

  /** An index that is not there, of a server that is. */
  protected abstract Engine.Place missing();

  /** An index of a server that takes a question and never answers. */
  protected abstract Engine.Place silent();

  /** Texts by their ids; no two are alike. */
  protected static Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("mill/1", "The mill of Oberdorf grinds rye since it was built.");
    texts.put("b #2?&=\"x\" é", "The bakery of Oberdorf opens at seven in the morning.");
    texts.put("c", "Interest rates rose by half a percent in the spring.");
    return texts;
  }

  private static Map<String, String> items(Engine.Found found) {
    Map<String, String> items = new LinkedHashMap<>();
    found.items().forEach(item -> items.put(item.id(), item.text()));
    return items;
  }

  @Test
  protected void schemesNameTheEngineAndTheConnection() {
    assertThat(engine().schemes())
        .isNotEmpty()
        .allMatch(scheme -> scheme.matches("[a-z][a-z0-9.-]*\\+https?"));
  }

  @Test
  protected void theBestDocumentsComeFirstAndWhole() throws Exception {
    Engine.Place place = holding(texts());

    Engine.Found found = engine().search(place, "When does the bakery open, at seven?", 2, BYTES);

    assertThat(found.warnings()).isEmpty();
    assertThat(found.items()).hasSizeBetween(1, 2);
    assertThat(found.items().getFirst().id()).isEqualTo("b #2?&=\"x\" é");
    assertThat(found.items().getFirst().text()).isEqualTo(texts().get("b #2?&=\"x\" é"));
  }

  @Test
  protected void signsOfAQuestionAreNoSyntax() throws Exception {
    Engine.Place place = holding(texts());
    for (String question :
        List.of("\"", "mill AND (", "*:*", "/x[/", "NOT mill~ ^", "{\"a\":1}", "\u0000\\", " ")) {
      engine().search(place, question, 5, BYTES);
    }

    assertThat(items(engine().search(place, "(mill) OR:", 5, BYTES))).containsKey("mill/1");
    assertThat(engine().search(place, "word ".repeat(3_000) + "mill", 5, BYTES).warnings())
        .isEmpty();
  }

  @Test
  protected void documentsComeByTheirIdsWithTheSameText() throws Exception {
    Engine.Place place = holding(texts());
    List<String> ids = List.of("c", "not there", "b #2?&=\"x\" é", "mill/1");

    assertThat(items(engine().get(place, ids, BYTES))).containsExactlyInAnyOrderEntriesOf(texts());
    assertThat(engine().get(place, List.of("not there"), BYTES).items()).isEmpty();
  }

  @Test
  protected void idsAreListedAndAllDocumentsCounted() throws Exception {
    Engine.Place place = holding(texts());

    assertThat(engine().list(place, 0)).isEqualTo(new Engine.Listing(List.of(), 3));
    assertThat(engine().list(place, 2).ids()).hasSize(2).isSubsetOf(texts().keySet());
    assertThat(engine().list(place, 10).ids())
        .containsExactlyInAnyOrderElementsOf(texts().keySet());
  }

  @Test
  protected void whatIsTooMuchForOneAnswerComesInParts() throws Exception {
    Map<String, String> large = new LinkedHashMap<>();
    for (int i = 0; i < 4; i++) {
      large.put("d" + i, "mill " + "w%dx ".formatted(i).repeat(10_000));
    }
    Engine.Place place = holding(large);

    assertThat(items(engine().get(place, List.copyOf(large.keySet()), 100_000)))
        .containsOnlyKeys(large.keySet());
    assertThat(engine().search(place, "mill", 4, 100_000).items()).hasSizeBetween(1, 2);
    assertThatThrownBy(() -> engine().search(place, "mill", 4, 1_000))
        .isInstanceOf(IOException.class);
  }

  @Test
  protected void anIndexThatIsNotThereIsToldByName() {
    Engine.Place place = missing();
    String path = place.address().getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);

    assertThatThrownBy(() -> engine().list(place, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name);
    assertThatThrownBy(() -> engine().search(place, "mill", 1, BYTES))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> engine().get(place, List.of("a"), BYTES))
        .isInstanceOf(IOException.class);
  }

  @Test
  protected void whoDoesNotWaitAnyMoreIsLetGo() throws Exception {
    Engine.Place place = silent();
    FutureTask<Engine.Found> task =
        new FutureTask<>(() -> engine().search(place, "mill", 1, BYTES));
    Thread asking = Thread.ofPlatform().start(task);
    TimeUnit.MILLISECONDS.sleep(300);

    asking.interrupt();

    assertThatThrownBy(() -> task.get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
  }
}
