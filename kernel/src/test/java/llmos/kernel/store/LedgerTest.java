package llmos.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Statement;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LedgerTest {
  @TempDir
  Path home = Path.of("");

  @SuppressWarnings("NullAway.Init") // made before each test
  private Store store;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Ledger ledger;

  @BeforeEach
  void open() {
    store = Store.open(home.resolve("state.db"));
    ledger = new Ledger(store, new FakeClock());
    for (int i = 0; i < 5; i++) {
      ledger.append(new Ledger.AuditRow(
          0, i, 1, "fs read " + i, "READ", "TRUSTED", "PRIVATE", "", "ALLOW", "why", "", ""));
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          UPDATE audit SET verdict = 'DENY' WHERE seq = 3 | 3
          DELETE FROM audit WHERE seq = 2                 | 2
          DELETE FROM audit WHERE seq = 1                 | 1
          DELETE FROM audit WHERE seq = 5                 | 5
          DELETE FROM audit                               | 1
          UPDATE audit SET seq = 9 WHERE seq = 4          | 4
          """)
  void findsRowsThatWereEditedOrRemoved(String tampering, long broken) {
    assertThat(ledger.firstBroken()).isEmpty();

    store.write(connection -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute("DROP TRIGGER audit_kept");
        statement.execute("DROP TRIGGER audit_stays");
        return statement.executeUpdate(tampering);
      }
    });

    assertThat(ledger.firstBroken()).hasValue(broken);
  }

  @Test
  void findsRowsThatWereSwapped() {
    store.write(connection -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute("DROP TRIGGER audit_kept");
        for (String move :
            new String[] {"100 WHERE seq = 2", "2 WHERE seq = 3", "3 WHERE seq = 100"}) {
          statement.execute("UPDATE audit SET seq = " + move);
        }
        return 0;
      }
    });

    assertThat(ledger.firstBroken()).hasValue(2);
  }

  @Test
  void remembersIntentsUntilTheyEnd() {
    long write = ledger.start(1, "fs write a");
    ledger.mark(ledger.start(1, "fs write b"), Ledger.IntentState.DONE);

    assertThat(ledger.unfinished()).containsExactly(new Ledger.Intent(write, 1, "fs write a"));
  }
}
