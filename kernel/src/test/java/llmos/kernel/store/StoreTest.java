package llmos.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import llmos.api.FaultException;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {
  @TempDir
  Path home = Path.of("");

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
            assertThat(e.fault().hint()).contains("keep a copy", ".recover", "empty home");
          });
      assertThatThrownBy(() -> journal.create("chat", "", "fifo"))
          .hasMessageContaining("only read");
      String value = "SELECT value FROM setting WHERE key = 'a'";
      assertThat(store.<String>read(c -> Sql.row(c, value, r -> r.getString(1)).orElse("")))
          .isEqualTo("b");
    }
  }
}
