package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import llmos.api.Embedder;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** So many blocks that their vectors have a centre, and codes. */
class ManyVectorsTest {
  private static final int FILES = 600;

  @TempDir
  Path temp;

  private Path docs;
  private Home home;
  private Dense embedder = new Dense("dense-1");

  /**
   * A direction for each word, drawn by its hash, and one that all texts share: as embedders have it, each number tells a bit of
   * everything. Knows that a car is an automobile.
   */
  private static final class Dense implements Embedder {
    private final AtomicInteger passages = new AtomicInteger();
    private final String id;

    Dense(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public int dimensions() {
      return 200;
    }

    @Override
    public float[] passage(String text) {
      passages.incrementAndGet();
      return question(text);
    }

    @Override
    public float[] question(String text) {
      float[] vector = new float[dimensions()];
      for (String word : (text + " common").replace("automobile", "car").split(" ", -1)) {
        Random dice = new Random((id + word).hashCode());
        for (int i = 0; i < vector.length; i++) {
          vector[i] += (float) dice.nextGaussian();
        }
      }
      return VectorUtil.l2normalize(vector);
    }
  }

  @BeforeEach
  void fill() throws InterruptedException {
    docs = temp.resolve("docs");
    for (int i = 0; i < FILES; i++) {
      Home.file(docs, "f" + i + ".txt", "note%d about thing%d".formatted(i, i % 7));
    }
    Home.file(docs, "car.txt", "the car is red");
    open();
    home.mount(docs);
    embedAll();
  }

  private void open() {
    home = new Home(temp.resolve("home"));
    embedder = new Dense(embedder.id());
    home.with = Optional.of(embedder);
  }

  @AfterEach
  void close() {
    home.close();
  }

  private void embedAll() throws InterruptedException {
    int done = 1;
    while (done > 0) {
      done = home.disk.embedNext(100);
    }
  }

  private void found() throws InterruptedException {
    assertThat(home.docs("automobile").getFirst()).isEqualTo("docs/car.txt");
    assertThat(home.disk.check()).allMatch(f -> f.state().equals("ok"));
  }

  @Test
  void whatIsMeantIsFoundAlsoAfterARestartAndInAnIndexMadeAnew() throws Exception {
    assertThat(home.library.vectors().centres()).containsOnlyKeys("dense-1");
    found();

    home.close();
    open();
    found();
    home.disk.repair();
    found();
    assertThat(embedder.passages).hasValue(0);
  }

  @Test
  void whatChangesKeepsItsPlaceAmongTheOthers() throws Exception {
    Home.file(docs, "car.txt", "the truck is red");
    Home.file(docs, "f3.txt", "a car that is blue");
    home.mount(docs);
    assertThat(home.docs("automobile")).doesNotContain("docs/car.txt");
    embedAll();

    assertThat(home.docs("automobile").getFirst()).isEqualTo("docs/f3.txt");
    assertThat(home.disk.vectorProgress()).containsExactly(FILES + 1, FILES + 1);
    assertThat(home.disk.check()).allMatch(f -> f.state().equals("ok"));
  }

  @Test
  void anotherModelHasACentreOfItsOwn() throws Exception {
    home.with = Optional.of(new Dense("dense-2"));
    assertThat(home.docs("truck red")).contains("docs/car.txt");
    embedAll();

    assertThat(home.library.vectors().centres()).containsOnlyKeys("dense-2");
    found();
  }

  @Test
  void whatHasNoCodeYetIsFoundByItsBytes() throws Exception {
    // As where another llmos was writing the index when the centre was made.
    home.store.write(c -> {
      try (var statement = c.createStatement()) {
        return statement.executeUpdate("UPDATE model SET centre = NULL");
      }
    });
    home.disk.repair();
    home.library.vectors().putCentre("dense-1", 204);
    assertThat(home.library.vectors().centres()).containsOnlyKeys("dense-1");

    assertThat(home.docs("automobile").getFirst()).isEqualTo("docs/car.txt");
    embedAll();
    found();
  }

  @Test
  void aRankingOfAnyLengthCanBeAskedFor() throws Exception {
    int all = home.disk
        .search(new Disk.Query("note about", List.of(), Integer.MAX_VALUE))
        .size();
    home.with = Optional.empty();

    assertThat(all).isGreaterThan(FILES / 2);
    assertThat(home.disk.search(new Disk.Query("about", List.of(), FILES))).hasSize(FILES);
  }

  @Test
  void aScopeHoldsForMeaningToo() throws Exception {
    Path others = temp.resolve("others");
    Home.file(others, "a.txt", "a car that is blue");
    home.mount(others);
    embedAll();

    assertThat(home.disk.search(new Disk.Query("automobile", List.of("others"), 10)))
        .extracting(hit -> hit.block().span().doc())
        .containsExactly("others/a.txt");
    home.disk.umount("others");
    found();
  }
}
