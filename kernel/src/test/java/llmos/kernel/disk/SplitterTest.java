package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.kernel.store.Library.Piece;
import llmos.kernel.store.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SplitterTest {

  private static List<Piece> split(String text, Part... parts) {
    return Splitter.split(new Document("t", text, List.of(parts), List.of()));
  }

  private static String cut(String text, Piece piece) {
    return text.substring(piece.start(), piece.stop());
  }

  @Test
  void smallNeighboursUnderOneHeadingAreJoinedAndHeadingsPart() {
    String text = "# A\n\none two.\n\nthree four.\n\n## B\n\nfive.";

    List<Piece> pieces = split(
        text,
        new Part(PartKind.HEADING, 0, 3, 1, 0),
        new Part(PartKind.PARAGRAPH, 5, 13, 0, 0),
        new Part(PartKind.PARAGRAPH, 15, 26, 0, 0),
        new Part(PartKind.HEADING, 28, 32, 2, 0),
        new Part(PartKind.PARAGRAPH, 34, 39, 0, 0));

    assertThat(pieces)
        .extracting(p -> cut(text, p))
        .containsExactly("# A\n\none two.\n\nthree four.", "## B\n\nfive.");
    assertThat(pieces).extracting(Piece::trail).containsExactly("# A", "# A\n## B");
  }

  @Test
  void aLongParagraphIsCutBetweenSentences() {
    String sentence = "Seven words stand in each such sentence. ";
    String text = sentence.repeat(100).strip();

    List<Piece> pieces = split(text, new Part(PartKind.PARAGRAPH, 0, text.length(), 0, 0));

    assertThat(pieces).hasSizeGreaterThan(3);
    assertThat(pieces).allSatisfy(p -> {
      assertThat(cut(text, p)).startsWith("Seven").endsWith("sentence.");
      assertThat(cut(text, p).split("\\s+")).hasSizeLessThanOrEqualTo(Limits.BLOCK_WORDS);
    });
  }

  @Test
  void tableRowsCarryTheirHeaderOutsideTheSpan() {
    StringBuilder text = new StringBuilder("name | age\n");
    List<Part> parts = new ArrayList<>(List.of(new Part(PartKind.TABLE_HEADER, 0, 10, 0, 0)));
    for (int i = 0; i < 100; i++) {
      int start = text.length();
      text.append("person ").append(i).append(" of many | ").append(i).append('\n');
      parts.add(new Part(PartKind.TABLE_ROW, start, text.length() - 1, 0, 0));
    }

    List<Piece> pieces = split(text.toString(), parts.toArray(Part[]::new));

    assertThat(pieces).hasSizeGreaterThan(2);
    assertThat(pieces.getFirst().lead()).isEmpty();
    assertThat(cut(text.toString(), pieces.getFirst())).startsWith("name | age");
    assertThat(pieces.subList(1, pieces.size())).extracting(Piece::lead).containsOnly("name | age");
  }

  @Test
  void aBlockStaysOnItsPage() {
    String text = "first page text second page text";

    List<Piece> pieces = split(
        text,
        new Part(PartKind.PARAGRAPH, 0, 15, 0, 1),
        new Part(PartKind.PARAGRAPH, 16, 32, 0, 2));

    assertThat(pieces).extracting(Piece::page).containsExactly(1, 2);
  }

  @Test
  @Timeout(60)
  void oneLineOfFiftyMegabytesIsSplit() {
    String words = "lorem ipsum dolor ".repeat(50_000_000 / 18);
    String solid = "x".repeat(5_000_000);
    String dots = ". ".repeat(1_000_000);

    for (String text : List.of(words, solid, dots)) {
      List<Piece> pieces = split(text);

      assertThat(pieces).allMatch(p -> p.stop() - p.start() <= 20_000);
      assertThat(pieces.getFirst().start()).isZero();
      assertThat(pieces.getLast().stop()).isEqualTo(text.stripTrailing().length());
    }
  }

  @Test
  void anyTextAndAnyPartsGiveOrderedSpansThatLoseNothing() {
    long seed = System.nanoTime();
    Random dice = new Random(seed);
    String[] bits = {
      "word ",
      "a",
      "字",
      "あ",
      " ",
      "\n",
      "\n\n",
      ". ",
      "é",
      "😀",
      "x".repeat(30),
      "\t",
      "|",
      "\ud83d",
      "\u0000"
    };
    List<PartKind> kinds = List.copyOf(EnumSet.allOf(PartKind.class));
    for (int round = 0; round < 300; round++) {
      StringBuilder made = new StringBuilder();
      for (int i = dice.nextInt(2_000); i > 0; i--) {
        made.append(bits[dice.nextInt(bits.length)]);
      }
      String text = Splitter.storable(made.toString());
      List<Part> parts = new ArrayList<>();
      for (int i = dice.nextInt(12); i > 0; i--) {
        int start = dice.nextInt(text.length() + 5);
        PartKind kind = kinds.get(dice.nextInt(kinds.size()));
        parts.add(
            new Part(kind, start, start + dice.nextInt(900) - 5, dice.nextInt(4), dice.nextInt(3)));
      }

      List<Piece> pieces = split(text, parts.toArray(Part[]::new));

      StringBuilder kept = new StringBuilder();
      int at = 0;
      for (Piece piece : pieces) {
        assertThat(piece.start()).as("seed %d", seed).isGreaterThanOrEqualTo(at);
        assertThat(cut(text, piece)).as("seed %d", seed).isNotBlank();
        assertThat(Character.isLowSurrogate(text.charAt(piece.start()))).isFalse();
        kept.append(cut(text, piece));
        at = piece.stop();
      }
      assertThat(kept.toString().replaceAll("[\\s\\x1c-\\x1f]+", ""))
          .as("seed %d", seed)
          .isEqualTo(text.replaceAll("[\\s\\x1c-\\x1f]+", ""));
    }
  }
}
