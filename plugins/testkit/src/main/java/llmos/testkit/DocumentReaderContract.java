package llmos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.DocumentReader;
import org.junit.jupiter.api.Test;

/** What every {@link DocumentReader} keeps. A test of a reader extends this and adds what is special. */
public abstract class DocumentReaderContract {
  private static final long SEED = 20_260_301L;
  private static final int HEAD = 4096;

  /** For the test that extends this. */
  protected DocumentReaderContract() {}

  /** The reader under test. */
  protected abstract DocumentReader reader();

  /** Files of its format, sound ones, by name. The same bytes at each call. */
  protected abstract Map<String, byte[]> samples() throws Exception;

  /** How many damaged files are tried for each sample; fewer where reading is slow. */
  protected int trials() {
    return 150;
  }

  /** Reads, with nothing but the two outcomes that are allowed. An empty document if it is refused. */
  protected final Document tryToRead(String name, byte[] bytes, String what) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try {
            Document document = reader().read(name, bytes);
            assertSound(document, what);
            return document;
          } catch (IOException e) {
            assertThat(e).as(what).hasMessageMatching("(?s).*\\S.*");
            return new Document(name, "", List.of(), List.of("refused"));
          }
        },
        what);
  }

  private static byte[] head(byte[] bytes) {
    return Arrays.copyOf(bytes, Math.min(HEAD, bytes.length));
  }

  private static void assertSound(Document document, String what) {
    int at = 0;
    assertThat(document.title()).as(what).isNotBlank();
    for (Part part : document.parts()) {
      assertThat(part.start()).as("%s: parts in order, %s", what, part).isGreaterThanOrEqualTo(at);
      assertThat(part.end()).as("%s: %s", what, part).isGreaterThan(part.start());
      assertThat(part.end())
          .as("%s: inside the text, %s", what, part)
          .isLessThanOrEqualTo(document.text().length());
      assertThat(document.text().substring(at, part.start()))
          .as("%s: gap before %s", what, part)
          .isBlank();
      assertThat(part.level()).as(what).isGreaterThanOrEqualTo(0);
      assertThat(part.page()).as(what).isGreaterThanOrEqualTo(0);
      at = part.end();
    }
    assertThat(document.text().substring(at))
        .as("%s: text after the last part", what)
        .isBlank();
  }

  @Test
  protected void knowsItsFilesByNameAndContent() throws Exception {
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      assertThat(reader().reads(sample.getKey(), head(sample.getValue())))
          .as(sample.getKey())
          .isTrue();
    }
    assertThat(reader().name()).isNotBlank();
  }

  @Test
  protected void partsLieInTheTextInOrderAndOnlyWhiteSpaceIsBetweenThem() throws Exception {
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      Document document = reader().read(sample.getKey(), sample.getValue());

      assertSound(document, sample.getKey());
      assertThat(document.parts()).as(sample.getKey()).isNotEmpty();
    }
  }

  @Test
  protected void theSameBytesGiveTheSameDocument() throws Exception {
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      Document first = reader().read(sample.getKey(), sample.getValue().clone());
      Document second = reader().read(sample.getKey(), sample.getValue().clone());

      assertThat(second).as(sample.getKey()).isEqualTo(first);
    }
  }

  @Test
  protected void nothingAtAllIsRefusedOrEmpty() throws Exception {
    for (String name : samples().keySet()) {
      Document document = tryToRead(name, new byte[0], name + ", empty");

      assertThat(document.text()).isBlank();
    }
  }

  @Test
  protected void randomBytesAreReadOrRefused() throws Exception {
    for (String name : samples().keySet()) {
      for (int i = 0; i < trials(); i++) {
        long seed = SEED + i;
        RandomGenerator dice = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        byte[] bytes = new byte[dice.nextInt(3000)];
        dice.nextBytes(bytes);

        tryToRead(name, bytes, "%s, random bytes, seed %d".formatted(name, seed));
      }
    }
  }

  @Test
  protected void truncatedFilesAreReadOrRefused() throws Exception {
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      for (int i = 0; i < trials(); i++) {
        long seed = SEED + i;
        RandomGenerator dice = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        byte[] bytes = Arrays.copyOf(sample.getValue(), dice.nextInt(sample.getValue().length));

        tryToRead(
            sample.getKey(),
            bytes,
            "%s cut to %d, seed %d".formatted(sample.getKey(), bytes.length, seed));
      }
    }
  }

  @Test
  protected void filesWithFlippedBitsAreReadOrRefused() throws Exception {
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      for (int i = 0; i < trials(); i++) {
        long seed = SEED + i;
        RandomGenerator dice = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        byte[] bytes = sample.getValue().clone();
        for (int flips = dice.nextInt(1, 20); flips > 0; flips--) {
          bytes[dice.nextInt(bytes.length)] ^= (byte) (1 << dice.nextInt(8));
        }

        tryToRead(
            sample.getKey(), bytes, "%s, flipped bits, seed %d".formatted(sample.getKey(), seed));
      }
    }
  }
}
