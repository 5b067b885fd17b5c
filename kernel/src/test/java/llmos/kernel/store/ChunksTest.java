package llmos.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import llmos.api.FaultException;
import llmos.api.Label;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChunksTest {
  @TempDir
  Path home = Path.of("");

  static String text(Random dice, int most) {
    StringBuilder text = new StringBuilder();
    int length = dice.nextInt(most + 1);
    int kind = dice.nextInt(4);
    while (text.length() < length) {
      switch (kind == 3 ? dice.nextInt(3) : kind) {
        case 0 -> text.append("the result of a common word\n\n");
        case 1 -> text.append((char) dice.nextInt(0x10000)); // halves of pairs, too
        default -> text.appendCodePoint(0x1F300 + dice.nextInt(200));
      }
    }
    return text.toString();
  }

  private static String sha(String text) {
    return Sha.of(text).substring(0, 32);
  }

  /** Blocks that cover a text, or leave gaps, in any place: also inside a pair. */
  static List<Library.Piece> pieces(Random dice, String text) {
    List<Library.Piece> pieces = new ArrayList<>();
    int at = dice.nextInt(3);
    while (at < text.length()) {
      int stop =
          Math.min(text.length(), at + 1 + dice.nextInt(dice.nextInt(10) == 0 ? 9_000 : 900));
      pieces.add(new Library.Piece(at, stop, 0, "", "", sha(at + " " + stop)));
      at = stop + dice.nextInt(3);
    }
    return pieces;
  }

  static Library.Entry entry(String path, String sha, String text, List<Library.Piece> of) {
    return new Library.Entry(path, "t", sha, 0, 0, "ok", "", Label.UNKNOWN, text, of);
  }

  /** As UTF-8 has it: half of a pair that stands alone is a question mark. */
  private static String kept(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static String chunk(Library library, Library.Block block) {
    return Objects.requireNonNull(library.chunks().of(List.of(block)).get(block.chunk()));
  }

  static void check(Library library, Library.Entry entry, String when) {
    Library.Doc doc = library.document("v/" + entry.path()).orElseThrow();
    String kept = kept(entry.text());
    assertThat(library.chunks().text(doc.id(), entry.sha())).as(when).contains(kept);
    assertThat(library.chunks().text(doc.id(), "another state")).as(when).isEmpty();
    List<Library.Block> blocks = library.blocksOf(doc.id());
    assertThat(blocks).as(when).hasSameSizeAs(entry.pieces());
    Map<Long, String> texts = library
        .chunks()
        .blocks(blocks.stream().map(Library.Block::id).toList(), (block, text) -> text);
    for (Library.Block block : blocks) {
      Library.Piece piece = block.piece();
      assertThat(texts.get(block.id()))
          .as(when)
          .isEqualTo(kept.substring(piece.start(), piece.stop()));
      assertThat(chunk(library, block).substring(piece.start() - block.chunk()))
          .as(when)
          .startsWith(texts.get(block.id()));
    }
  }

  @Test
  void anyTextAndEachOfItsBlocksComeBackAsTheyWere() {
    long seed = System.nanoTime();
    Random dice = new Random(seed);
    try (Store store = Store.open(home.resolve("state.db"))) {
      Library library = new Library(store);
      long volume = library.putVolume("v", "/v", Label.UNKNOWN);
      for (int i = 0; i < 150; i++) {
        String text = text(dice, i % 3 == 0 ? 40 : 20_000);
        Library.Entry entry = entry("d" + i % 20, "sha" + i, text, pieces(dice, text));
        library.put(volume, List.of(entry));
        check(library, entry, "seed " + seed + " step " + i);
      }
      library.put(volume, List.of(entry("empty", "none", "", List.of())));
      check(library, entry("empty", "none", "", List.of()), "empty");
    }
  }

  @Test
  void aLongTextIsReadInPartsAndTakesLessRoom() {
    String text = "a sentence about nothing in particular that is long enough\n\n".repeat(1_000);
    List<Library.Piece> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); at += 600) {
      pieces.add(new Library.Piece(at, at + 600, 0, "", "", sha("s" + at)));
    }
    try (Store store = Store.open(home.resolve("state.db"))) {
      Library library = new Library(store);
      library.put(
          library.putVolume("v", "/v", Label.UNKNOWN), List.of(entry("d", "sha", text, pieces)));

      long document = library.document("v/d").orElseThrow().id();
      Library.Block last = library.blocksOf(document).getLast();
      assertThat(chunk(library, last).length()).isBetween(600, 2_500);
      assertThat(library.usage().rooms("").getFirst().textBytes())
          .isBetween(1L, text.length() / 5L);
    }
  }

  @Test
  void whatIsRemovedLeavesNoText() {
    try (Store store = Store.open(home.resolve("state.db"))) {
      Library library = new Library(store);
      long volume = library.putVolume("v", "/v", Label.UNKNOWN);
      library.put(
          volume, List.of(entry("a", "a", "text", List.of()), entry("b", "b", "more", List.of())));
      assertThat(chunks(store)).isEqualTo(2);

      library.remove(List.of(library.document("v/a").orElseThrow().id()));
      assertThat(chunks(store)).isEqualTo(1);

      library.removeVolume("v");
      assertThat(chunks(store)).isZero();
    }
  }

  private static long chunks(Store store) {
    return store.read(c -> Sql.number(c, "SELECT count(*) FROM chunk"));
  }

  @Test
  void bytesThatAreNoPackedTextAreDamage() throws SQLException {
    Packing packing = new Packing();
    byte[] packed = packing.pack("the same words and the same words and the same words again");
    assertThat(packing.unpack(packed)).endsWith("words again");
    for (byte[] bytes : List.of(
        new byte[0],
        new byte[] {-1, -1, -1, -1, -1, -1},
        new byte[] {-1, -1, -1, 1, 2},
        Arrays.copyOf(packed, packed.length - 3))) {
      assertThatThrownBy(() -> packing.unpack(bytes))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("malformed");
    }

    try (Store store = Store.open(home.resolve("state.db"))) {
      Library library = new Library(store);
      long volume = library.putVolume("v", "/v", Label.UNKNOWN);
      library.put(volume, List.of(entry("a", "a", "text", List.of())));
      store.write(c -> Sql.update(c, "UPDATE chunk SET packed = x'ffffffff'"));
      long document = library.document("v/a").orElseThrow().id();
      assertThatThrownBy(() -> library.chunks().text(document, "a"))
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("malformed");
    }
  }

  @Test
  void theBeginningOfAPackedTextIsReadWithoutTheRest() throws SQLException {
    long seed = System.nanoTime();
    Random dice = new Random(seed);
    Packing packing = new Packing();
    for (int i = 0; i < 200; i++) {
      String text = kept(text(dice, 5_000));
      int chars = dice.nextInt(text.length() + 1);
      String begin = packing.unpack(packing.pack(text), chars);
      assertThat(text).as("seed %d", seed).startsWith(begin);
      assertThat(begin).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(chars);
    }
  }
}
