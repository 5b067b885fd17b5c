package llmos.plugin.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import llmos.api.Embedder;
import llmos.api.FaultException;
import llmos.testkit.EmbedderContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BgeEmbedderTest extends EmbedderContract {
  private static final Path CACHE = Path.of("target", "model-cache");
  private static final Embedder EMBEDDER = new BgeEmbedder(CACHE);

  @Override
  protected Embedder embedder() {
    return EMBEDDER;
  }

  private static List<Long> ids(String text) throws Exception {
    Vocabulary vocabulary =
        Vocabulary.read(new Unpacked(CACHE).file("bge-small-en-v1.5-q-tokenizer.json"));
    return Arrays.stream(new WordPiece(vocabulary).ids(text, 512)).boxed().toList();
  }

  @Test
  void piecesAreThoseOfBert() throws Exception {
    assertThat(ids("hello world")).containsExactly(101L, 7592L, 2088L, 102L);
    assertThat(ids("Hello, World!")).containsExactly(101L, 7592L, 1010L, 2088L, 999L, 102L);
    assertThat(ids("unaffable")).containsExactly(101L, 14477L, 20961L, 3468L, 102L);
    assertThat(ids("Héllo\u0000 wörld")).containsExactly(101L, 7592L, 2088L, 102L);
    assertThat(ids("")).containsExactly(101L, 102L);
    assertThat(ids("x".repeat(101))).containsExactly(101L, 100L, 102L);
    assertThat(ids("the cat sat on the mat."))
        .containsExactly(101L, 1996L, 4937L, 2938L, 2006L, 1996L, 13523L, 1012L, 102L);
  }

  @Test
  void textBeyondTheWindowIsCut() throws Exception {
    List<Long> ids = ids("hello ".repeat(10_000));

    assertThat(ids).hasSize(512).startsWith(101L, 7592L).endsWith(7592L, 102L);
  }

  @Test
  void aQuestionFindsItsPassage() {
    float[] question = embedder().question("When was the tower finished?");

    assertThat(cosine(question, embedder().passage("The tower was completed in 1889.")))
        .isGreaterThan(
            cosine(question, embedder().passage("Bread is baked from flour and water.")) + 0.1);
  }

  @Test
  void filesAreUnpackedOnceAndRepairedWhenCut(@TempDir Path folder) throws Exception {
    Unpacked files = new Unpacked(folder);
    Path file = files.file("bge-small-en-v1.5-q-tokenizer.json");
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, new byte[10]);
    files.file("bge-small-en-v1.5-q-tokenizer.json");

    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    try (var all = Files.list(folder)) {
      assertThat(all).containsExactly(file);
    }
  }

  @Test
  void nothingIsUnpackedWhereItWouldFillTheDisk(@TempDir Path folder) throws Exception {
    Unpacked files = new Unpacked(folder.resolve("cache"), 16 << 20);

    assertThatThrownBy(() -> files.file("bge-small-en-v1.5-q-tokenizer.json"))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("no space", "17 MB are to be free, and 16 are");
    try (var all = Files.list(folder.resolve("cache"))) {
      assertThat(all).isEmpty();
    }
  }

  @Test
  void aCacheThatCannotBeWrittenIsAFaultThatSaysSo(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");

    assertThatThrownBy(() -> new BgeEmbedder(file.resolve("cache")).passage("x"))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("cannot be loaded");
  }
}
