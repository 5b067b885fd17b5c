package llmos.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import llmos.api.FaultException;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {
  @TempDir
  Path home = Path.of("");

  @Test
  void releasesOfSqliteBeforeTheFixAreRefused() {
    assertThat(List.of("3.50.4", "3.51.2", "3.51", "2.99.9")).allMatch(Store::tooOld);
    assertThat(List.of("3.51.3", "3.51.10", "3.52", "3.52.0", "4.0.0")).noneMatch(Store::tooOld);
  }

  @Test
  void damageWhereAStartReadsDoesNotKeepTheRestFromBeingRead() throws IOException {
    Path file = home.resolve("state.db");
    DeviceRows.Row row = new DeviceRows.Row("o".repeat(500), "f", "s", "c");
    try (Store store = Store.open(file)) {
      new DeviceRows(store).put(List.of(row));
      Journal journal = new Journal(store, new FakeClock());
      journal.append(journal.create("chat", "", "fifo"), 0, "user", "the line");
    }
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(row.origin());
    Arrays.fill(bytes, at / 4096 * 4096, at / 4096 * 4096 + 4096, (byte) 0x5a);
    Files.write(file, bytes);

    try (Store store = Store.open(file)) {
      assertThat(new DeviceRows(store).all()).isEmpty();
      new DeviceRows(store).put(List.of(row));
      assertThat(new Ledger(store, new FakeClock()).unfinished()).isEmpty();
      Journal journal = new Journal(store, new FakeClock());
      assertThat(journal.entries(1, 10)).hasSize(1);
      assertThatThrownBy(() -> journal.create("chat", "", "fifo"))
          .isInstanceOfSatisfying(
              FaultException.class,
              e -> assertThat(e.fault().hint()).contains(".dump", "salvaged.db"));
    }
  }

  @Test
  void aFileThatTurnsOutToBeDamagedIsOnlyReadFromThenOnAndSaysHowToSaveIt() throws IOException {
    Path file = home.resolve("state.db");
    try (Store store = Store.open(file)) {
      Journal journal = new Journal(store, new FakeClock());
      long pid = journal.create("chat", "", "fifo");
      for (int i = 0; i < 200; i++) {
        journal.append(pid, 0, "user", ("line " + i + " ").repeat(200));
      }
      store.write(c -> Sql.update(c, "INSERT INTO setting(key, value) VALUES('a', 'b')"));
    }
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(raw.length() / 2);
      raw.write(new byte[(int) (raw.length() / 4)]);
    }

    try (Store store = Store.open(file)) {
      Journal journal = new Journal(store, new FakeClock());
      assertThatThrownBy(() -> journal.entries(1, 1000))
          .isInstanceOfSatisfying(FaultException.class, e -> {
            assertThat(e.fault().message()).contains(file.toString(), "malformed");
            assertThat(e.fault().hint())
                .contains("keep a copy", ".dump", "user_version=", "empty home");
          });
      assertThatThrownBy(() -> journal.create("chat", "", "fifo"))
          .hasMessageContaining("only read");
      String value = "SELECT value FROM setting WHERE key = 'a'";
      assertThat(store.<String>read(c -> Sql.row(c, value, r -> r.getString(1)).orElse("")))
          .isEqualTo("b");
    }
  }
}
