package llmos.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import llmos.api.Label;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State files that older releases wrote. */
final class OldStateTest {
  private static final int PLAIN_TEXTS = 11; // the version before texts were packed
  private static final byte[] VECTOR = ByteVector.of(new float[] {.6f, .8f});

  @TempDir
  Path home = Path.of("");

  private static void insert(Connection c, long id, Library.Entry e) throws SQLException {
    Sql.update(
        c,
        "INSERT INTO document(id, volume, path, title, sha, mtime, bytes, status, reason, integrity, confidentiality, text)"
            + " VALUES(?, 1, ?, 't', ?, 0, 0, 'ok', '', 'TRUSTED', 'PRIVATE', ?)",
        id,
        e.path(),
        e.sha(),
        new String(e.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    for (Library.Piece p : e.pieces()) {
      Sql.update(
          c,
          "INSERT INTO block(document, start, stop, docpage, trail, lead, sha) VALUES(?, ?, ?, ?, ?, ?, ?)",
          id,
          p.start(),
          p.stop(),
          p.page(),
          p.start() % 2 == 0 ? "t" : "t\nhead",
          "lead",
          p.sha());
    }
  }

  @Test
  void keepsItsTextsBlocksAndVectors() throws SQLException {
    Random dice = new Random(7);
    List<Library.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String text = ChunksTest.text(dice, i == 0 ? 0 : 20_000);
      entries.add(ChunksTest.entry("d" + i, "sha" + i, text, ChunksTest.pieces(dice, text)));
    }
    Path file = home.resolve("state.db");
    long newest;
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      Schema.migrate(c, PLAIN_TEXTS);
      Sql.update(
          c,
          "INSERT INTO volume(id, name, root, integrity, confidentiality, mounted) VALUES(1, 'v', '/v', 'TRUSTED', 'PRIVATE', 0)");
      for (int i = 0; i < entries.size(); i++) {
        insert(c, i + 1, entries.get(i));
      }
      Sql.update(
          c,
          "INSERT INTO vector(sha, model, kept) SELECT DISTINCT sha, 'm', ? FROM block WHERE document = 2",
          VECTOR);
      Sql.update(
          c, "INSERT INTO centre(model, value) VALUES('m', ?)", BlockVectors.bytes(new float[2]));
      newest = Sql.number(c, "SELECT max(id) FROM block");
      Sql.update(c, "DELETE FROM document WHERE id = 30");
      Sql.update(c, "DELETE FROM block WHERE document = 30"); // the newest, whose numbers are gone
    }
    Library.Entry gone = entries.removeLast();

    try (Store store = Store.open(file)) {
      Library library = new Library(store);
      for (Library.Entry entry : entries) {
        ChunksTest.check(library, entry, entry.path());
        List<Library.Block> blocks =
            library.blocksOf(library.document("v/" + entry.path()).orElseThrow().id());
        for (int i = 0; i < blocks.size(); i++) {
          Library.Piece now = blocks.get(i).piece();
          assertThat(now.sha()).isEqualTo(entry.pieces().get(i).sha());
          assertThat(now.trail()).isEqualTo(now.start() % 2 == 0 ? "t" : "t\nhead");
          assertThat(now.lead()).isEqualTo("lead");
        }
      }
      String sha = entries.get(1).pieces().getFirst().sha();
      Map<String, BlockVectors.Numbered> vectors =
          Objects.requireNonNull(library.vectors().of(List.of(sha)).get(sha));
      assertThat(vectors).containsOnlyKeys("m");
      assertThat(Objects.requireNonNull(vectors.get("m")).kept()).isEqualTo(VECTOR);
      assertThat(library.vectors().centres()).containsOnlyKeys("m");
      assertThat(library.vectors().progress("m")[0])
          .isEqualTo(entries.get(1).pieces().size());

      library.put(1, List.of(gone));
      assertThat(library.blocksOf(library.document("v/d29").orElseThrow().id()))
          .allMatch(block -> block.id() > newest);
    }
  }

  /** Such as `sqlite3` makes of a damaged one: its foreign keys are off. */
  @Test
  void opensWhatWasSalvaged() throws SQLException {
    Path file = home.resolve("state.db");
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      Schema.migrate(c, Schema.COMPACT - 1);
      Sql.update(
          c,
          "INSERT INTO volume(id, name, root, integrity, confidentiality, mounted) VALUES(1, 'v', '/v', 'TRUSTED', 'PRIVATE', 0)");
      Sql.update(
          c,
          "INSERT INTO document(id, volume, path, title, sha, mtime, bytes, status, reason, integrity, confidentiality)"
              + " VALUES(1, 1, 'd', 't', 's', 0, 0, 'ok', '', 'TRUSTED', 'PRIVATE')");
      Sql.update(c, "INSERT INTO chunk(id, packed) VALUES(7 << 31, x'00')");
      for (Object[] block : new Object[][] {{1, "xyz"}, {1, "AB"}, {1, "ab"}, {7, "cd"}}) {
        Sql.update(
            c,
            "INSERT INTO block(document, start, stop, docpage, trail, lead, sha, chunk) VALUES(?, 0, 0, 0, '', '', ?, 0)",
            block);
        Sql.update(c, "INSERT INTO vector(sha, model, kept) VALUES(?, 'm', ?)", block[1], VECTOR);
      }
    }
    try (Store store = Store.open(file)) {
      assertThat(new Library(store).blocksOf(1)).hasSize(3);
      assertThat(store.<Long>read(c -> Sql.number(c, "SELECT count(*) FROM chunk")))
          .isZero();
      assertThat(store.<Long>read(c -> Sql.number(c, "SELECT count(*) FROM vector")))
          .isEqualTo(2);
    }
  }

  @Test
  void trailsAreToldAsTheyWereKept() {
    long seed = System.nanoTime();
    Random dice = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      String trail = signs(dice, 8);
      String title = signs(dice, 3);
      String kept = Trails.keep(trail, title);
      assertThat(Trails.told(kept, title)).as("seed %d", seed).isEqualTo(trail);
    }
    assertThat(Trails.keep("# A title\n## Part", "A title")).hasSize("# xx\n## Part".length());
  }

  private static String signs(Random dice, int most) {
    return dice.ints(dice.nextInt(most + 1), 0, 4)
        .mapToObj(sign -> "\u0001tab".substring(sign, sign + 1))
        .collect(Collectors.joining());
  }

  @Test
  void trailsStayWhatTheyAreWhenTitlesChange() {
    long seed = System.nanoTime();
    Random dice = new Random(seed);
    try (Store store = Store.open(home.resolve("state.db"))) {
      Library library = new Library(store);
      long volume = library.putVolume("v", "/v", Label.UNKNOWN);
      String[] titles = {"a", "b", ""};
      List<Library.Piece> pieces = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String sha = Sha.of("" + i).substring(0, 32);
        pieces.add(new Library.Piece(i, i + 1, 0, "# " + titles[i % 3], "", sha));
      }
      for (int step = 0; step < 60; step++) {
        String title = titles[dice.nextInt(3)];
        List<Library.Piece> some = dice.nextBoolean() ? pieces : pieces.subList(0, 4);
        Library.Entry entry = new Library.Entry(
            "d", title, "s" + step, 0, 0, "ok", "", Label.UNKNOWN, "abcdef", some);
        Optional<Library.Doc> old = library.document("v/d");
        if (old.isPresent() && dice.nextBoolean()) {
          library.rename(old.get().id(), entry);
        } else {
          library.put(volume, List.of(entry));
        }
        for (Library.Block block :
            library.blocksOf(library.document("v/d").orElseThrow().id())) {
          assertThat(block.title()).as("seed %d", seed).isEqualTo(title);
          assertThat(block.piece().trail())
              .as("seed %d, step %d", seed, step)
              .isEqualTo("# " + titles[block.piece().start() % 3]);
        }
      }
    }
  }
}
