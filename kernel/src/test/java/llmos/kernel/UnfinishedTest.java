package llmos.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import llmos.kernel.TestMachine.TestConsole;
import llmos.kernel.store.Ledger;
import llmos.kernel.store.Ledger.IntentState;
import llmos.kernel.store.Store;
import llmos.testkit.ScriptedCpu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedTest {
  @TempDir
  Path folder;

  @Test
  void anEffectThatWasUnderWayWhenTheMachineDiedIsToldAndNeverRunAgain() throws Exception {
    TestMachine machine = new TestMachine(folder, new ScriptedCpu(4096).says("Hello."));
    try (Kernel kernel = machine.boot()) {
      kernel.ask(Ask.typed("Say hi."), new TestConsole(Optional.empty()));
    }
    try (Store store = Store.open(folder.resolve("home/state.db"))) {
      Ledger ledger = new Ledger(store, machine.clock);
      ledger.start(1, "note add a.txt x");
      ledger.mark(ledger.start(1, "note add b.txt x"), IntentState.DONE);
    }

    List<String> told;
    try (Kernel kernel = machine.boot()) {
      told = texts(kernel.log(Kernel.LogKind.JOURNAL, 10));
      assertThat(texts(kernel.log(Kernel.LogKind.KERNEL, 10)))
          .anyMatch(line -> line.contains("outcome unknown") && line.contains("note add a.txt x"));
    }
    assertThat(told).anyMatch(line -> line.contains("outcome unknown") && line.contains("a.txt"));
    assertThat(told).noneMatch(line -> line.contains("b.txt"));
    assertThat(machine.told).as("run again").isEmpty();
    try (Kernel kernel = machine.boot()) {
      assertThat(texts(kernel.log(Kernel.LogKind.JOURNAL, 10))).as("told once").isEqualTo(told);
    }
    try (Store store = Store.open(folder.resolve("home/state.db"))) {
      assertThat(new Ledger(store, machine.clock).unfinished()).isEmpty();
    }
  }

  private static List<String> texts(Records records) {
    return records.rows().stream().map(row -> String.valueOf(row.get("text"))).toList();
  }
}
