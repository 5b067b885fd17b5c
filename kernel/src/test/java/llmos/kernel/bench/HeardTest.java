package llmos.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import llmos.api.Embedder;
import llmos.testkit.EmbedderContract;
import org.junit.jupiter.api.Test;

/** What is heard is what the embedder makes. */
class HeardTest extends EmbedderContract {
  private final Heard heard = new Heard(new Words());

  /** A number for each word of a text, by its hash, and one that every text has. */
  private static final class Words implements Embedder {
    private static final int SIZE = 64;

    @Override
    public String id() {
      return "words";
    }

    @Override
    public int dimensions() {
      return SIZE;
    }

    @Override
    public float[] passage(String text) {
      float[] vector = new float[SIZE];
      vector[0] = 1;
      for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
        vector[1 + Math.floorMod(word.hashCode(), SIZE - 1)]++;
      }
      double length = Math.sqrt(cosine(vector, vector));
      for (int i = 0; i < SIZE; i++) {
        vector[i] /= (float) length;
      }
      return vector;
    }

    @Override
    public float[] question(String text) {
      return passage(text);
    }
  }

  @Override
  protected Embedder embedder() {
    return heard;
  }

  @Test
  void passagesAreNotedAndQuestionsAreAskedOnce() {
    heard.passage("one");
    heard.passage("two");

    assertThat(heard.passages()).containsExactly("one", "two");
    assertThat(heard.question("what?")).isSameAs(heard.question("what?"));
  }
}
