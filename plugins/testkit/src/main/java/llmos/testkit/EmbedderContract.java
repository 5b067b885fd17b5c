package llmos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import llmos.api.Embedder;
import org.junit.jupiter.api.Test;

/** What every {@link Embedder} keeps. A test of an embedder extends this. */
public abstract class EmbedderContract {
  private static final List<String> TEXTS = List.of(
      "The tower was completed in 1889.",
      "How do I mount a folder?",
      "",
      " ",
      "\u0000\uD800",
      "東京は日本の首都です。",
      "word ".repeat(5_000),
      "x".repeat(200_000));

  /** For the test that extends this. */
  protected EmbedderContract() {}

  /** The embedder under test; the same object at each call, if making one is slow. */
  protected abstract Embedder embedder();

  /** The cosine of two unit vectors. */
  protected static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  protected void vectorsAreOfItsLengthAndUnit() {
    for (String text : TEXTS) {
      float[] passage = embedder().passage(text);
      float[] question = embedder().question(text);

      assertThat(passage).hasSize(embedder().dimensions());
      assertThat(question).hasSize(embedder().dimensions());
      assertThat(cosine(passage, passage)).isCloseTo(1, within(1e-4));
      assertThat(cosine(question, question)).isCloseTo(1, within(1e-4));
    }
    assertThat(embedder().id()).isNotBlank();
  }

  @Test
  protected void theSameTextGivesTheSameVectorFromAnyThread() throws Exception {
    float[] expected = embedder().passage(TEXTS.getFirst());

    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<float[]>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        results.add(threads.submit(() -> embedder().passage(TEXTS.getFirst())));
      }
      for (Future<float[]> result : results) {
        assertThat(result.get()).containsExactly(expected);
      }
    }
  }

  @Test
  protected void paraphrasesAreNearerThanWhatIsUnrelated() {
    float[] text = embedder().passage("The cat sat on the mat.");
    float[] like = embedder().passage("A cat was sitting on a rug.");
    float[] unlike = embedder().passage("Interest rates rose by half a percent.");

    assertThat(cosine(text, like)).isGreaterThan(cosine(text, unlike) + 0.1);
  }
}
